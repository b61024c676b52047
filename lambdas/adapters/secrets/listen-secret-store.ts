/** The secret that requests forwarded by listeners are signed with: one a tenant, made at first need, sealed in the control table. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SecretBox } from '../../core/destination/ports.ts';
import { newSigningSecret } from '../../core/destination/types/webhook/signature.ts';
import { type Tenant, tenantKey } from '../../core/tenant.ts';
import type { ControlTable } from '../dynamodb/control-rows.ts';
import { fromItem, isConditionFailure, toItem } from '../dynamodb/item.ts';

export interface ListenSecretStore {
  /** @throws Error when there is none yet */
  get(tenant: Tenant): Promise<string>;
  /** Makes it if there is none. */
  getOrCreate(tenant: Tenant): Promise<string>;
}

export interface ListenSecretOptions extends ControlTable {
  readonly secrets: SecretBox;
  readonly randomBytes: (count: number) => Buffer;
}

const ID = 'listen_secret';
/** What the secret is sealed for: a row of one mode does not open in the other. */
const contextOf = ({ mode }: Tenant): string => `${ID} ${mode}`;
/** Tenants whose secret an instance remembers; it never changes. */
const MAX_KNOWN = 500;

export function createListenSecretStore(options: ListenSecretOptions): ListenSecretStore {
  const { client, controlTable: TableName, secrets, randomBytes } = options;
  const known = new Map<string, string>();
  const keyOf = (tenant: Tenant) => ({ tenant: tenantKey(tenant), id: ID });

  const remember = (tenant: Tenant, secret: string): string => {
    if (known.size >= MAX_KNOWN) known.delete(known.keys().next().value as string);
    known.set(tenantKey(tenant), secret);
    return secret;
  };

  const find = async (tenant: Tenant): Promise<string | undefined> => {
    const kept = known.get(tenantKey(tenant));
    if (kept !== undefined) return kept;
    const Key = toItem(keyOf(tenant));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    if (!Item) return undefined;
    const { sealed } = fromItem<{ sealed: string }>(Item);
    return remember(tenant, await secrets.open(tenant.account, contextOf(tenant), sealed));
  };

  const get = async (tenant: Tenant): Promise<string> => {
    const secret = await find(tenant);
    if (secret === undefined) throw new Error(`${tenantKey(tenant)} has no secret of listeners.`);
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
        return remember(tenant, secret);
      } catch (error) {
        // Somebody else was first: theirs counts.
        if (!isConditionFailure(error)) throw error;
        return get(tenant);
      }
    },
  };
}
