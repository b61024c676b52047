/**
 * Stores the waiting list in the deliveries table: an entry for each delivery that waits because the circuit of its destination is
 * open. A destination has a partition for each shard of the due list, in the order of publishing. Removing an entry needs no
 * condition, because a delivery that waits again gets an entry with another key.
 */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { WaitingDelivery, WaitingPage, WaitingQuery } from '../../../core/delivery/ports.ts';
import { RETENTION_SECONDS } from '../../../core/event/event.ts';
import { publishedAt } from '../../../core/ids.ts';
import type { Item } from '../item.ts';
import { dueShard } from './due-list.ts';
import { type ListOptions, ownerItem, ownersIn, removeEntries } from './list-entries.ts';

/** Cannot equal the id of a destination, which starts with `ed_`. */
const partitionOf = (destinationId: string, shard: number): string => `waiting#${destinationId}#${shard}`;

/** Formats the number of a wait with six digits, so that keys sort by it. */
const digits = (waits: number): string => String(waits).padStart(6, '0');

type EntryKey = Pick<WaitingDelivery, 'destinationId' | 'shard' | 'eventKey' | 'waits'>;

const keyOf = ({ destinationId, shard, eventKey, waits }: EntryKey): Item => ({
  destination_id: { S: partitionOf(destinationId, shard) },
  event_id: { S: `${eventKey} ${digits(waits)}` },
});

export async function putWaiting(
  { client, deliveriesTable, dueShards }: ListOptions,
  { destinationId, eventKey, waits = 0, ...tenant }: Delivery,
  destinationAccount: string,
): Promise<void> {
  const shard = dueShard(destinationId, eventKey, dueShards);
  const entry = { shard, destinationId, eventKey, waits, tenant, destinationAccount };
  await client.send(new PutItemCommand({ TableName: deliveriesTable, Item: waitingItem(entry) }));
}

/** Returns the item of an entry. It expires with the event, in case it is left over and the circuit does not open again. */
export const waitingItem = (entry: WaitingDelivery): Item => ({
  ...keyOf(entry),
  ...ownerItem(entry),
  expires_at: { N: String(Math.floor(publishedAt(entry.eventKey) / 1000) + RETENTION_SECONDS) },
});

/**
 * Reads the oldest entries: an equal part of each shard, up to the key that all shards have reached, so that no older entry follows
 * the page.
 */
export async function readWaiting(
  options: ListOptions,
  destinationId: string,
  query: WaitingQuery,
): Promise<WaitingPage> {
  const shards = Array.from({ length: options.dueShards }, (_, shard) => shard);
  const limit = Math.ceil(query.limit / options.dueShards);
  const parts = await Promise.all(shards.map((shard) => readShard(options, destinationId, shard, { ...query, limit })));
  const next = parts.flatMap((part) => part.next ?? []).sort()[0];
  const entries = parts
    .flatMap((part) => part.entries)
    .map((entry) => ({ entry, key: sortKeyOf(entry) }))
    .filter(({ key }) => next === undefined || key <= next)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ entry }) => entry);
  return { entries, ...(next === undefined ? {} : { next }) };
}

const sortKeyOf = (entry: EntryKey): string => keyOf(entry).event_id?.S ?? '';

async function readShard(
  { client, deliveriesTable }: ListOptions,
  destinationId: string,
  shard: number,
  { limit, after, before }: WaitingQuery,
): Promise<WaitingPage> {
  const partition: Item[string] = { S: partitionOf(destinationId, shard) };
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: deliveriesTable,
      KeyConditionExpression: `destination_id = :partition${before === undefined ? '' : ' AND event_id < :before'}`,
      ExpressionAttributeValues: {
        ':partition': partition,
        ...(before === undefined ? {} : { ':before': { S: before } }),
      },
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { destination_id: partition, event_id: { S: after } } }),
    }),
  );
  const next = LastEvaluatedKey?.event_id?.S;
  return {
    entries: Items.map((item) => entryOf(destinationId, shard, item)),
    ...(next === undefined || Items.length === 0 ? {} : { next }),
  };
}

export async function countWaiting(options: ListOptions, destinationId: string, max: number): Promise<number> {
  const shards = Array.from({ length: options.dueShards }, (_, shard) => shard);
  const share = Math.ceil(max / options.dueShards);
  const counts = await Promise.all(shards.map((shard) => countShard(options, destinationId, shard, share)));
  return Math.min(
    max,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

async function countShard(
  { client, deliveriesTable }: ListOptions,
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

export const removeWaiting = (
  options: ListOptions,
  entries: readonly WaitingDelivery[],
): Promise<readonly WaitingDelivery[]> => removeEntries(options, entries, keyOf);

function entryOf(destinationId: string, shard: number, item: Item): WaitingDelivery {
  const [eventKey = '', waits] = (item.event_id?.S ?? '').split(' ');
  return { shard, destinationId, eventKey, waits: Number(waits), ...ownersIn(item) };
}
