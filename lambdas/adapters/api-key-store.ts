/** API keys in the control table, by their hash: whoever reads the table learns no key. */
import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Scope } from '../contract/operation.ts';
import type { Clock } from '../core/ports.ts';
import type { Mode } from '../core/tenant.ts';
import { fromItem, toItem } from './item.ts';

export interface ApiKey {
  readonly account: string;
  readonly mode: Mode;
  readonly name: string;
  readonly last4: string;
  /** Whether it may act for other accounts. */
  readonly platform: boolean;
  /** What a restricted key may do; all that its account may when absent. */
  readonly scopes?: readonly Scope[];
  /** Unix milliseconds. */
  readonly created: number;
}

/** How long a key that was found is believed without another look, milliseconds: a deleted one works as long. */
export const KEY_MAX_AGE_MS = 10_000;
const MAX_KEYS = 1000;

export interface ApiKeyStore {
  find(key: string): Promise<ApiKey | undefined>;
  put(key: string, record: ApiKey): Promise<void>;
}

/** Keys are random, so a fast hash without salt gives nothing away. */
const row = (key: string) => ({ tenant: `api_key#${createHash('sha256').update(key).digest('hex')}`, id: 'api_key' });

export function createApiKeyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  readonly now: Clock;
}): ApiKeyStore {
  const { client, controlTable, now } = options;
  const found = new Map<string, { apiKey: ApiKey; until: number }>();
  return {
    async find(key) {
      const at = row(key);
      const known = found.get(at.tenant);
      if (known && known.until > now()) return known.apiKey;
      found.delete(at.tenant);
      const { Item } = await client.send(new GetItemCommand({ TableName: controlTable, Key: toItem(at) }));
      if (!Item) return undefined;
      const apiKey = fromItem<ApiKey>(Item);
      if (found.size >= MAX_KEYS) found.delete(found.keys().next().value as string);
      found.set(at.tenant, { apiKey, until: now() + KEY_MAX_AGE_MS });
      return apiKey;
    },
    async put(key, record) {
      await client.send(new PutItemCommand({ TableName: controlTable, Item: toItem({ ...row(key), ...record }) }));
    },
  };
}
