/** The common parts of the due list and of the waiting list: the owners of an entry, and the removal of entries. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseTenantKey, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { deleteAll } from '../batch-write.ts';
import type { Item } from '../item.ts';

export interface ListOptions {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  /** Number of shards of the due list, and of the waiting list of a destination. */
  readonly dueShards: number;
}

/** The tenant of a delivery, and the account of its destination. */
interface Owners {
  readonly tenant: Tenant;
  readonly destinationAccount: string;
}

/** Returns the attributes of the owners. */
export const ownerItem = ({ tenant, destinationAccount }: Owners): Item => ({
  tenant: { S: tenantKey(tenant) },
  ...(destinationAccount === tenant.account ? {} : { destination_account: { S: destinationAccount } }),
});

export function ownersIn({ tenant: owner, destination_account: other }: Item): Owners {
  const tenant = parseTenantKey(owner?.S ?? '');
  return { tenant, destinationAccount: other?.S ?? tenant.account };
}

/** Removes entries. @returns those that were not removed */
export async function removeEntries<Entry>(
  { client, deliveriesTable }: ListOptions,
  entries: readonly Entry[],
  keyOf: (entry: Entry) => Item,
): Promise<readonly Entry[]> {
  const left = await deleteAll(client, deliveriesTable, entries.map(keyOf));
  const ids = new Set(left.map(idOf));
  return ids.size === 0 ? [] : entries.filter((entry) => ids.has(idOf(keyOf(entry))));
}

const idOf = ({ destination_id: partition, event_id: key }: Item): string => `${partition?.S} ${key?.S}`;
