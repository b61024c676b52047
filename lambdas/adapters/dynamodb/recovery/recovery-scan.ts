/** Reads deliveries and events for recoveries, oldest first, with one Query a read and without the bodies of events. */
import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { DeliveryStatus } from '../../../core/delivery/delivery.ts';
import type { KeyRange, RecoveryScan, Scanned } from '../../../core/recovery/ports.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { destinationRefOf } from '../event/event-store.ts';
import { publishersSince } from '../event/publisher-store.ts';
import { fromItem } from '../item.ts';
import { type Filter, filterOf, keyBounds, keyQuery, typeFilter } from '../query.ts';

/** Rows of one read. */
const READ_AHEAD = 500;

export function createRecoveryScan(options: {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly eventsTable: string;
  readonly controlTable: string;
}): RecoveryScan {
  const { client, deliveriesTable, eventsTable } = options;

  async function read<Row, T>(
    from: Pick<QueryCommandInput, 'TableName' | 'ProjectionExpression'> & { readonly hash: [string, string] },
    range: KeyRange,
    filters: readonly Filter[],
    itemOf: (row: Row) => T,
  ): Promise<Scanned<T>> {
    const bounds = keyBounds({ endingBefore: range.after, startingAfter: range.before });
    if (!bounds) return { items: [], reached: undefined };
    const { hash, ...table } = from;
    const filter = filterOf(typeFilter(range.types), ...filters);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        ...table,
        ...keyQuery(hash, bounds, filter, { forward: true, limit: range.limit ?? READ_AHEAD, from: undefined }),
      }),
    );
    return { items: Items.map((item) => itemOf(fromItem<Row>(item))), reached: LastEvaluatedKey?.event_id?.S };
  }

  return {
    deliveries: (destinationId, range, only) =>
      read(
        {
          TableName: deliveriesTable,
          hash: ['destination_id', destinationId],
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
          hash: ['tenant', tenantKey(tenant)],
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
