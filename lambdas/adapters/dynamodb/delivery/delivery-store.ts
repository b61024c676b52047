/** Stores deliveries in the deliveries table. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { DeliveredFirst, DeliveryStore } from '../../../core/delivery/ports.ts';
import { DeferredWithoutRowError } from '../../../core/errors.ts';
import { getAll, idOf } from '../batch-get.ts';
import { putAll } from '../batch-write.ts';
import { fromItem, type Item, isConditionFailure } from '../item.ts';
import type { RowFormat } from '../row-format.ts';
import { nameOfPartition } from '../shards.ts';
import { readContext } from './delivery-context.ts';
import { type DeliveryRow, deliveryFromItem, deliveryKey, deliveryToItem } from './delivery-item.ts';
import { listDeliveries, listUnsettled } from './delivery-lists.ts';
import { putDue, readDue, removeDue } from './due-list.ts';
import { countWaiting, putWaiting, readWaiting, removeWaiting } from './waiting-list.ts';

export interface DeliveryStoreOptions {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly eventsTable: string;
  readonly controlTable: string;
  readonly dueShards: number;
  /** Number of shards that lists read. */
  readonly shards: number;
  /** Format of the rows that are written. Defaults to `full`. */
  readonly rowFormat?: RowFormat;
}

export function createDeliveryStore(options: DeliveryStoreOptions): DeliveryStore {
  const { client, deliveriesTable, rowFormat } = options;
  const itemOf = (delivery: Delivery, destinationAccount: string) =>
    deliveryToItem(delivery, destinationAccount, rowFormat);
  return {
    readBatch: (reads) => readContext(options, reads),

    async putDelivered(delivered) {
      // A request must not contain a key twice. Of several successes of one delivery, one is written and the others are returned.
      const byId = Map.groupBy(delivered, ({ delivery: { destinationId, eventKey: key } }) =>
        idOf(deliveriesTable, deliveryKey(destinationId, key)),
      );
      const items = Array.from(byId.values(), ([one]) =>
        itemOf((one as DeliveredFirst).delivery, (one as DeliveredFirst).destinationAccount),
      );
      const unwritten = new Set(
        (await putAll(client, deliveriesTable, items)).map(({ destination_id = { S: '' }, event_id = { S: '' } }) =>
          idOf(deliveriesTable, { destination_id, event_id }),
        ),
      );
      return Array.from(byId).flatMap(([id, same]) => (unwritten.has(id) ? same : same.slice(1)));
    },

    async replace(previous, next, destinationAccount) {
      const isListed = await putDue(options, previous, next, destinationAccount);
      try {
        await client.send(
          new PutItemCommand({
            TableName: deliveriesTable,
            Item: itemOf(next, destinationAccount),
            ...(previous ? unchanged(previous) : { ConditionExpression: 'attribute_not_exists(event_id)' }),
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        if (!isListed) throw error;
        throw new DeferredWithoutRowError('A delivery is in the due list, but its row was not written.', {
          cause: error,
        });
      }
    },

    async get(destinationId, key) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: deliveriesTable,
          Key: deliveryKey(destinationId, key),
          ConsistentRead: true,
        }),
      );
      return Item && deliveryFromItem(Item);
    },

    async getForEvent(refs, key) {
      const found = await getAll(
        client,
        refs.map(({ id }) => ({ table: deliveriesTable, key: deliveryKey(id, key) })),
      );
      return (found[deliveriesTable] ?? []).map(deliveryFromItem);
    },

    async statuses(of) {
      const found = await getAll(
        client,
        of.map((one) => ({ table: deliveriesTable, key: deliveryKey(one.destinationId, one.eventKey) })),
        { consistent: false, attributes: ['destination_id', 'event_id', 'status'] },
      );
      return new Map(
        (found[deliveriesTable] ?? []).map((item) => {
          const row = fromItem<Pick<DeliveryRow, 'destination_id' | 'event_id' | 'status'>>(item);
          return [`${nameOfPartition(row.destination_id)} ${row.event_id}`, row.status];
        }),
      );
    },

    list: (destinationId, query) => listDeliveries(options, destinationId, query),
    unsettled: (tenant, query) => listUnsettled(options, tenant, query),

    due: (shard, query) => readDue(options, shard, query),
    removeDue: (entries) => removeDue(options, entries),

    addWaiting: (delivery, destinationAccount) => putWaiting(options, delivery, destinationAccount),
    waiting: (destinationId, query) => readWaiting(options, destinationId, query),
    countWaiting: (destinationId, max) => countWaiting(options, destinationId, max),
    removeWaiting: (entries) => removeWaiting(options, entries),
  };
}

/**
 * Returns the condition that the row is as it was read: the same number of attempts, the same status, and the retry planned
 * for the same time and held by the same message, or waiting since the same time. A row that was deferred in the meantime differs
 * in time or message.
 */
function unchanged({ attemptCount, status, nextAttemptAt, heldBy, waiting, waits: number }: Delivery) {
  const planned = nextAttemptAt === undefined ? 'attribute_not_exists(next_attempt_at)' : 'next_attempt_at = :next';
  const holder = heldBy === undefined ? 'attribute_not_exists(held_by)' : 'held_by = :holder';
  const waits = number === undefined ? 'attribute_not_exists(waits)' : 'waits = :waits';
  const isWaiting = waiting ? 'attribute_exists(waiting)' : 'attribute_not_exists(waiting)';
  return {
    ConditionExpression: `attempt_count = :count AND #status = :status AND ${planned} AND ${holder} AND ${isWaiting} AND ${waits}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':count': { N: String(attemptCount) },
      ':status': { S: status },
      ...(nextAttemptAt === undefined ? {} : { ':next': { N: String(nextAttemptAt) } }),
      ...(heldBy === undefined ? {} : { ':holder': { S: heldBy } }),
      ...(number === undefined ? {} : { ':waits': { N: String(number) } }),
    } satisfies Item,
  };
}
