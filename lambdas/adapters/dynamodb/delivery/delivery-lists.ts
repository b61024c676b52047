/** Lists the deliveries of a destination, and the unsettled ones of a tenant, from the deliveries table. */
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { DeliveryQuery, UnsettledQuery } from '../../../core/delivery/ports.ts';
import type { Page } from '../../../core/page.ts';
import { type Tenant, tenantKey } from '../../../core/tenant.ts';
import { type Filter, filterOf, keyBounds, keyQuery, pageOf, typeFilter } from '../query.ts';
import { deliveryFromItem } from './delivery-item.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
}

export function listDeliveries(
  { client, deliveriesTable }: Options,
  destinationId: string,
  query: DeliveryQuery,
): Promise<Page<Delivery>> {
  const filter = filterOf(typeFilter(query.types), statusFilter(query.status));
  const bounds = keyBounds(query, query);
  const page = { ...query, filtered: filter.filtered, mayBeEmpty: true };
  return pageOf(page, async (range) => {
    if (!bounds) return { items: [], last: undefined };
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: deliveriesTable,
        ...keyQuery(['destination_id', destinationId], bounds, filter, range),
      }),
    );
    return { items: Items.map(deliveryFromItem), last: LastEvaluatedKey };
  });
}

const statusFilter = (status: Delivery['status'] | undefined): Filter =>
  status === undefined
    ? { expressions: [], names: {}, values: {} }
    : { expressions: ['#status = :status'], names: { '#status': 'status' }, values: { ':status': { S: status } } };

/** Only rows of destinations of other accounts have the attribute. */
const OWN: Filter = { expressions: ['attribute_not_exists(destination_account)'], names: {}, values: {} };

/** Rows of the index that one request reads at least, because several may belong to one event. */
const MIN_UNSETTLED_ROWS = 100;

/** Returns event keys. The rows of one event for several destinations are consecutive in the index; its key is returned once. */
export async function listUnsettled(
  { client, deliveriesTable }: Options,
  tenant: Tenant,
  query: UnsettledQuery,
): Promise<Page<string>> {
  const filter = filterOf(typeFilter(query.types), ...(query.ownOnly ? [OWN] : []));
  const bounds = keyBounds(query, query);
  const seen = new Set<string>();
  return pageOf({ ...query, filtered: filter.filtered }, async (range) => {
    if (!bounds) return { items: [], last: undefined };
    const rows = { ...range, limit: Math.max(range.limit, MIN_UNSETTLED_ROWS) };
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: deliveriesTable,
        IndexName: 'unsettled',
        ...keyQuery(['unsettled_tenant', tenantKey(tenant)], bounds, filter, rows),
      }),
    );
    const items = Items.map(({ event_id }) => event_id?.S ?? '').filter((key) => !seen.has(key) && seen.add(key));
    return { items, last: LastEvaluatedKey };
  });
}
