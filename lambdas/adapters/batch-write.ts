/** BatchWriteItem until everything is written. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { WaybillError } from '../core/errors.ts';
import { chunks, type Item } from './item.ts';

/** Items of one BatchWriteItem request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS = 25;
const MAX_ROUNDS = 6;
const FIRST_PAUSE_MS = 25;

/** @throws WaybillError when DynamoDB still refuses some after several rounds; what was written stays written */
export async function putAll(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  await Promise.all(chunks(items, MAX_ITEMS).map((chunk) => putChunk(client, table, chunk)));
}

async function putChunk(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  let left = items;
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new WaybillError(`${table} is throttled: ${left.length} items were not written.`);
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** round));
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: left.map((Item) => ({ PutRequest: { Item } })) } }),
    );
    left = (UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) => (PutRequest?.Item ? [PutRequest.Item] : []));
  }
}
