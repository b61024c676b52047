import { expect, test } from 'vitest';
import { entryLimit } from '../../cli/options.ts';

test('--limit and --all set the number of entries; only one of them is allowed', () => {
  expect(entryLimit({})).toBe(20);
  expect(entryLimit({ limit: '7' })).toBe(7);
  expect(entryLimit({ all: true })).toBe(Number.POSITIVE_INFINITY);
  for (const wrong of [{ limit: '0' }, { limit: 'x' }, { limit: '1.5' }, { limit: '3', all: true }]) {
    expect(() => entryLimit(wrong)).toThrow(/--limit/);
  }
});
