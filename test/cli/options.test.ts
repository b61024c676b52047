import { expect, test } from 'vitest';
import { entriesAsked } from '../../cli/options.ts';

test('--limit and --all set the number of entries; only one of them is allowed', () => {
  expect(entriesAsked({})).toBe(20);
  expect(entriesAsked({ limit: '7' })).toBe(7);
  expect(entriesAsked({ all: true })).toBe(Number.POSITIVE_INFINITY);
  for (const wrong of [{ limit: '0' }, { limit: 'x' }, { limit: '1.5' }, { limit: '3', all: true }]) {
    expect(() => entriesAsked(wrong)).toThrow(/--limit/);
  }
});
