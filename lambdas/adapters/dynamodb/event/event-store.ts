/** Stores events in the events table, one row for each event. */
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  type DestinationRef,
  MAX_LEAD_SECONDS,
  RETENTION_SECONDS,
  type RelatedObject,
  type WaybillEvent,
} from '../../../core/event/event.ts';
import { relatedObject } from '../../../core/event/event-body.ts';
import type { EventQuery, EventStore } from '../../../core/event/ports.ts';
import { isNativeEventId, publishedAt } from '../../../core/ids.ts';
import { parseTenantKey, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { getAll } from '../batch-get.ts';
import { putAll } from '../batch-write.ts';
import { deflate, fromItem, type Item, inflate, isConditionFailure, toItem } from '../item.ts';
import { pageOf } from '../page.ts';
import { createdFilter, filterOf, keyBounds, typeFilter } from '../query.ts';
import type { RowFormat } from '../row-format.ts';
import { itemsOf, nameOfPartition, queriedRows, shardedPartition } from '../shards.ts';
import { decodeContent, type EventContent, encodeContent } from './event-codec.ts';

interface CommonAttributes {
  /** The tenant, and the shard of the event. */
  tenant: string;
  event_id: string;
  /** Present when the publisher chose the id. */
  shown_id?: string;
  type: string;
  created: number;
  related_object?: RelatedObject;
  /** `ed_…`, or `acct_…/ed_…` for a destination of another account. */
  destinations: string[];
  warnings?: WaybillEvent['warnings'];
  uncatalogued?: true;
  expires_at: number;
}

/** The attributes that no filter reads, in the full format and in the compact one. */
interface FullContent {
  api_version: string;
  body: string | Uint8Array;
  request: WaybillEvent['request'];
}
interface CompactContent {
  content: Uint8Array;
}

type EventRow = CommonAttributes & (FullContent | CompactContent);

export const eventKey = (tenant: Tenant, key: string): Item =>
  toItem({ tenant: shardedPartition(tenantKey(tenant), key), event_id: key });

/** Size from which bodies are compressed, characters: an event of 1 KB with its keys then fits into one write unit. */
const COMPRESS_FROM_BYTES = 512;

const encodeBody = (data: WaybillEvent['data']): string | Uint8Array => {
  const json = JSON.stringify(data);
  return json.length < COMPRESS_FROM_BYTES ? json : deflate(json);
};

const contentOf = (row: EventRow): EventContent =>
  'content' in row
    ? decodeContent(row.content)
    : {
        apiVersion: row.api_version,
        request: requestOf(row.request),
        data: JSON.parse(typeof row.body === 'string' ? row.body : inflate(row.body)),
      };

export function eventToItem(event: WaybillEvent, format: RowFormat = 'full'): Item {
  const row: EventRow = {
    tenant: shardedPartition(tenantKey(event), event.key),
    event_id: event.key,
    ...(event.id === event.key ? {} : { shown_id: event.id }),
    type: event.type,
    created: event.created,
    ...(format === 'compact'
      ? { content: encodeContent(event) }
      : { api_version: event.apiVersion, body: encodeBody(event.data), request: event.request }),
    ...(event.relatedObject ? { related_object: event.relatedObject } : {}),
    destinations: event.destinations.map(({ account, id }) => (account === event.account ? id : `${account}/${id}`)),
    ...(event.warnings ? { warnings: event.warnings } : {}),
    ...(event.uncatalogued ? { uncatalogued: true } : {}),
    // Not from `created`, which the publisher sets and which may be long ago.
    expires_at: Math.floor(publishedAt(event.key) / 1000) + RETENTION_SECONDS,
  };
  return toItem(row);
}

/** Parses an entry of `destinations`. @param tenant of the event */
export function destinationRefOf(ref: string, tenant: Tenant): DestinationRef {
  const slash = ref.indexOf('/');
  return { account: slash < 0 ? tenant.account : ref.slice(0, slash), id: ref.slice(slash + 1) };
}

// Maps are returned in any order, and a body that is rendered again has to be the one that was sent and signed, byte for byte:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const relatedObjectOf = ({ id, type, url }: RelatedObject): RelatedObject => ({ id, type, url });
const requestOf = (request: WaybillEvent['request']): WaybillEvent['request'] =>
  request && { id: request.id, idempotency_key: request.idempotency_key };

export function eventFromItem(item: Item): WaybillEvent {
  const row = fromItem<EventRow>(item);
  const tenant = parseTenantKey(nameOfPartition(row.tenant));
  const { apiVersion, request, data } = contentOf(row);
  return {
    ...tenant,
    id: row.shown_id ?? row.event_id,
    key: row.event_id,
    type: row.type,
    apiVersion,
    created: row.created,
    data,
    ...(row.related_object ? { relatedObject: relatedObjectOf(row.related_object) } : {}),
    request,
    destinations: row.destinations.map((ref) => destinationRefOf(ref, tenant)),
    ...(row.warnings ? { warnings: row.warnings } : {}),
    ...(row.uncatalogued ? { uncatalogued: true } : {}),
  };
}

export interface EventStoreOptions {
  readonly client: DynamoDBClient;
  readonly eventsTable: string;
  /** Stores the ids that publishers chose. */
  readonly controlTable: string;
  /** Number of shards that lists read. */
  readonly shards: number;
  /** Format of the rows that are written. Defaults to `full`. */
  readonly rowFormat?: RowFormat;
}

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export function createEventStore({
  client,
  eventsTable,
  controlTable,
  shards,
  rowFormat,
}: EventStoreOptions): EventStore {
  const read = async (tenant: Tenant, key: string): Promise<WaybillEvent | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: eventsTable, Key: eventKey(tenant, key), ConsistentRead: true }),
    );
    return Item && eventFromItem(Item);
  };
  const claimKey = (tenant: Tenant, id: string) => ({ tenant: tenantKey(tenant), id: `event_id#${id}` });
  const claimed = async (tenant: Tenant, id: string): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: controlTable, Key: toItem(claimKey(tenant, id)), ConsistentRead: true }),
    );
    return Item && fromItem<{ key: string }>(Item).key;
  };

  const keyOf = async (tenant: Tenant, id: string): Promise<string | undefined> =>
    (await claimed(tenant, id)) ?? (isNativeEventId(id) ? id : undefined);
  /** Binds an id to a key if the condition holds. @returns the key that the id is bound to */
  const bind = async (tenant: Tenant, id: string, key: string, condition: Condition): Promise<string> => {
    const expires_at = Math.floor(Date.now() / 1000) + RETENTION_SECONDS;
    const Item = toItem({ ...claimKey(tenant, id), key, expires_at });
    try {
      await client.send(new PutItemCommand({ TableName: controlTable, Item, ...condition }));
      return key;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return (await claimed(tenant, id)) ?? key;
    }
  };

  return {
    async putFresh(events) {
      const unwritten = await putAll(
        client,
        eventsTable,
        events.map((event) => eventToItem(event, rowFormat)),
      );
      const keys = new Set(unwritten.map((item) => fromItem<EventRow>(item).event_id));
      return keys.size === 0 ? [] : events.filter(({ key }) => keys.has(key));
    },

    async putIfAbsent(event) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: eventsTable,
            Item: eventToItem(event, rowFormat),
            ConditionExpression: 'attribute_not_exists(event_id)',
          }),
        );
        return undefined;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return read(event, event.key);
      }
    },

    claimId: (tenant, id, key) =>
      bind(tenant, id, key, {
        // DynamoDB deletes expired items days late. An event stored under a key that old would expire at once.
        ConditionExpression: 'attribute_not_exists(id) OR expires_at < :now',
        ExpressionAttributeValues: toItem({ ':now': Math.floor(Date.now() / 1000) }),
      }),

    rebindId: (tenant, id, from, to) =>
      bind(tenant, id, to, {
        ConditionExpression: '#key = :from',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: toItem({ ':from': from }),
      }),

    keyOf,
    get: read,

    async getById(tenant, id) {
      // Most ids are keys: then one read finds the event.
      const own = isNativeEventId(id) ? await read(tenant, id) : undefined;
      if (own) return own;
      const key = await claimed(tenant, id);
      return key === undefined ? undefined : read(tenant, key);
    },

    async getMany(tenant, keys) {
      const found = await getAll(
        client,
        keys.map((key) => ({ table: eventsTable, key: eventKey(tenant, key) })),
        { consistent: false },
      );
      const byKey = new Map((found[eventsTable] ?? []).map(eventFromItem).map((event) => [event.key, event]));
      return keys.flatMap((key) => byKey.get(key) ?? []);
    },

    list(tenant, query: EventQuery) {
      const { created = {}, objectId } = query;
      const filter = filterOf(typeFilter(query.types), createdFilter(created));
      const filtered = filter.filtered || objectId !== undefined;
      // `created` is never more than MAX_LEAD_SECONDS after publishing, so older keys need not be read.
      const from = created.from === undefined ? undefined : (created.from - MAX_LEAD_SECONDS) * 1000;
      const rows = queriedRows(
        { client, shards },
        {
          table: { TableName: eventsTable },
          partition: ['tenant', tenantKey(tenant)],
          bounds: keyBounds(query, { from }),
          filter,
        },
      );
      const itemOf = (row: Item) => {
        const event = eventFromItem(row);
        return objectId === undefined || relatedObject(event)?.id === objectId ? event : undefined;
      };
      return pageOf({ ...query, filtered }, itemsOf(rows, itemOf));
    },
  };
}
