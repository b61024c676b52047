import { expect, test } from 'vitest';
import { storedBytes } from '../../../bench/cost/item-size.ts';
import { ITEM_OVERHEAD_BYTES } from '../../../bench/prices.ts';
import { toItem } from '../../../lambdas/adapters/dynamodb/item.ts';

test.each([
  ['a text: its UTF-8 bytes', { name: 'größe' }, 4 + 7],
  ['a number: a byte for two significant digits, and one', { n: 1_795_833_000 }, 1 + 5],
  ['bytes', { b: Buffer.alloc(7) }, 1 + 7],
  ['null and booleans: one byte', { a: null, b: true }, 1 + 1 + 1 + 1],
  ['a list: three bytes, and one for each member', { l: ['ab', 'c'] }, 1 + 3 + 1 + 2 + 1 + 1],
  ['a map: three bytes, and one for each member beside its name', { m: { ab: 'c' } }, 1 + 3 + 1 + 2 + 1],
])('%s', (_rule, row, bytes) => {
  expect(storedBytes(toItem(row))).toBe(bytes + ITEM_OVERHEAD_BYTES);
});
