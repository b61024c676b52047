/**
 * Stores the due list in the deliveries table: an entry for each deferred delivery, whose key is shard and due time. Removing an
 * entry needs no condition, because an entry of another due time has another key. So one request removes 25 entries, at one
 * write unit each, regardless of the size of the row.
 */
import { createHash } from 'node:crypto';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { DueDelivery, DuePage, DueQuery } from '../../../core/delivery/ports.ts';
import type { Item } from '../item.ts';
import { type ListOptions, ownerItem, ownersIn, removeEntries } from './list-entries.ts';

/**
 * Returns the shard of a delivery in the due list, 0 to `shards` - 1. The deliveries of one destination are spread over all
 * shards, because a partition takes 1,000 writes a second and one failing destination may defer more. The hash covers both ids,
 * because consecutive event keys are almost equal.
 */
export const dueShard = (destinationId: string, eventKey: string, shards: number): number =>
  createHash('sha256').update(`${destinationId} ${eventKey}`).digest().readUInt32BE() % shards;

/** Cannot equal the id of a destination, which starts with `ed_`. */
const partitionOf = (shard: number): string => `due#${shard}`;

/** Formats milliseconds with 13 digits, enough until the year 2286, so that keys sort by time. */
const digits = (ms: number): string => String(ms).padStart(13, '0');

const keyOf = ({
  shard,
  dueAt,
  eventKey,
  destinationId,
}: Omit<DueDelivery, 'tenant' | 'destinationAccount'>): Item => ({
  destination_id: { S: partitionOf(shard) },
  event_id: { S: `${digits(dueAt)} ${eventKey} ${destinationId}` },
});

/** Adds an entry for a deferred delivery, unless it has one for the same time. @returns whether an entry was added */
export async function putDue(
  { client, deliveriesTable, dueShards }: ListOptions,
  previous: Delivery | undefined,
  { deferred, nextAttemptAt: dueAt, destinationId, eventKey, ...tenant }: Delivery,
  destinationAccount: string,
): Promise<boolean> {
  if (!deferred || dueAt === undefined) return false;
  if (previous?.deferred && previous.nextAttemptAt === dueAt) return false;
  const shard = dueShard(destinationId, eventKey, dueShards);
  const Item = dueItem({ shard, dueAt, eventKey, destinationId, tenant, destinationAccount });
  await client.send(new PutItemCommand({ TableName: deliveriesTable, Item }));
  return true;
}

/** Returns the item of an entry. */
export const dueItem = (entry: DueDelivery): Item => ({
  ...keyOf(entry),
  ...ownerItem(entry),
});

export async function readDue(
  { client, deliveriesTable }: ListOptions,
  shard: number,
  { until, limit, after }: DueQuery,
): Promise<DuePage> {
  const partition = partitionOf(shard);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: deliveriesTable,
      KeyConditionExpression: 'destination_id = :shard AND event_id < :beyond',
      ExpressionAttributeValues: { ':shard': { S: partition }, ':beyond': { S: digits(until + 1) } },
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined
        ? {}
        : { ExclusiveStartKey: { destination_id: { S: partition }, event_id: { S: after } } }),
    }),
  );
  const next = LastEvaluatedKey?.event_id?.S;
  return { entries: Items.map((item) => entryOf(shard, item)), ...(next === undefined ? {} : { next }) };
}

export const removeDue = (options: ListOptions, entries: readonly DueDelivery[]): Promise<readonly DueDelivery[]> =>
  removeEntries(options, entries, keyOf);

function entryOf(shard: number, item: Item): DueDelivery {
  const [dueAt, eventKey = '', destinationId = ''] = (item.event_id?.S ?? '').split(' ');
  return { shard, destinationId, eventKey, ...ownersIn(item), dueAt: Number(dueAt) };
}
