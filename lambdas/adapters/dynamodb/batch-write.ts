/** Writes items with BatchWriteItem, and repeats requests for the items that DynamoDB leaves unprocessed. */
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { WaybillError } from '../../core/errors.ts';
import { asError, logger } from '../telemetry/telemetry.ts';
import { chunks, type Item } from './item.ts';

/** Items of one BatchWriteItem request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS = 25;
/** With more requests at a time, some would time out while they wait for a connection. */
const MAX_CONCURRENT = 16;
const MAX_ROUNDS = 6;
const FIRST_PAUSE_MS = 25;

/**
 * Writes the items, each independently of the others. Never throws.
 * @returns the items that are not known to be written: unprocessed after several rounds, or in a request that failed. They may
 * be copies: compare their keys.
 */
export async function putAll(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<readonly Item[]> {
  const unwritten = await writeAll(
    client,
    table,
    items.map((Item) => ({ PutRequest: { Item } })),
  );
  return unwritten.flatMap(({ PutRequest }) => (PutRequest?.Item ? [PutRequest.Item] : []));
}

/** Writes the items. @throws WaybillError when some are not known to be written; the others stay written */
export async function putAllOrThrow(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const unwritten = await putAll(client, table, items);
  if (unwritten.length > 0) throw new WaybillError(`${unwritten.length} items were not written to ${table}.`);
}

/** Deletes items by their keys. Never throws. @returns the keys that are not known to be deleted */
export async function deleteAll(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
): Promise<readonly Item[]> {
  const left = await writeAll(
    client,
    table,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );
  return left.flatMap(({ DeleteRequest }) => (DeleteRequest?.Key ? [DeleteRequest.Key] : []));
}

async function writeAll(client: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<WriteRequest[]> {
  const left: WriteRequest[] = [];
  await forEachConcurrently(chunks(requests, MAX_ITEMS), MAX_CONCURRENT, async (chunk) => {
    left.push(...(await writeChunk(client, table, chunk)));
  });
  return left;
}

async function writeChunk(client: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<WriteRequest[]> {
  let left = requests;
  try {
    for (let round = 0; left.length > 0 && round < MAX_ROUNDS; round++) {
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** round));
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
    }
    if (left.length > 0) logger.warn('a table is throttled; items were not written', { table, items: left.length });
  } catch (error) {
    logger.warn('a batch of items was not written', { table, items: left.length, error: asError(error) });
  }
  return left;
}
