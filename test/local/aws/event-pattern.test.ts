import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesPattern } from '../../../local/aws/event-pattern.ts';
import { patternProblem } from '../../../local/aws/event-pattern-rules.ts';

/** The event of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events.html */
const EC2 = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.123',
    FileName: 'image.PNG',
    path: 'dir/a/b.txt',
    none: null,
    flag: true,
    empty: [],
    tags: [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ],
  },
};

const detail = (pattern: object) => ({ detail: pattern });

/** Cases of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const CASES: [string, Record<string, unknown>, boolean][] = [
  ['exact values, any of several', { source: ['aws.s3', 'aws.ec2'], ...detail({ state: ['terminated'] }) }, true],
  ['every field has to match', { source: ['aws.ec2'], ...detail({ state: ['running'] }) }, false],
  ['any element of an array in the event', { resources: [{ prefix: 'arn:aws:ec2' }] }, true],
  ['null', detail({ none: [null] }), true],
  ['null is not absence', detail({ missing: [null] }), false],
  ['true', detail({ flag: [true] }), true],
  ['a number is not its text', detail({ 'c-count': ['5'] }), false],
  ['prefix', { time: [{ prefix: '2017-12-22' }] }, true],
  ['prefix of any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
  ['suffix', detail({ FileName: [{ suffix: '.png' }] }), false],
  ['suffix of any case', detail({ FileName: [{ suffix: { 'equals-ignore-case': '.png' } }] }), true],
  ['equals-ignore-case', detail({ state: [{ 'equals-ignore-case': 'TERMINATED' }] }), true],
  ['anything-but a value', detail({ state: [{ 'anything-but': 'initializing' }] }), true],
  ['anything-but a list', detail({ state: [{ 'anything-but': ['stopped', 'terminated'] }] }), false],
  ['anything-but numbers', detail({ 'x-limit': [{ 'anything-but': [100, 200, 300] }] }), true],
  ['anything-but a prefix', detail({ state: [{ 'anything-but': { prefix: 'term' } }] }), false],
  ['anything-but suffixes', detail({ FileName: [{ 'anything-but': { suffix: ['.txt', '.rtf'] } }] }), true],
  [
    'anything-but of any case',
    detail({ state: [{ 'anything-but': { 'equals-ignore-case': ['Terminated'] } }] }),
    false,
  ],
  ['anything-but a wildcard', detail({ path: [{ 'anything-but': { wildcard: '*/a/*' } }] }), false],
  ['anything-but of a missing field', detail({ missing: [{ 'anything-but': 'x' }] }), false],
  [
    'numeric ranges',
    detail({ 'c-count': [{ numeric: ['>', 0, '<=', 5] }], 'd-count': [{ numeric: ['<', 10] }] }),
    true,
  ],
  ['numeric equality', detail({ 'x-limit': [{ numeric: ['=', 3.018e2] }] }), true],
  ['numeric out of range', detail({ 'c-count': [{ numeric: ['>', 5] }] }), false],
  ['cidr', detail({ 'source-ip': [{ cidr: '10.0.0.0/24' }] }), true],
  ['cidr of another network', detail({ 'source-ip': [{ cidr: '10.0.1.0/24' }] }), false],
  ['exists', detail({ state: [{ exists: true }] }), true],
  ['exists: false', detail({ missing: [{ exists: false }] }), true],
  ['exists: false below a field that is not there', detail({ missing: { deep: [{ exists: false }] } }), true],
  ['exists speaks of leaves: an object is none', { detail: [{ exists: true }] }, false],
  ['exists speaks of leaves: an empty array has none', detail({ empty: [{ exists: false }] }), true],
  ['wildcard', detail({ path: [{ wildcard: 'dir/*/*.txt' }] }), true],
  ['wildcard matches other characters literally', detail({ path: [{ wildcard: 'dir/a/b?txt' }] }), false],
  ['one operator of several', detail({ state: ['x', { prefix: 'term' }, { exists: false }] }), true],
  ['$or', detail({ $or: [{ 'c-count': [{ numeric: ['>', 50] }] }, { 'd-count': [3] }] }), true],
  ['$or beside a field that does not match', { source: ['aws.s3'], $or: [{ account: ['111122223333'] }] }, false],
  ['fields within one element of an array', detail({ tags: { key: ['b'], value: ['2'] } }), true],
  ['fields of two elements do not add up', detail({ tags: { key: ['a'], value: ['2'] } }), false],
];

describe('matching the documented event', () => {
  test.each(CASES)('%s', (_name, pattern, expected) => {
    expect(patternProblem(JSON.stringify(pattern))).toBeUndefined();
    expect(matchesPattern(EC2, pattern)).toBe(expected);
  });
});

describe('for any text', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '\\', '(', 'Z', 'é'), maxLength: 8 });
  const matches = (value: string, matcher: unknown) => matchesPattern({ field: value }, { field: [matcher] });

  test('a value matches itself and not its complement', () => {
    fc.assert(
      fc.property(word, word, (value, other) => {
        expect(matches(value, other)).toBe(value === other);
        expect(matches(value, { 'anything-but': other })).toBe(value !== other);
        expect(matches(value, { 'anything-but': { prefix: other } })).toBe(!matches(value, { prefix: other }));
      }),
    );
  });

  test('prefix and suffix match as startsWith and endsWith do', () => {
    fc.assert(
      fc.property(word, word, (value, part) => {
        expect(matches(value, { prefix: part })).toBe(value.startsWith(part));
        expect(matches(value, { suffix: part })).toBe(value.endsWith(part));
      }),
    );
  });

  /** Finds the parts between stars in order, without a regular expression. */
  const greedy = (value: string, [first = '', ...rest]: string[]): boolean => {
    if (rest.length === 0) return value === first;
    if (!value.startsWith(first)) return false;
    const last = rest.pop() as string;
    let at = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return value.length - last.length >= at && value.endsWith(last);
  };
  const escaped = (part: string) => part.replace(/[*\\]/g, (found) => `\\${found}`);

  test('a wildcard matches the parts between its stars in order, and escaped stars as stars', () => {
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 4 }), (value, parts) => {
        expect(matches(value, { wildcard: parts.map(escaped).join('*') })).toBe(greedy(value, [...parts]));
        expect(matches(parts.join(value), { wildcard: parts.map(escaped).join('*') })).toBe(true);
      }),
    );
  });

  test('numeric compares as JavaScript does', () => {
    const number = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(number, number, number, (value, low, high) => {
        const inside = matchesPattern({ n: value }, { n: [{ numeric: ['>=', low, '<', high] }] });
        expect(inside).toBe(value >= low && value < high);
      }),
    );
  });

  test('a pattern of one field matches the event it was made from, at any depth', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (path, leaf) => {
        const nest = (inner: unknown) => path.reduceRight<unknown>((acc, key) => ({ [`k${key}`]: acc }), inner);
        expect(matchesPattern(nest(leaf), nest([leaf]) as Record<string, unknown>)).toBe(true);
        expect(matchesPattern(nest(leaf), nest([`${leaf}!`]) as Record<string, unknown>)).toBe(false);
      }),
    );
  });
});

describe('a pattern that can match no event is rejected', () => {
  test.each([
    ['not JSON', '{'],
    ['not an object', '[]'],
    ['an empty object', '{}'],
    ['a value that is not an array', '{"source":"x"}'],
    ['no values', '{"source":[]}'],
    ['an unknown operator', '{"source":[{"like":"x"}]}'],
    ['two operators in one', '{"source":[{"prefix":"x","suffix":"y"}]}'],
    ['an invalid network', '{"ip":[{"cidr":"10.0.0.0/33"}]}'],
    ['half a comparison', '{"n":[{"numeric":[">"]}]}'],
    ['a comparison with text', '{"n":[{"numeric":[">","1"]}]}'],
    ['exists with text', '{"n":[{"exists":"yes"}]}'],
    ['consecutive stars', '{"n":[{"wildcard":"a**b"}]}'],
    ['anything-but of what cannot be negated', '{"n":[{"anything-but":{"numeric":["=",1]}}]}'],
    ['a nested error', '{"detail":{"a":{"$or":[{"b":[1]},{"c":[{"nope":1}]}]}}}'],
  ])('%s', (_name, pattern) => {
    expect(patternProblem(pattern)).toEqual(expect.any(String));
  });
});
