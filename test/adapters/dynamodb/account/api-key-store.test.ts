import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKeyToItem, hashOf } from '../../../../lambdas/adapters/dynamodb/account/api-key-item.ts';
import { createApiKeyStore, KEY_MAX_AGE_MS } from '../../../../lambdas/adapters/dynamodb/account/api-key-store.ts';
import type { ApiKey } from '../../../../lambdas/core/account/api-key.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let now = 0;
let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const record = {
  account: 'acct_shop',
  mode: 'live',
  name: 'Till',
  last4: 'till',
  platform: false,
  created: 1,
} as const;

const put = (key: string, apiKey: ApiKey) =>
  dynamo.client.send(new PutItemCommand({ TableName: 'control', Item: apiKeyToItem(hashOf(key), apiKey) }));

test('a key is found by itself alone', async () => {
  const store = createApiKeyStore({ client: dynamo.client, controlTable: 'control', now: () => now });
  await put('sk_live_till', record);
  expect(await store.find('sk_live_till')).toMatchObject(record);
  expect(await store.find('sk_live_till2')).toBeUndefined();
  expect(await store.find('')).toBeUndefined();
});

test('a deleted key works for ten seconds at most, and a new one works at once', async () => {
  const store = createApiKeyStore({ client: dynamo.client, controlTable: 'control', now: () => now });
  expect(await store.find('sk_live_brief')).toBeUndefined();
  await put('sk_live_brief', record);
  expect(await store.find('sk_live_brief')).toMatchObject(record);
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
  for (const { tenant, id } of Items) {
    if (tenant && id) await dynamo.client.send(new DeleteItemCommand({ TableName: 'control', Key: { tenant, id } }));
  }
  now += KEY_MAX_AGE_MS - 1;
  expect(await store.find('sk_live_brief')).toMatchObject(record);
  now += 1;
  expect(await store.find('sk_live_brief')).toBeUndefined();
});

test('a key that expires is not believed for longer because it was found a moment before', async () => {
  const store = createApiKeyStore({ client: dynamo.client, controlTable: 'control', now: () => now });
  const expiresAt = Math.ceil(now / 1000) * 1000 + KEY_MAX_AGE_MS / 2;
  await put('ws_live_brief', { ...record, expiresAt });
  expect(await store.find('ws_live_brief')).toEqual({ ...record, expiresAt });
  now = expiresAt - 1;
  expect(await store.find('ws_live_brief')).toBeDefined();
  now = expiresAt;
  expect(await store.find('ws_live_brief')).toBeUndefined();
});
