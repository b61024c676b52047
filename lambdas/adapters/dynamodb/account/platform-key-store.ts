/** Stores the keys of the platform that the secret of a deployment contains, so that they work, are listed, and can be deleted. */
import { DeleteItemCommand, GetItemCommand, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { encodeTime } from 'ulid';
import { type ApiKey, ISSUED, type IssuedKey } from '../../../core/account/api-key.ts';
import { type Tenant, tenantKey } from '../../../core/tenant.ts';
import type { ControlTable } from '../control-rows.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';
import { apiKeyFromItem, apiKeyToItem, hashKey, hashOf, isDeletedKey } from './api-key-item.ts';
import { fromRow, listTenant, toRow } from './issued-key-store.ts';

export interface PlatformKeyStore {
  /**
   * Stores a key with its rows in the lists. A key that is stored keeps its id and name; only its account changes. A key that was
   * deleted stays deleted. May be repeated.
   */
  register(secret: string, key: ApiKey): Promise<void>;
}

export function createPlatformKeyStore({ client, controlTable: TableName }: ControlTable): PlatformKeyStore {
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));

  /** Returns the id with which a key is in the list of its account. */
  const listedId = async (tenant: Tenant, hash: string): Promise<string | undefined> => {
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'tenant = :tenant AND begins_with(id, :prefix)',
        ExpressionAttributeValues: { ':tenant': { S: tenantKey(tenant) }, ':prefix': { S: ISSUED.apiKey } },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      const row = Items.map(fromRow).find((key) => key.hash === hash);
      if (row) return row.id;
    }
    return undefined;
  };

  const putUnlessDeleted = async (Item: Item): Promise<boolean> => {
    try {
      const ConditionExpression = 'attribute_not_exists(deleted)';
      await client.send(new PutItemCommand({ TableName, Item, ConditionExpression }));
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return false;
    }
  };

  return {
    async register(secret, { account, ...record }) {
      const hash = hashOf(secret);
      const stored = await client.send(new GetItemCommand({ TableName, Key: hashKey(hash), ConsistentRead: true }));
      if (stored.Item && isDeletedKey(stored.Item)) return;
      const before = stored.Item && apiKeyFromItem(stored.Item);
      const listed = before && (await listedId(before, hash));
      const moved = before !== undefined && before.account !== account;
      if (listed !== undefined && !moved) return;

      const apiKey: ApiKey = { ...(before ?? record), account };
      // First, because it contains the time from which the id is made. A repeated call must not list the key twice.
      if (!(await putUnlessDeleted(apiKeyToItem(hash, apiKey)))) return;
      const key: IssuedKey = { ...apiKey, id: listed ?? initialId(apiKey.created, hash) };
      await put(toRow(listTenant(key.mode), hash, key));
      await put(toRow(tenantKey(key), hash, key));
      if (listed !== undefined && moved) {
        await client.send(new DeleteItemCommand({ TableName, Key: toItem({ tenant: tenantKey(before), id: listed }) }));
      }
    },
  };
}

/** Returns an id in the form of a ULID, whose random part is the start of the hash. Hexadecimal digits are digits of Crockford's Base32. */
const initialId = (created: number, hash: string): string =>
  ISSUED.apiKey + encodeTime(created) + hash.slice(0, 16).toUpperCase();
