/** A destination as a row of the control table: small, for it is read at each publish and at each batch. */
import type { Destination } from '../../../core/destination/destination.ts';
import { parseTenantKey, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';

/** Of the destination of each type: Omit of a union has only what its members share. */
type DestinationRow<D extends Destination = Destination> = D extends Destination
  ? Omit<D, 'account' | 'mode'> & { tenant: string }
  : never;

/** Range of the ids of destinations within a tenant's rows; every other row's id starts differently. */
export const DESTINATION_PREFIX = 'ed_';

export const destinationKey = (tenant: Tenant, id: string): Item => toItem({ tenant: tenantKey(tenant), id });

export function destinationToItem({ account, mode, ...row }: Destination): Item {
  return toItem({ tenant: tenantKey({ account, mode }), ...row } satisfies DestinationRow);
}

export function destinationFromItem(item: Item): Destination {
  const { tenant, ...row } = fromItem<DestinationRow>(item);
  return { ...parseTenantKey(tenant), ...row };
}
