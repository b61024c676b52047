/** Reads deliveries and events for recoveries, oldest first, with one Query of each shard a read and without the bodies of events. */
import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { DeliveryStatus } from '../../../core/delivery/delivery.ts';
import type { KeyRange, RecoveryScan, Scanned } from '../../../core/recovery/ports.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { destinationRefOf } from '../event/event-store.ts';
import { publishersSince } from '../event/publisher-store.ts';
import { fromItem } from '../item.ts';
import { type Filter, filterOf, keyBounds, typeFilter } from '../query.ts';
import { mergeShards, queriedRows } from '../shards.ts';

/** Rows of one read of all shards. */
const READ_AHEAD = 500;

export function createRecoveryScan(options: {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly eventsTable: string;
  readonly controlTable: string;
  readonly shards: number;
}): RecoveryScan {
  const { deliveriesTable, eventsTable } = options;

  async function read<Row, T>(
    from: Pick<QueryCommandInput, 'TableName' | 'ProjectionExpression'> & { readonly partition: [string, string] },
    range: KeyRange,
    filters: readonly Filter[],
    itemOf: (row: Row) => T,
  ): Promise<Scanned<T>> {
    const { partition, ...table } = from;
    const bounds = keyBounds({ endingBefore: range.after, startingAfter: range.before });
    const filter = filterOf(typeFilter(range.types), ...filters);
    // What was read beyond `reached` of all shards is read again.
    const next = mergeShards(queriedRows(options, { table, partition, bounds, filter }), true);
    const { rows, reached } = await next(range.limit ?? READ_AHEAD);
    return { items: rows.map((row) => itemOf(fromItem<Row>(row))), reached };
  }

  return {
    deliveries: (destinationId, range, only) =>
      read(
        {
          TableName: deliveriesTable,
          partition: ['destination_id', destinationId],
          ProjectionExpression: 'event_id, tenant, #status, recovery',
        },
        range,
        [STATUS_NAME, ...(only ? [onlyThose(only.statuses, only.recovery)] : [])],
        ({ event_id, tenant, status, recovery }: DeliveryPart) => ({
          key: event_id,
          tenant: parseTenantKey(tenant),
          status,
          ...(recovery === undefined ? {} : { recovery }),
        }),
      ),

    events: (tenant, range) =>
      read(
        {
          TableName: eventsTable,
          partition: ['tenant', tenantKey(tenant)],
          ProjectionExpression: 'event_id, #type, related_object.id, destinations',
        },
        range,
        [TYPE_NAME],
        ({ event_id, type, related_object, destinations }: EventPart) => ({
          key: event_id,
          tenant,
          type,
          ...(related_object === undefined ? {} : { about: related_object.id }),
          destinations: destinations.map((ref) => destinationRefOf(ref, tenant)),
        }),
      ),

    publishers: publishersSince(options),
  };
}

interface DeliveryPart {
  event_id: string;
  tenant: string;
  status: DeliveryStatus;
  recovery?: string;
}

interface EventPart {
  event_id: string;
  type: string;
  related_object?: { id: string };
  destinations: string[];
}

/** Names of attributes that are reserved words of DynamoDB. */
const STATUS_NAME: Filter = { expressions: [], names: { '#status': 'status' }, values: {} };
const TYPE_NAME: Filter = { expressions: [], names: { '#type': 'type' }, values: {} };

/** Returns a filter for rows with one of the statuses or attempted by the recovery ('': by none). */
function onlyThose(statuses: readonly DeliveryStatus[], recovery: string): Filter {
  const values = Object.fromEntries(statuses.map((status, index) => [`:status${index}`, { S: status }]));
  const wanted = `#status IN (${Object.keys(values).join(', ')})`;
  return {
    expressions: [recovery ? `(${wanted} OR recovery = :recovery)` : wanted],
    names: STATUS_NAME.names,
    values: { ...values, ...(recovery ? { ':recovery': { S: recovery } } : {}) },
  };
}
