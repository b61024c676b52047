import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../../../lambdas/adapters/catalog/schema-check.ts';
import { validateSchema } from '../../../lambdas/adapters/catalog/validate-schema.ts';

const problems = (schema: object | boolean, value: unknown) =>
  checkSchema(schema as never, value).map(({ pointer, message }) => `${pointer} ${message}`);

describe('what does not fit', () => {
  test.each<[object | boolean, unknown, string[]]>([
    [{ type: 'string' }, 1, [' should be text.']],
    [{ type: ['integer', 'null'] }, 1.5, [' should be a whole number or null.']],
    [{ properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, ['/a should be one of "x","y".']],
    [{ properties: { a: { const: 'x' } } }, { a: 'z' }, ['/a should be "x".']],
    [{ items: { required: ['b'] } }, [{ b: 1 }, {}], ['/1/b is required.']],
    [{ properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }, ['/b is not allowed.']],
    [{ properties: {}, unevaluatedProperties: false }, { b: 2 }, ['/b is not allowed.']],
    [{ maximum: 3 }, 4, [' should be at most 3.']],
    [{ exclusiveMinimum: 0 }, 0, [' should be more than 0.']],
    [{ multipleOf: 5 }, 7, [' should be a multiple of 5.']],
    [
      { type: 'object', properties: { 'a%23#ü/~': { type: 'null' } } },
      { 'a%23#ü/~': 1 },
      ['/a%23#ü~1~0 should be null.'],
    ],
    [false, 1, [' is not allowed.']],
    [{ $ref: '#/$defs/a', $defs: { a: { type: 'array' } } }, 1, [' should be a list.']],
    [{ allOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, ['/a is required.', '/b is required.']],
  ])('%j has problems of %j by path', (schema, value, expected) => {
    expect(problems(schema, value)).toEqual(expected);
  });

  test('of alternatives are the problems of the intended one', () => {
    const object = { type: 'object', properties: { email: { type: 'string' } } };
    const nullable = { anyOf: [object, { type: 'null' }] };
    expect(problems(nullable, { email: 1 })).toEqual(['/email should be text.']);
    expect(problems(nullable, 1)).toEqual([' should be an object or null.']);
    const kind = (name: string, field: object) => ({
      properties: { kind: { const: name }, field },
      required: ['kind'],
    });
    const union = { oneOf: [kind('a', { type: 'string' }), kind('b', { type: 'number' })] };
    expect(problems(union, { kind: 'b', field: 'x' })).toEqual(['/field should be a number.']);
    expect(problems(union, { kind: 'c', field: 'x' })).toEqual([
      ' should match exactly one of the alternatives in the schema.',
    ]);
    const closed = { anyOf: [{ type: 'object', additionalProperties: false }, { type: 'null' }] };
    expect(problems(closed, { a: 1 })).toEqual(['/a is not allowed.']);
    const list = { items: nullable };
    expect(problems(list, [{ email: 1 }, 2, null])).toEqual([
      '/0/email should be text.',
      '/1 should be an object or null.',
    ]);
  });

  test('have limited lengths, regardless of names and lists', () => {
    const long = 'x'.repeat(5000);
    const [problem] = checkSchema({ properties: { [long]: { enum: [long] } } }, { [long]: 1 });
    expect([problem?.pointer.length, problem?.message.length]).toEqual([200, 200]);
  });

  test('never throws, for any schema and any value', () => {
    expect(problems({ additionalProperties: { type: 'string' } }, { '\ud800': 1 })[0]).toContain('well-formed Unicode');
    for (const schema of [
      { $ref: '#/nope' },
      { $ref: '#' },
      { pattern: '(' },
      { type: 'text' },
      { properties: 7, required: 7 },
    ]) {
      expect(problems(schema, typeof schema.pattern === 'string' ? 'a' : {})).toHaveLength(1);
    }
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      'anyOf',
      '$ref',
      'required',
      'pattern',
      'not',
      '$id',
      'x',
    );
    const schema = fc.dictionary(keyword, fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(schema, fc.jsonValue(), (one, value) => {
        checkSchema(structuredClone(one) as never, value);
        validateSchema(structuredClone(one) as never);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a schema that cannot be used', () => {
  test.each<[object, string]>([
    [{ type: 'text' }, '/type'],
    [{ properties: { a: { type: ['string', 'nul'] } } }, '/properties/a/type'],
    [{ properties: [] }, '/properties'],
    [{ items: { pattern: '(' } }, '/items/pattern'],
    [{ required: 'id' }, '/required'],
    [{ anyOf: [] }, '/anyOf'],
    [{ minLength: -1 }, '/minLength'],
    [{ patternProperties: { '[': {} } }, '/patternProperties/['],
    [{ properties: { a: { $ref: '#/$defs/b' } }, $defs: { a: {} } }, '/properties/a/$ref'],
    [{ $ref: 'https://example.com/other.json' }, '/$ref'],
    [{ items: 'x' }, '/items'],
  ])('%j has a problem with the path of the invalid part', (schema, pointer) => {
    expect(validateSchema(schema as never).map((fault) => fault.pointer)).toContain(pointer);
  });

  test.each<[object | boolean]>([
    [true],
    [{}],
    [
      {
        type: 'object',
        properties: { type: { type: 'string' }, required: { $ref: '#/$defs/a' } },
        $defs: { a: { enum: [1] } },
      },
    ],
    [{ $id: 'https://example.com/a', $anchor: 'top', properties: { child: { $ref: '#top' }, self: { $ref: '#' } } }],
    [{ 'x-own': { anything: [] }, title: 'Ours', examples: [1], default: { type: 'text' } }],
  ])('is not %j', (schema) => {
    expect(validateSchema(schema as never)).toEqual([]);
  });
});
