import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiKeyToItem, hashOf } from '../../../../lambdas/adapters/dynamodb/account/api-key-item.ts';
import { createApiKeyStore } from '../../../../lambdas/adapters/dynamodb/account/api-key-store.ts';
import { createIssuedKeyStore } from '../../../../lambdas/adapters/dynamodb/account/issued-key-store.ts';
import { createPlatformKeyStore } from '../../../../lambdas/adapters/dynamodb/account/platform-key-store.ts';
import { T0 } from '../../../doubles/factories.ts';
import { interruptAtEachWrite } from '../../../doubles/interrupted-client.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let made = 0;
let secret = '';
beforeEach(() => {
  made += 1;
  secret = `sk_live_platform${made}`;
});

const record = {
  account: 'acct_platform',
  mode: 'live',
  name: 'Platform',
  last4: 'form',
  platform: true,
  created: T0,
} as const;
const stores = (client = dynamo.client) => ({
  platform: createPlatformKeyStore({ client, controlTable: 'control' }),
  issued: createIssuedKeyStore({ client, controlTable: 'control' }),
});
/** Reads the key without a cache. */
const find = () => createApiKeyStore({ client: dynamo.client, controlTable: 'control', now: () => T0 }).find(secret);
/** Returns the rows of the lists that belong to the key of the test. */
const listed = async (account = 'acct_platform') => {
  const { items } = await stores().issued.list({ mode: 'live', prefix: 'key_', account, limit: 100 });
  const all = await Promise.all(items.map(({ id }) => stores().issued.get('live', id)));
  return all.filter((key) => key?.hash === hashOf(secret));
};
const one = async (account?: string) => {
  const all = await listed(account);
  expect(all).toHaveLength(1);
  return all[0] as NonNullable<(typeof all)[0]>;
};

describe('registering a key of the platform', () => {
  test('makes it work and lists it once, however often it is repeated', async () => {
    const { platform } = stores();
    await platform.register(secret, record);
    const before = await one();
    await platform.register(secret, { ...record, created: T0 + 5_000 });
    expect(await one()).toEqual(before);
    expect(before).toMatchObject({ ...record, id: expect.stringMatching(/^key_[0-9A-HJKMNP-TV-Z]{26}$/) });
    expect(await find()).toMatchObject(record);
    const { Items } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
    expect(JSON.stringify(Items)).not.toContain(secret);
  });

  test('lists a key that a version without lists has stored', async () => {
    await dynamo.client.send(
      new PutItemCommand({ TableName: 'control', Item: apiKeyToItem(hashOf(secret), { ...record, created: T0 - 1 }) }),
    );
    await stores().platform.register(secret, record);
    expect(await one()).toMatchObject({ created: T0 - 1 });
  });

  test('does not make a deleted key work again', async () => {
    const { platform, issued } = stores();
    await platform.register(secret, record);
    await issued.delete(await one());
    expect(await find()).toBeUndefined();
    await platform.register(secret, record);
    expect([await find(), await listed()]).toEqual([undefined, []]);
  });

  test('keeps the name and id of a key that a call created, also after it was put into the secret', async () => {
    const { platform, issued } = stores();
    const key = { ...record, id: 'key_01KF0000000000000000000001', name: 'Rotated in May' };
    await issued.create(secret, key);
    await platform.register(secret, record);
    expect(await one()).toMatchObject(key);
    await issued.delete(key);
    await platform.register(secret, record);
    expect([await find(), await listed()]).toEqual([undefined, []]);
  });

  test('moves a key when the account of the platform changes', async () => {
    const { platform } = stores();
    await platform.register(secret, record);
    const { id } = await one();
    await platform.register(secret, { ...record, account: 'acct_renamed' });
    expect(await one('acct_renamed')).toMatchObject({ id, account: 'acct_renamed' });
    expect(await find()).toMatchObject({ account: 'acct_renamed' });
    expect(await listed('acct_platform')).toEqual([]);
  });

  test('completes when it is repeated after it died at any write', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client) => {
      made += 1;
      secret = `sk_live_platform${made}`;
      const ended = await stores(client)
        .platform.register(secret, record)
        .then(
          () => true,
          () => false,
        );
      if (!ended) await stores().platform.register(secret, { ...record, created: T0 + 1 });
      expect(await find()).toBeDefined();
      const { id } = await one();
      const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
      expect(Items.filter((item) => item.hash?.S === hashOf(secret)).map((item) => item.id?.S)).toEqual([id, id]);
      return ended;
    });
    expect(died).toBe(3);
  });
});

test('a deleted key of a customer leaves nothing behind', async () => {
  const { issued } = stores();
  const key = { ...record, id: 'key_01KF0000000000000000000002', account: 'acct_shop', platform: false };
  await issued.create(secret, key);
  await issued.delete(key);
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
  expect(Items.filter((item) => JSON.stringify(item).includes(hashOf(secret)))).toEqual([]);
});
