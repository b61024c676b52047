import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '../../../lambdas/adapters/dynamodb/page.ts';
import type { RangeRead } from '../../../lambdas/adapters/dynamodb/query.ts';
import {
  itemsOf,
  mergeShards,
  nameOfPartition,
  type ShardedRows,
  shardedPartition,
} from '../../../lambdas/adapters/dynamodb/shards.ts';
import { eventKeyAt, eventKeysFrom, shardOf } from '../../../lambdas/core/ids.ts';
import type { Cursor, Page } from '../../../lambdas/core/page.ts';
import { T0 } from '../../doubles/factories.ts';

/** The setting of the stage, which is raised from one to the next. */
const SHARDS = [1, 4, 16] as const;

const random = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
  minLength: 15,
  maxLength: 15,
});
const call = fc.record({ era: fc.constantFrom(0, 1, 2), events: fc.integer({ min: 1, max: 12 }), random });

/** The keys of calls, oldest first, as the table has them in each era. */
const eras = fc.array(call, { maxLength: 20 }).map((calls) => {
  const inOrder = calls.toSorted((a, b) => a.era - b.era);
  const keys = inOrder.map(({ era, events, random: bits }, index) =>
    eventKeysFrom(`${eventKeyAt(T0 + index).slice('evt_'.length)}0${bits}`, events, SHARDS[era]),
  );
  return SHARDS.map((shards, now) => ({ shards, keys: keys.filter((_, at) => (inOrder[at]?.era ?? 0) <= now).flat() }));
});

/**
 * A table with these keys. Like DynamoDB, it filters after it has read `limit` rows, and returns fewer when they are too large.
 * @param most largest number of rows of one read
 */
const tableOf = (
  keys: readonly string[],
  shards: number,
  { startingAfter, endingBefore }: Cursor = {},
  most = Number.POSITIVE_INFINITY,
): ShardedRows => ({
  shards,
  async read(shard, { forward, limit, from }) {
    const after = from?.event_id?.S;
    const left = keys
      .filter((key) => shardOf(key) === shard)
      .filter((key) => startingAfter === undefined || key < startingAfter)
      .filter((key) => endingBefore === undefined || key > endingBefore)
      .sort((a, b) => (a < b === forward ? -1 : 1))
      .filter((key) => after === undefined || (forward ? key > after : key < after));
    const rows = left.slice(0, Math.min(limit, most)).map((S) => ({ event_id: { S } }));
    return { rows, last: left.length > rows.length ? rows.at(-1) : undefined };
  },
});

type Fits = ((key: string) => boolean) | undefined;
/** No filter, or one that every key, every third or almost none fits. */
const filters = fc
  .constantFrom(undefined, 1, 3, 40)
  .map((n): Fits => (n === undefined ? undefined : (key) => Number.parseInt(key.slice(14, 30), 32) % n === 0));

const sizes = fc.integer({ min: 1, max: 25 });

const pageFrom = (
  { keys, shards }: { readonly keys: readonly string[]; readonly shards: number },
  { limit, most, fits, ...cursor }: Cursor & { readonly limit: number; readonly most: number; readonly fits: Fits },
): Promise<Page<string>> =>
  pageOf(
    { limit, filtered: fits !== undefined, ...cursor },
    itemsOf(tableOf(keys, shards, cursor, most), ({ event_id: key }) =>
      !fits || fits(key?.S ?? '') ? key?.S : undefined,
    ),
  );

test('pages of several shards are the pages of one, towards older events, while shards are added', async () => {
  await fc.assert(
    fc.asyncProperty(eras, sizes, sizes, filters, async (tables, limit, most, fits) => {
      const found: string[] = [];
      let startingAfter: string | undefined;
      for (let pages = 0; ; pages++) {
        const page = await pageFrom(tables[Math.min(pages, 2)] as (typeof tables)[0], {
          limit,
          most,
          fits,
          startingAfter,
        });
        found.push(...page.items);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        if (!page.hasMore) break;
        startingAfter = page.reached ?? page.items.at(-1);
      }
      // Events that were published since are before the first page.
      expect(found).toEqual(tables[0]?.keys.filter((key) => !fits || fits(key)).reverse());
    }),
  );
});

test('pages of several shards are the pages of one, towards newer events, while shards are added', async () => {
  await fc.assert(
    fc.asyncProperty(eras, sizes, sizes, filters, async (tables, limit, most, fits) => {
      const found: string[] = [];
      let endingBefore = eventKeyAt(0);
      for (let pages = 0; ; pages++) {
        const page = await pageFrom(tables[Math.min(pages, 2)] as (typeof tables)[0], {
          limit,
          most,
          fits,
          endingBefore,
        });
        found.push(...page.items.toReversed());
        if (!page.hasMore && pages >= 2) break;
        endingBefore = page.reached ?? page.items[0] ?? endingBefore;
      }
      expect(found).toEqual(tables[2]?.keys.filter((key) => !fits || fits(key)));
    }),
  );
});

test('a read returns the rows up to the key that every shard has reached, in order, and each once', async () => {
  await fc.assert(
    fc.asyncProperty(eras, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (tables, rows, forward) => {
      const { keys, shards } = tables[2] as (typeof tables)[0];
      const next = mergeShards(tableOf(keys, shards), forward);
      const found: string[] = [];
      for (let reached: string | undefined = ''; reached !== undefined; ) {
        const range = await next(rows);
        ({ reached } = range);
        found.push(...range.rows.map(({ event_id: key }) => key?.S ?? ''));
        if (reached !== undefined) expect(found.at(-1)).toBe(reached);
      }
      expect(found).toEqual(forward ? keys : keys.toReversed());
    }),
  );
});

/** Reads a page, and returns the rows that each read asked for, by shard. */
async function readsOf(shards: number, limit: number): Promise<number[]> {
  const limits: number[] = [];
  const { read } = tableOf(eventKeysFrom('01KF1HZMR00000000000000001', 640, shards), shards);
  const counted = {
    shards,
    read: (shard: number, range: RangeRead) => {
      limits.push(range.limit);
      return read(shard, range);
    },
  };
  await pageOf(
    { limit, filtered: false },
    itemsOf(counted, ({ event_id: key }) => key?.S),
  );
  return limits;
}

test('a page of one shard reads one row more than its limit; with more shards, each reads its share and some more', async () => {
  expect(await readsOf(1, 20)).toEqual([21]);
  expect(await readsOf(4, 20)).toEqual([10, 10, 10, 10]);
  expect(await readsOf(16, 20)).toEqual(Array.from({ length: 16 }, () => 4));
});

test('a partition has the plain name in shard 0, and its number in the others', () => {
  const [seed, tenant] = ['01KF1HZMR00000000000000001', 'acct_shop#live'];
  expect(shardedPartition(tenant, `evt_${seed}`)).toBe(tenant);
  expect(shardedPartition(tenant, `evt_${seed}G`)).toBe(`${tenant}~16`);
  expect(nameOfPartition(`${tenant}~16`)).toBe(tenant);
  expect(nameOfPartition(tenant)).toBe(tenant);
});
