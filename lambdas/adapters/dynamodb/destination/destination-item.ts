/** Converts destinations to rows of the control table and back. Rows are small, because each publish and each batch reads them. */
import type { Destination } from '../../../core/destination/destination.ts';
import { parseTenantKey, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';

/** Names of attributes that differ from the fields. */
interface StoredNames {
  tenant: string;
  former?: Destination['selectionHistory'];
  rememberedFrom?: number;
}

/** A row of each type. Distributive, because Omit of a union has only the fields that its members share. */
type DestinationRow<D extends Destination = Destination> = D extends Destination
  ? Omit<D, 'account' | 'mode' | 'selectionHistory' | 'historyFrom'> & StoredNames
  : never;

/** Prefix of the ids of destinations. No other row of a tenant has it. */
export const DESTINATION_PREFIX = 'ed_';

export const destinationKey = (tenant: Tenant, id: string): Item => toItem({ tenant: tenantKey(tenant), id });

export function destinationToItem({ account, mode, selectionHistory, historyFrom, ...rest }: Destination): Item {
  const row = {
    ...rest,
    tenant: tenantKey({ account, mode }),
    ...(selectionHistory ? { former: selectionHistory } : {}),
    ...(historyFrom === undefined ? {} : { rememberedFrom: historyFrom }),
  } satisfies DestinationRow;
  return toItem(row);
}

export function destinationFromItem(item: Item): Destination {
  const { tenant, former, rememberedFrom, ...row } = fromItem<DestinationRow>(item);
  return {
    ...parseTenantKey(tenant),
    ...row,
    ...(former ? { selectionHistory: former } : {}),
    ...(rememberedFrom === undefined ? {} : { historyFrom: rememberedFrom }),
  };
}
