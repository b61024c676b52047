/**
 * Stores the waiting list in the deliveries table: an entry for each delivery that waits because the circuit of its destination is
 * open. A destination has a partition for each shard of the due list, in the order of publishing. An entry is removed without a
 * condition: a delivery that waits again gets a new one.
 */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { WaitingDelivery, WaitingPage, WaitingQuery } from '../../../core/delivery/ports.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { deleteAll } from '../batch-write.ts';
import type { Item } from '../item.ts';
import { type DueListOptions, dueShard } from './due-list.ts';

/** Cannot equal the id of a destination, which starts with `ed_`. */
const partitionOf = (destinationId: string, shard: number): string => `waiting#${destinationId}#${shard}`;

const keyOf = ({ destinationId, shard, eventKey }: Omit<WaitingDelivery, 'tenant' | 'destinationAccount'>): Item => ({
  destination_id: { S: partitionOf(destinationId, shard) },
  event_id: { S: eventKey },
});

/** Adds an entry. @returns true: an entry was added */
export async function putWaiting(
  { client, deliveriesTable, dueShards }: DueListOptions,
  { destinationId, eventKey, ...tenant }: Delivery,
  destinationAccount: string,
): Promise<true> {
  const shard = dueShard(destinationId, eventKey, dueShards);
  const Item: Item = {
    ...keyOf({ destinationId, shard, eventKey }),
    tenant: { S: tenantKey(tenant) },
    ...(destinationAccount === tenant.account ? {} : { destination_account: { S: destinationAccount } }),
  };
  await client.send(new PutItemCommand({ TableName: deliveriesTable, Item }));
  return true;
}

/**
 * Reads the oldest entries: an equal part of each shard, up to the event key that all shards have reached, so that no older entry
 * follows the page.
 */
export async function readWaiting(
  options: DueListOptions,
  destinationId: string,
  { limit, after }: WaitingQuery,
): Promise<WaitingPage> {
  const shards = Array.from({ length: options.dueShards }, (_, shard) => shard);
  const share = Math.ceil(limit / options.dueShards);
  const parts = await Promise.all(shards.map((shard) => readShard(options, destinationId, shard, share, after)));
  const unfinished = parts.flatMap(({ entries, hasMore }) => (hasMore ? [entries.at(-1)?.eventKey ?? ''] : []));
  const end = unfinished.sort()[0];
  const entries = parts
    .flatMap((part) => part.entries)
    .filter(({ eventKey }) => end === undefined || eventKey <= end)
    .sort((a, b) => (a.eventKey < b.eventKey ? -1 : 1));
  return { entries, hasMore: end !== undefined };
}

async function readShard(
  { client, deliveriesTable }: DueListOptions,
  destinationId: string,
  shard: number,
  limit: number,
  after: string | undefined,
): Promise<WaitingPage> {
  const partition: Item[string] = { S: partitionOf(destinationId, shard) };
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: deliveriesTable,
      KeyConditionExpression: 'destination_id = :partition',
      ExpressionAttributeValues: { ':partition': partition },
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { destination_id: partition, event_id: { S: after } } }),
    }),
  );
  return {
    entries: Items.map((item) => entryOf(destinationId, shard, item)),
    hasMore: LastEvaluatedKey !== undefined && Items.length > 0,
  };
}

export async function countWaiting(options: DueListOptions, destinationId: string, max: number): Promise<number> {
  const shards = Array.from({ length: options.dueShards }, (_, shard) => shard);
  const share = Math.ceil(max / options.dueShards);
  const counts = await Promise.all(shards.map((shard) => countShard(options, destinationId, shard, share)));
  return Math.min(
    max,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

async function countShard(
  { client, deliveriesTable }: DueListOptions,
  destinationId: string,
  shard: number,
  limit: number,
): Promise<number> {
  let counted = 0;
  let from: Item | undefined;
  do {
    const { Count = 0, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: deliveriesTable,
        KeyConditionExpression: 'destination_id = :partition',
        ExpressionAttributeValues: { ':partition': { S: partitionOf(destinationId, shard) } },
        Select: 'COUNT',
        Limit: limit - counted,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    counted += Count;
    from = LastEvaluatedKey;
  } while (from && counted < limit);
  return counted;
}

export async function removeWaiting(
  { client, deliveriesTable }: DueListOptions,
  entries: readonly WaitingDelivery[],
): Promise<readonly WaitingDelivery[]> {
  const left = await deleteAll(client, deliveriesTable, entries.map(keyOf));
  const keys = new Set(left.map(idOf));
  return keys.size === 0 ? [] : entries.filter((entry) => keys.has(idOf(keyOf(entry))));
}

const idOf = ({ destination_id: partition, event_id: key }: Item): string => `${partition?.S} ${key?.S}`;

function entryOf(
  destinationId: string,
  shard: number,
  { event_id: key, tenant: owner, destination_account: other }: Item,
): WaitingDelivery {
  const tenant = parseTenantKey(owner?.S ?? '');
  return { shard, destinationId, eventKey: key?.S ?? '', tenant, destinationAccount: other?.S ?? tenant.account };
}
