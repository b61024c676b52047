/**
 * Partitions that are divided into shards, because a partition takes 1,000 write units a second:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 * The event key alone decides the shard. Reads of a range merge all shards in the order of their event keys.
 */
import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../core/ids.ts';
import type { Item } from './item.ts';
import type { ReadNext } from './page.ts';
import { type filterOf, type keyBounds, keyQuery, type RangeRead } from './query.ts';

const SEPARATOR = '~';

/** Returns the partition of a shard. That of shard 0 has the plain name, so that rows without a shard stay readable. */
const partitionOf = (name: string, shard: number): string => (shard === 0 ? name : `${name}${SEPARATOR}${shard}`);

/** Returns the partition of a row. @param name what is divided into shards: a tenant, a destination */
export const shardedPartition = (name: string, eventKey: string): string => partitionOf(name, shardOf(eventKey));

/** Returns the name of a partition without its shard. */
export const nameOfPartition = (partition: string): string => partition.split(SEPARATOR, 1)[0] as string;

export interface Range {
  readonly rows: readonly Item[];
  /** `LastEvaluatedKey`; undefined at the end. */
  readonly last: Item | undefined;
}

/** Rows with event keys that are divided into shards. */
export interface ShardedRows {
  readonly shards: number;
  /** Reads the next rows of one shard. */
  readonly read: (shard: number, range: RangeRead) => Promise<Range>;
}

/** Returns rows that a Query of each shard reads. */
export const queriedRows = (
  { client, shards }: { readonly client: DynamoDBClient; readonly shards: number },
  query: {
    readonly table: Pick<QueryCommandInput, 'TableName' | 'IndexName' | 'ProjectionExpression' | 'ConsistentRead'>;
    /** The attribute of the partition key, and what is divided into shards. */
    readonly partition: readonly [attribute: string, name: string];
    readonly bounds: ReturnType<typeof keyBounds>;
    readonly filter: ReturnType<typeof filterOf>;
  },
): ShardedRows => ({
  shards,
  async read(shard, range) {
    const { table, partition, bounds, filter } = query;
    if (!bounds) return { rows: [], last: undefined };
    const [attribute, name] = partition;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({ ...table, ...keyQuery([attribute, partitionOf(name, shard)], bounds, filter, range) }),
    );
    return { rows: Items, last: LastEvaluatedKey };
  },
});

export interface MergedRange {
  readonly rows: readonly Item[];
  /** Event key up to which every shard was read; undefined at the end. */
  readonly reached: string | undefined;
}

interface Shard {
  readonly shard: number;
  /** Rows that were read and not yet returned. */
  rows: readonly Item[];
  from: Item | undefined;
  isAtEnd: boolean;
}

/**
 * Creates a reader that merges the shards. Each call reads the shards of which it holds no row, all at the same time, and
 * returns the rows up to the key that every shard has reached.
 * @returns a function that returns the next rows, about as many as it is asked for: none is possible before the end
 */
export function mergeShards({ shards, read }: ShardedRows, forward: boolean): (rows: number) => Promise<MergedRange> {
  const all = Array.from(
    { length: shards },
    (_, shard): Shard => ({ shard, rows: [], from: undefined, isAtEnd: false }),
  );
  const compare = (a: string, b: string): number => (a === b ? 0 : a < b === forward ? -1 : 1);
  return async (wanted) => {
    const unread = all.filter(({ isAtEnd }) => !isAtEnd);
    const limit = rowsOfEach(wanted, unread.length);
    await Promise.all(
      unread
        .filter(({ rows }) => rows.length === 0)
        .map(async (one) => {
          const { rows, last } = await read(one.shard, { forward, limit, from: one.from });
          Object.assign(one, { rows, from: last, isAtEnd: last === undefined });
        }),
    );
    const [reached] = all.flatMap(({ from, isAtEnd }) => (isAtEnd || !from ? [] : keyOf(from))).sort(compare);
    const isReached = (row: Item): boolean => reached === undefined || compare(keyOf(row), reached) <= 0;
    const ready = all.flatMap(({ rows }) => rows.filter(isReached));
    for (const one of all) one.rows = one.rows.filter((row) => !isReached(row));
    return { rows: ready.sort((a, b) => compare(keyOf(a), keyOf(b))), reached };
  };
}

/** Returns a reader of items for a page. @param itemOf returns the item of a row; undefined drops the row */
export const itemsOf =
  <T>(rows: ShardedRows, itemOf: (row: Item) => T | undefined) =>
  (forward: boolean): ReadNext<T> => {
    const next = mergeShards(rows, forward);
    return async (wanted) => {
      const { rows: read, reached } = await next(wanted);
      const items = read.map(itemOf).filter((item) => item !== undefined);
      return { items, isAtEnd: reached === undefined, reached };
    };
  };

const keyOf = ({ event_id: key }: Item): string => key?.S ?? '';

/** Rows of one read of one of several shards at least: a Query is billed as 4 KB at least, which are about as many rows. */
const MIN_ROWS = 4;

/**
 * Returns the rows to read of each shard to find `rows` in all of them together. Keys are spread at random, so that a shard has
 * its share and a deviation of the square root of it. Two deviations more make a second read of a shard rare.
 */
function rowsOfEach(rows: number, shards: number): number {
  const share = rows / shards;
  return shards === 1 ? rows : Math.max(MIN_ROWS, Math.ceil(share + 2 * Math.sqrt(share)));
}
