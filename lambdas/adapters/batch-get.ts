/** BatchGetItem until everything is read. */
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { WaybillError } from '../core/errors.ts';
import { chunks, type Item } from './item.ts';

/** Keys of one BatchGetItem request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
const MAX_ROUNDS = 6;
const FIRST_PAUSE_MS = 25;

export interface Wanted {
  readonly table: string;
  readonly key: Item;
}

export interface ReadOptions {
  readonly consistent: boolean;
  /** All of the row's when left out; what a read costs is the same. */
  readonly attributes?: readonly string[];
}

/**
 * Items by table, strongly consistent unless asked otherwise; a key that is asked for twice is read once.
 * @throws WaybillError when DynamoDB still leaves some unread after several rounds
 */
export async function getAll(
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  options: ReadOptions = { consistent: true },
): Promise<Record<string, Item[]>> {
  const once = new Map(wanted.map((one) => [JSON.stringify([one.table, one.key]), one]));
  const found: Record<string, Item[]> = {};
  const answers = await Promise.all(
    chunks([...once.values()], MAX_KEYS).map((chunk) => getChunk(client, chunk, options)),
  );
  for (const answer of answers) {
    for (const [table, items] of Object.entries(answer)) found[table] = [...(found[table] ?? []), ...items];
  }
  return found;
}

async function getChunk(
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  { consistent, attributes }: ReadOptions,
): Promise<Record<string, Item[]>> {
  const how = {
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
    Array.from(byTable, ([table, those]) => [table, { ...how, Keys: those.map(({ key }) => key) }]),
  );
  const found: Record<string, Item[]> = {};
  for (let round = 0; Object.keys(left).length > 0; round++) {
    if (round === MAX_ROUNDS) throw new WaybillError('The tables are throttled: a batch read was not completed.');
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (round - 1)));
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems: left }));
    for (const [table, items] of Object.entries(Responses)) found[table] = [...(found[table] ?? []), ...items];
    left = Object.fromEntries(
      Object.entries(UnprocessedKeys).map(([table, { Keys = [] }]) => [table, { ...how, Keys }]),
    );
  }
  return found;
}
