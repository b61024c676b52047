import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKeyStore } from '../../../../lambdas/adapters/dynamodb/account/api-key-store.ts';
import {
  createIssuedKeyStore,
  type IssuedKeyStore,
} from '../../../../lambdas/adapters/dynamodb/account/issued-key-store.ts';
import type { ApiKey, IssuedKey } from '../../../../lambdas/core/account/api-key.ts';
import { T0 } from '../../../doubles/factories.ts';
import { interruptAtEachWrite } from '../../../doubles/interrupted-client.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryIssuedKeyStore } from '../../../doubles/memory-issued-keys.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let made = 0;
const aKey = (over: Partial<IssuedKey> = {}): IssuedKey => {
  made += 1;
  return {
    id: `key_${ulid(T0 + made)}`,
    account: 'acct_shop',
    mode: 'live',
    name: 'Kasse für Ümläute 🧾',
    last4: 'abcd',
    platform: false,
    created: T0 + made,
    ...over,
  };
};
const aSecret = () => `sk_live_secret${made}_${Math.random()}`;

interface Keys {
  readonly store: IssuedKeyStore;
  /** Reads a key without a cache. */
  readonly find: (secret: string, now?: number) => Promise<ApiKey | undefined>;
}
const inDynamo = (client = dynamo.client): Keys => ({
  store: createIssuedKeyStore({ client, controlTable: 'control' }),
  find: (secret, now = T0) =>
    createApiKeyStore({ client: dynamo.client, controlTable: 'control', now: () => now }).find(secret),
});
function inMemory(): Keys {
  const clock = { now: T0 };
  const { store, find } = memoryIssuedKeyStore(() => clock.now);
  return {
    store,
    find: (secret, now = T0) => {
      clock.now = now;
      return find(secret);
    },
  };
}

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => Keys]>([
  ['in memory', inMemory],
  ['in DynamoDB', () => inDynamo()],
])('the store of issued keys %s', (_name, make) => {
  test('returns a key as it was stored, by its id in its mode and by its secret', async () => {
    const { store, find } = make();
    for (const key of [aKey(), aKey({ scopes: ['events:read'], platform: true }), aKey({ expiresAt: T0 + 60_000 })]) {
      const secret = aSecret();
      await store.create(secret, key);
      expect(await store.get('live', key.id)).toMatchObject(key);
      expect(await store.get('sandbox', key.id)).toBeUndefined();
      const { id: _id, ...apiKey } = key;
      expect(await find(secret)).toMatchObject(apiKey);
      expect(await find(`${secret}x`)).toBeUndefined();
    }
  });

  test('does not find a key from the moment on at which it expires', async () => {
    const { store, find } = make();
    const secret = aSecret();
    await store.create(secret, aKey({ expiresAt: T0 + 60_000 }));
    expect(await find(secret, T0 + 59_999)).toBeDefined();
    expect(await find(secret, T0 + 60_000)).toBeUndefined();
  });

  test('lists newest first by mode, kind and account, and pages from either side', async () => {
    const { store } = make();
    const shops = ['acct_a', 'acct_b', 'acct_a', 'acct_b', 'acct_a'];
    const keys = shops.map((account) => aKey({ account, mode: 'sandbox' }));
    const others = [aKey(), aKey({ id: `wbs_${ulid(T0)}`, account: 'acct_a', mode: 'sandbox' })];
    for (const key of [...keys, ...others]) await store.create(aSecret(), key);
    const ids = keys.map(({ id }) => id) as [string, string, string, string, string];
    const page = async (query: Partial<Parameters<IssuedKeyStore['list']>[0]>) => {
      const { items, hasMore } = await store.list({ mode: 'sandbox', prefix: 'key_', limit: 9, ...query });
      return [items.map(({ id }) => ids.indexOf(id)), hasMore];
    };
    expect(await page({})).toEqual([[4, 3, 2, 1, 0], false]);
    expect(await page({ account: 'acct_a' })).toEqual([[4, 2, 0], false]);
    expect(await page({ account: 'acct_c' })).toEqual([[], false]);
    expect(await page({ limit: 2, startingAfter: ids[4] })).toEqual([[3, 2], true]);
    expect(await page({ limit: 2, endingBefore: ids[0] })).toEqual([[2, 1], true]);
    expect(await page({ account: 'acct_a', limit: 1, startingAfter: ids[4] })).toEqual([[2], true]);
    await store.delete(keys[3] as IssuedKey);
    expect(await page({ limit: 2, startingAfter: ids[3] })).toEqual([[2, 1], true]);
    const { items } = await store.list({ mode: 'sandbox', prefix: 'wbs_', limit: 9 });
    expect(items).toEqual([others[1]]);
  });

  test('deletes twice without a word', async () => {
    const { store, find } = make();
    const [key, secret] = [aKey(), aSecret()];
    await store.create(secret, key);
    await store.delete(key);
    await store.delete(key);
    expect(await find(secret)).toBeUndefined();
    expect(await store.get('live', key.id)).toBeUndefined();
  });

  test('lets only the last secret of an id work', async () => {
    const { store, find } = make();
    const [key, first, last] = [aKey({ account: 'acct_again' }), aSecret(), aSecret()];
    await store.create(first, key);
    await store.create(last, { ...key, last4: 'last' });
    expect(await find(first)).toBeUndefined();
    expect(await find(last)).toMatchObject({ last4: 'last' });
    const { items } = await store.list({ mode: 'live', prefix: 'key_', account: 'acct_again', limit: 9 });
    expect(items).toEqual([{ ...key, last4: 'last' }]);
  });
});

describe('a key in DynamoDB', () => {
  const rowsWith = async (text: string) => {
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
    return Items.filter((item) => JSON.stringify(item).includes(text));
  };

  test('is in no row in the clear', async () => {
    const key = aKey();
    await inDynamo().store.create('sk_live_verysecret', key);
    expect(await rowsWith(key.id)).toHaveLength(2);
    expect(await rowsWith('verysecret')).toEqual([]);
  });

  test("that expires takes all its rows along, by the table's own expiry", async () => {
    const [key, secret] = [aKey({ id: `wbs_${ulid(T0)}`, name: 'brief', expiresAt: T0 + 60_000 }), aSecret()];
    await inDynamo().store.create(secret, key);
    const rows = await rowsWith('brief');
    expect(rows.map(({ expires_at }) => expires_at?.N)).toEqual(Array(3).fill(String(T0 / 1000 + 60)));
  });

  test('whose create dies at any write works with the secret of the next try alone', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client) => {
      const [key, first, last] = [aKey(), aSecret(), aSecret()];
      const ended = await succeeds(inDynamo(client).store.create(first, key));
      if (ended) return true;
      const { store, find } = inDynamo();
      // The list contains all keys whose secret was returned, so that deleting an account deletes them.
      const { items } = await store.list({ mode: 'live', prefix: 'key_', account: key.account, limit: 100 });
      expect(items.map(({ id }) => id)).not.toContain(key.id);
      await store.create(last, key);
      expect(await find(first)).toBeUndefined();
      expect(await find(last)).toBeDefined();
      await store.delete(key);
      expect(await find(last)).toBeUndefined();
      expect(await rowsWith(key.id)).toEqual([]);
      return false;
    });
    expect(died).toBe(3);
  });

  test('whose second create dies at any write works with the secret of the third alone', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client) => {
      const [key, first, second, third] = [aKey(), aSecret(), aSecret(), aSecret()];
      const { store, find } = inDynamo();
      await store.create(first, key);
      const ended = await succeeds(inDynamo(client).store.create(second, key));
      if (ended) return true;
      await store.create(third, key);
      expect(await Promise.all([first, second, third].map((secret) => find(secret)))).toEqual([
        undefined,
        undefined,
        expect.objectContaining({ created: key.created }),
      ]);
      return false;
    });
    expect(died).toBe(5);
  });

  test('whose delete dies at any write is gone when the call is made again, and leaves no row', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client) => {
      const [key, secret] = [aKey({ account: 'acct_gone' }), aSecret()];
      const { store, find } = inDynamo();
      await store.create(secret, key);
      const ended = await succeeds(inDynamo(client).store.delete(key));
      if (ended) return true;
      expect(await store.get('live', key.id)).toMatchObject(key);
      await store.delete(key);
      expect(await find(secret)).toBeUndefined();
      expect(await rowsWith(key.id)).toEqual([]);
      return false;
    });
    expect(died).toBe(3);
  });

  test('that is deleted by concurrent calls is deleted, and all calls succeed', async () => {
    const { store, find } = inDynamo();
    const [key, secret] = [aKey(), aSecret()];
    await store.create(secret, key);
    await Promise.all(Array.from({ length: 5 }, () => store.delete(key)));
    expect(await find(secret)).toBeUndefined();
    expect(await rowsWith(key.id)).toEqual([]);
  });
});

const succeeds = (call: Promise<void>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );
