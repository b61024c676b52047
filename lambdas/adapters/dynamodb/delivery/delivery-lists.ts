/** Lists the deliveries of a destination, and the unsettled ones of a tenant, from the deliveries table. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../../../core/delivery/delivery.ts';
import type { DeliveryQuery, UnsettledQuery } from '../../../core/delivery/ports.ts';
import type { Page } from '../../../core/page.ts';
import { type Tenant, tenantKey } from '../../../core/tenant.ts';
import type { Item } from '../item.ts';
import { pageOf } from '../page.ts';
import { type Filter, filterOf, keyBounds, typeFilter } from '../query.ts';
import { itemsOf, queriedRows } from '../shards.ts';
import { deliveryFromItem } from './delivery-item.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly shards: number;
}

export function listDeliveries(options: Options, destinationId: string, query: DeliveryQuery): Promise<Page<Delivery>> {
  const filter = filterOf(typeFilter(query.types), statusFilter(query.status));
  const rows = queriedRows(options, {
    table: { TableName: options.deliveriesTable },
    partition: ['destination_id', destinationId],
    bounds: keyBounds(query, query),
    filter,
  });
  const page = { ...query, filtered: filter.filtered, mayBeEmpty: true };
  return pageOf(page, itemsOf(rows, deliveryFromItem));
}

const statusFilter = (status: Delivery['status'] | undefined): Filter =>
  status === undefined
    ? { expressions: [], names: {}, values: {} }
    : { expressions: ['#status = :status'], names: { '#status': 'status' }, values: { ':status': { S: status } } };

/** Only rows of destinations of other accounts have the attribute. */
const OWN: Filter = { expressions: ['attribute_not_exists(destination_account)'], names: {}, values: {} };

/** Rows of the index that are read at a time at least, because several may belong to one event. */
const MIN_UNSETTLED_ROWS = 100;

/** Returns event keys. The rows of one event for several destinations are consecutive in the index; its key is returned once. */
export async function listUnsettled(options: Options, tenant: Tenant, query: UnsettledQuery): Promise<Page<string>> {
  const filter = filterOf(typeFilter(query.types), ...(query.ownOnly ? [OWN] : []));
  const rows = queriedRows(options, {
    table: { TableName: options.deliveriesTable, IndexName: 'unsettled' },
    partition: ['unsettled_tenant', tenantKey(tenant)],
    bounds: keyBounds(query, query),
    filter,
  });
  const page = { ...query, filtered: filter.filtered, readAtLeast: MIN_UNSETTLED_ROWS };
  let last: string | undefined;
  const otherKey = ({ event_id: key }: Item): string | undefined => {
    if (key?.S === last) return undefined;
    last = key?.S;
    return last;
  };
  return pageOf(page, itemsOf(rows, otherKey));
}
