/** API keys in the control table, by their hash: whoever reads the table learns no key. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ApiKey } from '../../../core/account/api-key.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Item } from '../item.ts';
import { apiKeyFromItem, apiKeyToItem, hashKey, hashOf } from './api-key-item.ts';

export type { ApiKey };

/** How long a key that was found is believed without another look, milliseconds: a deleted one works as long. */
export const KEY_MAX_AGE_MS = 10_000;
const MAX_KEYS = 1000;

export interface ApiKeyStore {
  /** Undefined also once it has expired. */
  find(key: string): Promise<ApiKey | undefined>;
  put(key: string, record: ApiKey): Promise<void>;
}

export function createApiKeyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  readonly now: Clock;
}): ApiKeyStore {
  const { client, controlTable, now } = options;
  const found = new Map<string, { apiKey: ApiKey; until: number }>();
  const read = async (hash: string, ConsistentRead: boolean): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: controlTable, Key: hashKey(hash), ConsistentRead }))).Item;
  return {
    async find(key) {
      const hash = hashOf(key);
      const known = found.get(hash);
      if (known && known.until > now()) return known.apiKey;
      found.delete(hash);
      // The second look is for a key made a moment ago, which the first may miss.
      const item = (await read(hash, false)) ?? (await read(hash, true));
      if (!item) return undefined;
      const apiKey = apiKeyFromItem(item);
      const { expiresAt = Number.POSITIVE_INFINITY } = apiKey;
      // The table's own expiry is late by up to days.
      if (expiresAt <= now()) return undefined;
      if (found.size >= MAX_KEYS) found.delete(found.keys().next().value as string);
      found.set(hash, { apiKey, until: Math.min(now() + KEY_MAX_AGE_MS, expiresAt) });
      return apiKey;
    },
    async put(key, record) {
      await client.send(new PutItemCommand({ TableName: controlTable, Item: apiKeyToItem(hashOf(key), record) }));
    },
  };
}
