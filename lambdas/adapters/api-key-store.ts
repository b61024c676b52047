/** API keys in the control table, by their hash: whoever reads the table learns no key. */

import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Mode } from '../core/tenant.ts';
import { fromItem, toItem } from './item.ts';

export interface ApiKey {
  readonly account: string;
  readonly mode: Mode;
  readonly name: string;
  readonly last4: string;
  /** Whether it may act for other accounts. */
  readonly platform: boolean;
  /** Unix milliseconds. */
  readonly created: number;
}

export interface ApiKeyStore {
  find(key: string): Promise<ApiKey | undefined>;
  put(key: string, record: ApiKey): Promise<void>;
}

/** Keys are random, so a fast hash without salt gives nothing away. */
const row = (key: string) => ({ tenant: `api_key#${createHash('sha256').update(key).digest('hex')}`, id: 'api_key' });

export function createApiKeyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): ApiKeyStore {
  const { client, controlTable } = options;
  return {
    async find(key) {
      const { Item } = await client.send(new GetItemCommand({ TableName: controlTable, Key: toItem(row(key)) }));
      return Item && fromItem<ApiKey>(Item);
    },
    async put(key, record) {
      await client.send(new PutItemCommand({ TableName: controlTable, Item: toItem({ ...row(key), ...record }) }));
    },
  };
}
