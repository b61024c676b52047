/** Finds API keys in the control table by their hash. The table contains no secret. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ApiKey } from '../../../core/account/api-key.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Item } from '../item.ts';
import { apiKeyFromItem, hashKey, hashOf, isDeletedKey } from './api-key-item.ts';

/** Age up to which a cached key is used, milliseconds. A deleted key works for that long. */
export const KEY_MAX_AGE_MS = 10_000;
const MAX_KEYS = 1000;

export interface ApiKeyStore {
  /** Returns the record of a key; undefined when it is unknown, deleted or expired. A result may be KEY_MAX_AGE_MS old. */
  find(key: string): Promise<ApiKey | undefined>;
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
      // The eventually consistent read may miss a new key.
      const item = (await read(hash, false)) ?? (await read(hash, true));
      if (!item || isDeletedKey(item)) return undefined;
      const apiKey = apiKeyFromItem(item);
      const { expiresAt = Number.POSITIVE_INFINITY } = apiKey;
      // DynamoDB deletes expired items days late.
      if (expiresAt <= now()) return undefined;
      if (found.size >= MAX_KEYS) found.delete(found.keys().next().value as string);
      found.set(hash, { apiKey, until: Math.min(now() + KEY_MAX_AGE_MS, expiresAt) });
      return apiKey;
    },
  };
}
