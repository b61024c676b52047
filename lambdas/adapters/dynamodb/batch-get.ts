/** Reads items with BatchGetItem, and repeats requests for the keys that DynamoDB leaves unprocessed, as long as it reads some. */
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { WaybillError } from '../../core/errors.ts';
import { chunks, type Item } from './item.ts';

/** Keys of one BatchGetItem request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
/** Requests in a row that return no item, after which the keys that are left count as not read. */
const MAX_VAIN = 6;
const FIRST_PAUSE_MS = 25;

export interface Wanted {
  readonly table: string;
  readonly key: Item;
}

export interface ReadOptions {
  readonly consistent: boolean;
  /** All attributes when absent. The cost of a read does not depend on it. */
  readonly attributes?: readonly string[];
}

/** The items of a batch read by table, and the keys that could not be read. */
export interface BatchRead {
  readonly found: Readonly<Record<string, Item[]>>;
  readonly unread: readonly Wanted[];
  /** The error of the first request that failed. */
  readonly cause?: unknown;
}

/**
 * Returns items by table, strongly consistent by default. A duplicate key is read once.
 * @throws WaybillError when some keys could not be read
 */
export async function getAll(
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  options?: ReadOptions,
): Promise<Readonly<Record<string, Item[]>>> {
  const { found, unread, cause } = await getEach(client, wanted, options);
  if (unread.length > 0) throw unreadError(unread.length, cause);
  return found;
}

/** Returns the error for items that could not be read. */
export const unreadError = (items: number, cause: unknown): WaybillError =>
  new WaybillError(`${items} items were not read: the tables are throttled or did not respond.`, { cause });

/** Reads like getAll, and never throws: keys of a throttled partition are returned as `unread`. */
export async function getEach(
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  options: ReadOptions = { consistent: true },
): Promise<BatchRead> {
  const once = new Map(wanted.map((one) => [idOf(one.table, one.key), one]));
  const parts = await Promise.all(
    chunks([...once.values()], MAX_KEYS).map((chunk) => getChunk(client, chunk, options)),
  );
  const found: Record<string, Item[]> = {};
  for (const part of parts) {
    for (const [table, items] of Object.entries(part.found)) found[table] = [...(found[table] ?? []), ...items];
  }
  const unread = parts.flatMap((part) => part.left).flatMap((id) => once.get(id) ?? []);
  return { found, unread, cause: parts.find(({ cause }) => cause !== undefined)?.cause };
}

/** Returns a text that identifies a key, independent of the order of its attributes. */
export const idOf = (table: string, key: Item): string => JSON.stringify([table, Object.entries(key).sort()]);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function getChunk(
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  { consistent, attributes }: ReadOptions,
): Promise<{ readonly found: Record<string, Item[]>; readonly left: string[]; readonly cause?: unknown }> {
  const readOptions = {
    ConsistentRead: consistent,
    ...(attributes
      ? {
          ProjectionExpression: attributes.map((_, index) => `#a${index}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#a${index}`, name])),
        }
      : {}),
  };
  const byTable = Map.groupBy(wanted, ({ table }) => table);
  let left: Record<string, KeysAndAttributes> = Object.fromEntries(
    Array.from(byTable, ([table, those]) => [table, { ...readOptions, Keys: those.map(({ key }) => key) }]),
  );
  const found: Record<string, Item[]> = {};
  try {
    // A response may end after 1 MB of a partition, and after 16 MB in all, so that keys of large items take many requests:
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
    for (let vain = 0; Object.keys(left).length > 0 && vain < MAX_VAIN; ) {
      const before = idsOf(left).length;
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: left }),
      );
      for (const [table, items] of Object.entries(Responses)) found[table] = [...(found[table] ?? []), ...items];
      left = Object.fromEntries(
        Object.entries(UnprocessedKeys).map(([table, { Keys = [] }]) => [table, { ...readOptions, Keys }]),
      );
      const unread = idsOf(left).length;
      vain = unread < before ? 0 : vain + 1;
      if (unread > 0 && vain < MAX_VAIN) await pause(FIRST_PAUSE_MS * 2 ** Math.max(0, vain - 1));
    }
    return { found, left: idsOf(left) };
  } catch (cause) {
    return { found, left: idsOf(left), cause };
  }
}

const idsOf = (left: Record<string, KeysAndAttributes>): string[] =>
  Object.entries(left).flatMap(([table, { Keys = [] }]) => Keys.map((key) => idOf(table, key)));
