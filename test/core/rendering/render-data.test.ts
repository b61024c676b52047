import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiVersion } from '../../../lambdas/core/catalog/catalog.ts';
import type { JsonObject } from '../../../lambdas/core/event/event.ts';
import { renderData } from '../../../lambdas/core/rendering/render-data.ts';
import { aChange, changed, downgradedBy, NEWEST, OLDEST } from './versions.ts';

const [v3, v2, v1] = ['2026-06-01', '2026-03-01', '2026-01-01'] as const;
const append = (mark: string, types?: string[]) => aChange(mark, `{"trail": trail & "${mark}"}`, types);
const versions: ApiVersion[] = [
  { version: v3, changes: [append('d'), append('c', ['invoice.*', 'order.paid'])] },
  { version: v2, changes: [append('b', ['order.*']), append('a', ['invoice.paid'])] },
  { version: v1, changes: [append('never')] },
];
const anInvoice = (apiVersion: string) => ({ type: 'invoice.paid', apiVersion, data: { object: { trail: '' } } });

describe('data', () => {
  test.each([
    [v3, v3, '', v3],
    [v3, v2, 'dc', v2],
    [v3, v1, 'dca', v1],
    [v2, v1, 'a', v1],
  ])(
    'of %s in %s goes through the changes between them that touch its type, newest first',
    async (from, to, trail, version) => {
      const { data, apiVersion } = await renderData(anInvoice(from), to, versions);
      expect([data.object.trail, apiVersion]).toEqual([trail, version]);
    },
  );

  test.each([
    ['a newer version than its own', v1, v3],
    ['a version that the catalog does not have', v3, '2025-01-01'],
    ['any version, when its own is not in the catalog', '2026-12-01', v1],
  ])('stays as it was published in %s', async (_what, from, to) => {
    const event = anInvoice(from);
    expect(await renderData(event, to, versions)).toEqual({ data: event.data, apiVersion: from });
  });

  test('that no change touches is in the older version as it is', async () => {
    const event = { ...anInvoice(v2), type: 'refund.created' };
    expect(await renderData(event, v1, versions)).toEqual({ data: event.data, apiVersion: v1 });
  });

  test('is what the function gives that a change names, which gets an object of its own', async () => {
    const object = { id: 'in_1', lines: [{ id: 'li_1' }] };
    const spoil = ({ lines, ...rest }: JsonObject) => {
      (lines as JsonObject[])[0] = { id: 'spoilt' };
      return { ...rest, first: (lines as JsonObject[])[0] };
    };
    expect(await downgradedBy({ function: 'spoil' }, object, { spoil })).toEqual({
      id: 'in_1',
      first: { id: 'spoilt' },
    });
    expect(object).toEqual({ id: 'in_1', lines: [{ id: 'li_1' }] });
  });
});

describe('previous attributes', () => {
  const render = async (object: JsonObject, previous_attributes: JsonObject, downgrade: string) => {
    const event = { type: 'invoice.paid', apiVersion: NEWEST, data: { object, previous_attributes } };
    return (await renderData(event, OLDEST, changed(downgrade))).data;
  };

  test('are those of the object as it was, in the older version', async () => {
    const data = await render(
      { id: 'c', given: 'Ada', family: 'Li' },
      { family: 'Ng' },
      '{"id": id, "name": given & " " & family}',
    );
    expect(data).toEqual({ object: { id: 'c', name: 'Ada Li' }, previous_attributes: { name: 'Ada Ng' } });
  });

  test('are none where the older version does not show what changed', async () => {
    const data = await render({ id: 'c', hidden: 2 }, { hidden: 1 }, '{"id": id}');
    expect(data).toEqual({ object: { id: 'c' }, previous_attributes: {} });
  });

  test('are null where the older version shows now what it did not show before', async () => {
    const data = await render({ id: 'c', tax: 5 }, { tax: null }, '{"id": id, "taxed": tax ? true}');
    expect(data).toEqual({ object: { id: 'c', taxed: true }, previous_attributes: { taxed: null } });
  });
});

describe('a change that fails', () => {
  test.each([
    ['throws', '$error("no such plan")', 'no such plan'],
    ['returns nothing', 'missing', 'returns nothing'],
    ['does not return an object', '[1, 2]', 'does not return an object'],
    ['returns a function', '{"a": $sum}', 'returns a function'],
    ['gives what is no number', '{"a": 1 / 0}', 'Infinity'],
    ['is not JSONata', '{"a": ', 'not JSONata'],
  ])('because it %s is named, with its version', async (_what, jsonata, reason) => {
    await expect(downgradedBy(jsonata, { id: 'in_1' })).rejects.toMatchObject({
      code: 'render_failed',
      change: 'the_change',
      version: NEWEST,
      message: expect.stringContaining(reason),
    });
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such plan');
      },
    ],
    ['gives an object that is no JSON', () => ({ at: new Date(0) })],
    ['gives a promise', () => Promise.resolve({}) as unknown as JsonObject],
  ])('because its function %s is named', async (_what, made) => {
    await expect(downgradedBy({ function: 'made' }, {}, { made })).rejects.toMatchObject({ change: 'the_change' });
  });

  test.each(['missing', 'toString'])('because there is no function %s is named', async (name) => {
    await expect(downgradedBy({ function: name }, {}, {})).rejects.toThrow(`this deployment has no function '${name}'`);
  });
});

/** Expressions of every kind, of which each has some objects that it fails for. */
const EXPRESSIONS = [
  '$',
  '$ ~> |$|{"added": $keys($)}, ["a", "b"]|',
  '$merge([$, {"n": $count($keys($))}])',
  '{"all": [**], "text": $string($)}',
  '$sift($, function($v, $k) { $length($k) > 1 })',
  '{"pairs": $spread($), "each": $each($, function($v, $k) { $k })}',
  '*{"grouped": $}',
  '$merge($each($, function($v, $k) { {$uppercase($k): $v} }))',
];

test('the same data gives the same bytes, or fails the same way, and the event is left as it was', async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
  await fc.assert(
    fc.asyncProperty(object, fc.constantFrom(...EXPRESSIONS), async (given, jsonata) => {
      const before = JSON.stringify(given);
      const rendered = () => downgradedBy(jsonata, given).then(JSON.stringify, (error: Error) => error.message);
      const first = await rendered();
      expect(await rendered()).toBe(first);
      expect(JSON.stringify(given)).toBe(before);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['puts something into an array that is empty', 'empty{"a": 1}'],
  ['calls an object', '$.o()'],
  ['changes all of it, one transform after the other', '$ ~> |o|{"p": 2}, "q"| ~> |$|{"id": "changed"}, "empty"|'],
  ['comes back to the whole input from inside a transform', '$ ~> |$$.o|{"p": 2}|'],
  ['keeps the whole input in a copy', '$ ~> |$|{"own": $$}| ~> |own.o|{"p": 2}|'],
  ['goes up from inside a transform', '$ ~> |o.%|{"id": "changed"}|'],
  ['transforms in the predicate of its input', '$[$exists($ ~> |o|{"p": 2}|)] ~> |o|{"p": 3}|'],
  ['brings a way of its own to copy', '($clone := function($x) { $x }; $ ~> |$|{"id": "changed"}|)'],
])('the event is left as it was by an expression that %s', async (_what, jsonata) => {
  const object = { id: 'in_1', o: { p: 1 }, empty: [] };
  const before = structuredClone(object);
  await downgradedBy(jsonata, object).catch(() => {});
  expect(object).toEqual(before);
});
