/** The deliveries table, and the one batch read that a batch of messages costs. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../core/delivery.ts';
import { WaybillError } from '../core/errors.ts';
import { eventKeyAt } from '../core/ids.ts';
import type { DeliveryContext, DeliveryQuery, DeliveryStore, DueDelivery } from '../core/ports.ts';
import { parseTenantKey } from '../core/tenant.ts';
import { putAll } from './batch-write.ts';
import { deliveryFromItem, deliveryKey, deliveryToItem } from './delivery-item.ts';
import { destinationFromItem, destinationKey } from './destination-item.ts';
import { eventFromItem, eventKey } from './event-store.ts';
import { chunks, fromItem, type Item, isConditionFailure } from './item.ts';
import { pageOf, typeFilter } from './query.ts';

/** Keys of one BatchGetItem request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
const MAX_ROUNDS = 6;

export interface DeliveryStoreOptions {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly eventsTable: string;
  readonly controlTable: string;
  readonly dueShards: number;
}

type Wanted = { readonly table: string; readonly key: Item };

export function createDeliveryStore(options: DeliveryStoreOptions): DeliveryStore {
  const { client, deliveriesTable, eventsTable, controlTable, dueShards } = options;
  const getAll = async (wanted: readonly Wanted[]): Promise<Record<string, Item[]>> => {
    const found: Record<string, Item[]> = {};
    const answers = await Promise.all(chunks(wanted, MAX_KEYS).map((chunk) => getChunk(client, chunk)));
    for (const answer of answers) {
      for (const [table, items] of Object.entries(answer)) found[table] = [...(found[table] ?? []), ...items];
    }
    return found;
  };

  return {
    async readBatch({ destinations, deliveries, events }): Promise<DeliveryContext> {
      const found = await getAll([
        ...destinations.map(({ tenant, id }) => ({ table: controlTable, key: destinationKey(tenant, id) })),
        ...deliveries.map((d) => ({ table: deliveriesTable, key: deliveryKey(d.destinationId, d.eventKey) })),
        ...events.map(({ tenant, key }) => ({ table: eventsTable, key: eventKey(tenant, key) })),
      ]);
      const destinationOf = new Map((found[controlTable] ?? []).map(destinationFromItem).map((d) => [d.id, d]));
      const eventOf = new Map((found[eventsTable] ?? []).map(eventFromItem).map((event) => [event.key, event]));
      const rowOf = new Map(
        (found[deliveriesTable] ?? []).map(deliveryFromItem).map((d) => [`${d.destinationId} ${d.eventKey}`, d]),
      );
      return {
        destination: (id) => destinationOf.get(id),
        delivery: (destinationId, key) => rowOf.get(`${destinationId} ${key}`),
        event: (key) => eventOf.get(key),
      };
    },

    putDelivered(delivered) {
      // A message that was sent twice is attempted twice; one request may not name a key twice.
      const byKey = new Map(delivered.map((one) => [`${one.delivery.destinationId} ${one.delivery.eventKey}`, one]));
      const items = Array.from(byKey.values(), (one) =>
        deliveryToItem(one.delivery, one.destinationAccount, dueShards),
      );
      return putAll(client, deliveriesTable, items);
    },

    async replace(previous, next, destinationAccount) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: deliveriesTable,
            Item: deliveryToItem(next, destinationAccount, dueShards),
            ...(previous ? unchanged(previous) : { ConditionExpression: 'attribute_not_exists(event_id)' }),
          }),
        );
        return true;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return false;
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
      const found = await getAll(refs.map(({ id }) => ({ table: deliveriesTable, key: deliveryKey(id, key) })));
      return (found[deliveriesTable] ?? []).map(deliveryFromItem);
    },

    list: (destinationId, query) => listDeliveries(options, destinationId, query),

    async due(shard, until, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: deliveriesTable,
          IndexName: 'due',
          KeyConditionExpression: 'due_shard = :shard AND due_at <= :until',
          ExpressionAttributeValues: { ':shard': { S: String(shard) }, ':until': { N: String(until) } },
          Limit: limit,
        }),
      );
      return Items.map(dueFromItem);
    },

    async unpark({ destinationId, eventKey: key, dueAt }) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: deliveriesTable,
            Key: deliveryKey(destinationId, key),
            UpdateExpression: 'REMOVE due_shard, due_at',
            ConditionExpression: 'due_at = :seen',
            ExpressionAttributeValues: { ':seen': { N: String(dueAt) } },
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}

/** The row is still what was read: same number of attempts, not settled meanwhile. */
const unchanged = (previous: Delivery) => ({
  ConditionExpression: 'attempt_count = :count AND #status = :status',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: {
    ':count': { N: String(previous.attemptCount) },
    ':status': { S: previous.status },
  } satisfies Item,
});

/** Reads a chunk, strongly consistent, a key asked for twice only once, until nothing is left unprocessed. */
async function getChunk(client: DynamoDBClient, wanted: readonly Wanted[]): Promise<Record<string, Item[]>> {
  const byTable: Record<string, Map<string, Item>> = {};
  for (const { table, key } of wanted) {
    byTable[table] ??= new Map();
    byTable[table].set(JSON.stringify(key), key);
  }
  let left = Object.fromEntries(
    Object.entries(byTable).map(([table, keys]) => [table, { Keys: [...keys.values()], ConsistentRead: true }]),
  );
  const found: Record<string, Item[]> = {};
  for (let round = 0; Object.keys(left).length > 0; round++) {
    if (round === MAX_ROUNDS) throw new WaybillError('The tables are throttled: a batch read was not completed.');
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** round));
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems: left }));
    for (const [table, items] of Object.entries(Responses)) found[table] = [...(found[table] ?? []), ...items];
    left = Object.fromEntries(
      Object.entries(UnprocessedKeys).map(([table, { Keys = [] }]) => [table, { Keys, ConsistentRead: true }]),
    );
  }
  return found;
}

function dueFromItem(item: Item): DueDelivery {
  const row = fromItem<{
    destination_id: string;
    event_id: string;
    tenant: string;
    destination_account?: string;
    due_at: number;
  }>(item);
  const tenant = parseTenantKey(row.tenant);
  return {
    destinationId: row.destination_id,
    eventKey: row.event_id,
    tenant,
    destinationAccount: row.destination_account ?? tenant.account,
    dueAt: row.due_at,
  };
}

function listDeliveries(options: DeliveryStoreOptions, destinationId: string, query: DeliveryQuery) {
  const types = typeFilter(query.types);
  const filters = [...(types ? [types.expression] : []), ...(query.status ? ['#status = :status'] : [])];
  const names = { ...(types ? { '#type': 'type' } : {}), ...(query.status ? { '#status': 'status' } : {}) };
  const filtered = filters.length > 0 ? (query.types ?? []) : undefined;
  return pageOf({ ...query, types: filtered }, async ({ forward, cursor, limit }) => {
    const from = [cursor.after, query.from === undefined ? undefined : eventKeyAt(query.from)].filter(isText).sort();
    const until = [cursor.before, query.until === undefined ? undefined : eventKeyAt(query.until)]
      .filter(isText)
      .sort();
    // BETWEEN is inclusive, so the bounds are moved by the smallest step past an exclusive cursor.
    const low = from.at(-1) === cursor.after && cursor.after !== undefined ? `${cursor.after}!` : (from.at(-1) ?? 'e');
    const high = until[0] === undefined ? 'f' : justBelow(until[0]);
    const { Items = [], LastEvaluatedKey } =
      low > high
        ? {}
        : await options.client.send(
            new QueryCommand({
              TableName: options.deliveriesTable,
              KeyConditionExpression: 'destination_id = :id AND event_id BETWEEN :low AND :high',
              ...(filters.length > 0
                ? { FilterExpression: filters.join(' AND '), ExpressionAttributeNames: names }
                : {}),
              ExpressionAttributeValues: {
                ':id': { S: destinationId },
                ':low': { S: low },
                ':high': { S: high },
                ...types?.values,
                ...(query.status ? { ':status': { S: query.status } } : {}),
              } satisfies Record<string, AttributeValue>,
              ScanIndexForward: forward,
              Limit: limit,
            }),
          );
    return { items: Items.map(deliveryFromItem), last: LastEvaluatedKey?.event_id?.S };
  });
}

const isText = (value: string | undefined): value is string => value !== undefined;

/** The greatest event key below a bound: keys are of one length, so one character less and the highest digit after. */
const justBelow = (key: string): string =>
  key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) - 1) + 'Z'.repeat(26);
