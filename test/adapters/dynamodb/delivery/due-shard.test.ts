import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueShard } from '../../../../lambdas/adapters/dynamodb/delivery/due-list.ts';
import { eventKeysFrom, newId } from '../../../../lambdas/core/ids.ts';
import { T0 } from '../../../doubles/factories.ts';

/** Deliveries for each shard, on average. */
const EACH = 100;

/** How many of `keys` wait in each shard. */
function spread(destinationId: string, keys: readonly string[], shards: number): number[] {
  const counts = new Array<number>(shards).fill(0);
  for (const key of keys) {
    const shard = dueShard(destinationId, key, shards);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  return counts;
}

const seeded = fc.record({
  shards: fc.integer({ min: 1, max: 100 }),
  at: fc.integer({ min: T0, max: T0 + 10 * 365 * 24 * 3_600_000 }),
  destination: fc.integer({ min: 0, max: 1e9 }),
});

test('consecutive keys of a batch use every shard, and none much more than its share', () => {
  fc.assert(
    fc.property(seeded, ({ shards, at, destination }) => {
      const keys = eventKeysFrom(newId('', at, Math.random), EACH * shards);
      const counts = spread(`ed_${destination}`, keys, shards);
      // Eight standard deviations of a fair spread on either side.
      expect(Math.min(...counts)).toBeGreaterThan(EACH - 80);
      expect(Math.max(...counts)).toBeLessThan(EACH + 80);
    }),
  );
});

test('so do keys that were made one at a time, and one event at many destinations', () => {
  for (const shards of [2, 4, 16, 64, 100]) {
    const keys = Array.from({ length: EACH * shards }, (_, n) => newId('evt_', T0 + n, Math.random));
    const ids = keys.map((_, n) => newId('ed_', T0 + n, Math.random));
    const [key = ''] = keys;
    for (const counts of [
      spread('ed_1', keys, shards),
      ids.reduce<number[]>((sum, id) => {
        const shard = dueShard(id, key, shards);
        sum[shard] = (sum[shard] ?? 0) + 1;
        return sum;
      }, new Array(shards).fill(0)),
    ]) {
      expect(Math.min(...counts)).toBeGreaterThan(EACH - 80);
      expect(Math.max(...counts)).toBeLessThan(EACH + 80);
    }
  }
});

test('a delivery always waits in the same shard', () => {
  expect(dueShard('ed_1', 'evt_1', 7)).toBe(dueShard('ed_1', 'evt_1', 7));
});
