/**
 * Expressions that would take seconds or gigabytes. The processor's clock never advances for them: steps and sizes alone have to
 * stop them, so that they are stopped the same on a machine of any speed.
 */
import { describe, expect, test } from 'vitest';
import { MAX_MICROSECONDS } from '../../../lambdas/core/rendering/limits.ts';
import { HOSTILE } from './hostile.ts';
import { downgradedBy } from './versions.ts';

const stopped = () => 0;

/** The clock of a processor on which a step takes 100 microseconds, 20 times as long as the slowest here: it is read every 500. */
const slowClock = () => {
  let time = 0;
  return () => {
    time += 500 * 100;
    return time;
  };
};

describe('an expression is stopped by steps and sizes alone that', () => {
  test.each(Object.entries(HOSTILE))('%s', async (_what, jsonata) => {
    const object = { id: 'in_1', lines: [{ n: 1 }, { n: 2 }] };
    await expect(downgradedBy(`(${jsonata})`, object, {}, stopped)).rejects.toMatchObject({ code: 'render_failed' });
    expect(object).toEqual({ id: 'in_1', lines: [{ n: 1 }, { n: 2 }] });
  });
});

test('what is stopped does not go on next to what comes after', async () => {
  const runaway = '($f := function($n) { $f($n + 1) }; [$error("first"), $f(0), $f(1)])';
  await expect(downgradedBy(runaway, {})).rejects.toThrow('first');
  expect(await downgradedBy('{"n": n}', { n: 1 })).toEqual({ n: 1 });
});

test.each([
  ['that never advances', stopped],
  ['of a processor 20 times as slow', slowClock()],
])('by steps, not by time, it is decided the same on every machine: with a clock %s', async (_what, clock) => {
  const endless = '($f := function($n) { $f($n + 1) }; $f(0))';
  await expect(downgradedBy(endless, {}, {}, clock)).rejects.toThrow('it takes more than 20000 steps');
});

describe('a rendering that is within steps and sizes, on a machine that takes far too long for it', () => {
  const jammed = () => {
    let time = 0;
    return () => {
      time += MAX_MICROSECONDS + 1;
      return time;
    };
  };

  test.each<[string, Parameters<typeof downgradedBy>[0]]>([
    ['by an expression', '$merge([$, {"n": 1}])'],
    ['by a function', { function: 'same' }],
  ])('%s, is an internal error, to be tried again', async (_what, downgrade) => {
    const rendering = downgradedBy(downgrade, { id: 'in_1' }, { same: (object) => object }, jammed());
    await expect(rendering).rejects.toMatchObject({
      name: 'SlowRenderingError',
      code: 'internal_error',
      retryable: true,
    });
  });
});

describe('an output', () => {
  const text = (length: number) => 'x'.repeat(length);

  test('of just under 1 MB is taken', async () => {
    const object = { text: text(1024 * 1024 - 100) };
    expect(await downgradedBy('{"copy": text}', object)).toEqual({ copy: object.text });
  });

  test.each([
    ['one text', '{"copy": text & "x"}'],
    ['several', '{"a": text, "b": text}'],
    ['an array', '{"all": [text, text]}'],
  ])('of more, in %s, is stopped', async (_what, jsonata) => {
    await expect(downgradedBy(jsonata, { text: text(1024 * 1024) })).rejects.toThrow('more than 1024 KB');
  });

  test('of a function is stopped too', async () => {
    const twice = () => ({ a: text(600_000), b: text(600_000) });
    await expect(downgradedBy({ function: 'twice' }, {}, { twice })).rejects.toThrow('more than 1024 KB');
  });
});

test.each([
  ['that never advances', stopped],
  ['of a processor 20 times as slow', slowClock()],
])('an event of the largest size, with thousands of lines, is rendered: with a clock %s', async (_what, clock) => {
  const lines = Array.from({ length: 1000 }, (_, n) => ({
    id: `li_${n}`,
    price: { amount: n },
    text: 'x'.repeat(200),
  }));
  const jsonata = '$merge([$, {"lines": lines.{"id": id, "amount": price.amount}}])';
  expect((await downgradedBy(jsonata, { lines }, {}, clock)).lines).toHaveLength(1000);
});

test('names that mean something to JavaScript are names like others', async () => {
  const given = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}');
  const rendered = await downgradedBy('$merge([$, {"added": true}])', given);
  expect(JSON.stringify(rendered)).toBe('{"__proto__":{"polluted":true},"constructor":1,"toString":2,"added":true}');
  expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
  await expect(downgradedBy('constructor.constructor("return process")()', {})).rejects.toThrow();
});
