/** Stores the signing secret of forwarded requests in the control table, sealed: one for each tenant, created when it is needed. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SecretBox } from '../../core/destination/ports.ts';
import { newSigningSecret } from '../../core/destination/types/webhook/signature.ts';
import { type Tenant, tenantKey } from '../../core/tenant.ts';
import type { ControlTable } from '../dynamodb/control-rows.ts';
import { fromItem, isConditionFailure, toItem } from '../dynamodb/item.ts';

export interface ListenSecretStore {
  /** Returns the secret, `whsec_…`. @throws Error when the tenant has none */
  get(tenant: Tenant): Promise<string>;
  /** Returns the secret, and creates it if the tenant has none. */
  getOrCreate(tenant: Tenant): Promise<string>;
}

export interface ListenSecretOptions extends ControlTable {
  readonly secrets: SecretBox;
  readonly randomBytes: (count: number) => Buffer;
}

const ID = 'listen_secret';
/** Returns the context that the secret is sealed with, so that a row of one mode cannot be opened in the other. */
const contextOf = ({ mode }: Tenant): string => `${ID} ${mode}`;
/** Tenants whose secret an instance caches. A secret never changes. */
const MAX_CACHED = 500;

export function createListenSecretStore(options: ListenSecretOptions): ListenSecretStore {
  const { client, controlTable: TableName, secrets, randomBytes } = options;
  const known = new Map<string, string>();
  const keyOf = (tenant: Tenant) => ({ tenant: tenantKey(tenant), id: ID });

  const cache = (tenant: Tenant, secret: string): string => {
    if (known.size >= MAX_CACHED) known.delete(known.keys().next().value as string);
    known.set(tenantKey(tenant), secret);
    return secret;
  };

  const find = async (tenant: Tenant): Promise<string | undefined> => {
    const cached = known.get(tenantKey(tenant));
    if (cached !== undefined) return cached;
    const Key = toItem(keyOf(tenant));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    if (!Item) return undefined;
    const { sealed } = fromItem<{ sealed: string }>(Item);
    return cache(tenant, await secrets.open(tenant.account, contextOf(tenant), sealed));
  };

  const get = async (tenant: Tenant): Promise<string> => {
    const secret = await find(tenant);
    if (secret === undefined) throw new Error(`${tenantKey(tenant)} has no signing secret for listeners.`);
    return secret;
  };

  return {
    get,

    async getOrCreate(tenant) {
      const present = await find(tenant);
      if (present !== undefined) return present;
      const secret = newSigningSecret(randomBytes);
      const sealed = await secrets.seal(tenant.account, contextOf(tenant), secret);
      try {
        const Item = toItem({ ...keyOf(tenant), sealed });
        await client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }));
        return cache(tenant, secret);
      } catch (error) {
        // Another call has created the secret.
        if (!isConditionFailure(error)) throw error;
        return get(tenant);
      }
    },
  };
}
