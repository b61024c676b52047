import { expect, test } from 'vitest';
import * as z from 'zod';
import { moment, queryList, wholeNumber } from '../../lambdas/contract/fields.ts';
import { fieldPath, parse } from '../../lambdas/contract/parse.ts';
import { InvalidFieldsError } from '../../lambdas/core/errors.ts';

const schema = z.strictObject({
  name: z.string().max(5),
  kind: z.enum(['a', 'b']).optional(),
  list: z.array(z.string()).max(2).optional(),
  inner: z.strictObject({ url: z.string() }).optional(),
});

const problem = (input: unknown): InvalidFieldsError => {
  try {
    parse(schema, input);
  } catch (error) {
    if (error instanceof InvalidFieldsError) return error;
  }
  throw new Error('it was accepted');
};

test.each([
  [{}, 'name', 'name: is required.'],
  [undefined, 'name', 'name: is required.'],
  [{ name: 3 }, 'name', 'name: should be text.'],
  [{ name: 'sixsix' }, 'name', 'name: should be at most 5 characters.'],
  [{ name: 'x', kind: 'c' }, 'kind', 'kind: should be "a" or "b".'],
  [{ name: 'x', list: ['a', 'b', 'c'] }, 'list', 'list: should be at most 2 entries.'],
  [{ name: 'x', list: ['a', 1] }, 'list[1]', 'list[1]: should be text.'],
  [{ name: 'x', inner: { url: 'u', extra: 1 } }, 'inner.extra', 'inner.extra: is not a field of this request.'],
  [{ name: 'x', constructor: 1 }, 'constructor', 'constructor: is not a field of this request.'],
  [[], undefined, 'should be an object.'],
  ['text', undefined, 'should be an object.'],
])('rejects %j and names the field and the expected value', (input, param, message) => {
  expect(problem(input)).toMatchObject({ param, message, status: 400 });
});

test('names all problems, and the first one as the param', () => {
  const { message, param } = problem({ kind: 'c', nope: 1 });
  expect(message).toBe('name: is required.; kind: should be "a" or "b".; nope: is not a field of this request.');
  expect(param).toBe('name');
});

test('shortens a long name of the caller in the error', () => {
  expect(problem({ name: 'x', ['k'.repeat(5000)]: 1 }).message.length).toBeLessThan(200);
});

test('writes a path as the caller would', () => {
  expect(fieldPath(['events', 3, 'data', 'object'])).toBe('events[3].data.object');
});

test('reads numbers and lists from a query as well', () => {
  const query = z.strictObject({ limit: wholeNumber(1, 100), include: queryList(z.string(), 3) });
  expect(parse(query, { limit: '20', include: 'x' })).toEqual({ limit: 20, include: ['x'] });
  for (const limit of ['0', '101', '1e1', '', ' 5', '-1', ['5'], '99999999999999999999']) {
    expect(() => parse(query, { limit, include: [] }), String(limit)).toThrow(/^limit: /);
  }
});

test('reads a time in RFC 3339 or unix seconds', () => {
  const query = z.strictObject({ at: moment });
  expect(parse(query, { at: '1700000000' })).toEqual({ at: 1_700_000_000_000 });
  expect(parse(query, { at: '2026-01-31T12:00:00+01:00' })).toEqual({ at: Date.UTC(2026, 0, 31, 11) });
  expect(parse(query, { at: '9999-12-31T23:59:59.999Z' })).toEqual({ at: Date.UTC(10_000, 0) - 1 });
  const tooEarlyOrLate = ['-5', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-00:01'];
  for (const at of ['yesterday', '2026-01-31', ...tooEarlyOrLate, '2026-13-01T00:00:00Z', {}, [1], true]) {
    expect(() => parse(query, { at }), String(at)).toThrow('at: should be a time such as 2026-01-31T12:00:00Z');
  }
});
