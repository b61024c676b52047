import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountStore, createAccountStore } from '../../../../lambdas/adapters/dynamodb/account/account-store.ts';
import type { Account } from '../../../../lambdas/core/account/account.ts';
import { ConflictError } from '../../../../lambdas/core/errors.ts';
import { T0 } from '../../../doubles/factories.ts';
import { interruptAtEachWrite, interruptedClient } from '../../../doubles/interrupted-client.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryAccountStore } from '../../../doubles/memory-issued-keys.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let made = 0;
const anAccount = (over: Partial<Account> = {}): Account => {
  made += 1;
  return {
    account: `acct_${made}`,
    mode: 'live',
    key: ulid(T0 + made),
    name: 'Größer 🏪',
    metadata: { constructor: 'x' },
    revision: 1,
    ...over,
  };
};
const inDynamo = (client = dynamo.client) => createAccountStore({ client, controlTable: 'control' });
const keysOf = (accounts: readonly Account[]) => accounts.map(({ key }) => key);

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => AccountStore]>([
  ['in memory', () => memoryAccountStore().store],
  ['in DynamoDB', () => inDynamo()],
])('the account store %s', (_name, make) => {
  test('returns an account as it was stored, only in its mode', async () => {
    const [store, account] = [make(), anAccount()];
    expect(await store.create(account)).toEqual(account);
    expect(await store.get(account)).toEqual(account);
    expect(await store.get({ ...account, mode: 'sandbox' })).toBeUndefined();
  });

  test('returns the settings of an account, without removed ones', async () => {
    const [store, account] = [make(), anAccount()];
    const rateLimit = { perSecond: 10, burst: 20 };
    const set: Account = { ...account, defaultApiVersion: '2026-01-01', eventCheck: 'warn', rateLimit };
    await store.create(set);
    expect(await store.get(account)).toEqual(set);
    await store.replace(set, { ...account, revision: 2 });
    expect(await store.get(account)).toEqual({ ...account, revision: 2 });
  });

  test('gives an id to one of several concurrent creates, returns its account to the others, and lists only that', async () => {
    const [store, account] = [make(), anAccount()];
    const rivals = Array.from({ length: 8 }, (_, n) => anAccount({ account: account.account, name: String(n) }));
    const answers = await Promise.all(rivals.map((rival) => store.create(rival)));
    const [winner] = answers;
    expect(new Set(keysOf(answers)).size).toBe(1);
    expect(await store.get(account)).toEqual(winner);
    const { items } = await store.list('live', { limit: 100 });
    expect(items.filter((one) => one.account === account.account)).toEqual([winner]);
  });

  test('that is repeated for the same account returns it as it is now', async () => {
    const [store, account] = [make(), anAccount()];
    await store.create(account);
    const renamed = { ...account, name: 'Other', revision: 2 };
    await store.replace(account, renamed);
    expect(await store.create(account)).toEqual(renamed);
  });

  test('lists newest first, and pages from either side, also from one that was deleted', async () => {
    const store = make();
    const accounts = Array.from({ length: 5 }, () => anAccount({ mode: 'sandbox' }));
    for (const account of accounts) await store.create(account);
    const [first, second, third, fourth, fifth] = accounts.map(({ key }) => key) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const page = async (query: { limit: number; startingAfter?: string; endingBefore?: string }) => {
      const { items, hasMore } = await store.list('sandbox', query);
      return [keysOf(items), hasMore];
    };
    expect(await page({ limit: 2 })).toEqual([[fifth, fourth], true]);
    expect(await page({ limit: 5 })).toEqual([[fifth, fourth, third, second, first], false]);
    await store.delete(accounts[2] as Account);
    expect(await page({ limit: 2, startingAfter: third })).toEqual([[second, first], false]);
    expect(await page({ limit: 1, startingAfter: fourth })).toEqual([[second], true]);
    expect(await page({ limit: 1, endingBefore: third })).toEqual([[fourth], true]);
    expect(await page({ limit: 9, endingBefore: second })).toEqual([[fifth, fourth], false]);
    for (const account of accounts) await store.delete(account);
    expect(await page({ limit: 1 })).toEqual([[], false]);
  });

  test('refuses a change of an account that was changed, deleted or created again meanwhile', async () => {
    const [store, account] = [make(), anAccount()];
    await store.create(account);
    const change = { ...account, name: 'Changed', revision: 2 };
    await store.replace(account, change);
    await expect(store.replace(account, change)).rejects.toBeInstanceOf(ConflictError);
    await store.delete(account);
    await expect(store.replace(change, { ...change, revision: 3 })).rejects.toBeInstanceOf(ConflictError);
    await store.create(anAccount({ account: account.account }));
    await expect(store.replace(account, change)).rejects.toBeInstanceOf(ConflictError);
  });

  test('deletes twice without a word, and never one that was made anew with the same id', async () => {
    const [store, account] = [make(), anAccount()];
    await store.create(account);
    await store.delete(account);
    await store.delete(account);
    expect(await store.get(account)).toBeUndefined();
    const anew = anAccount({ account: account.account });
    await store.create(anew);
    await store.delete(account);
    expect(await store.get(account)).toEqual(anew);
    expect(keysOf((await store.list('live', { limit: 100 })).items)).toContain(anew.key);
  });
});

describe('an account in DynamoDB', () => {
  const listed = async ({ account }: Account) =>
    (await inDynamo().list('live', { limit: 100 })).items.filter((one) => one.account === account);

  test('whose create dies at any write is there once when the call is made again, and its id is free when it is not', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client, writes) => {
      const account = anAccount();
      const got = await inDynamo(client)
        .create(account)
        .catch(() => undefined);
      if (got) return true;
      expect(await listed(account)).toEqual([]);
      const rival = anAccount({ account: account.account });
      expect(await inDynamo().create(rival)).toEqual(rival);
      expect(await inDynamo().create(account)).toEqual(rival);
      expect(await listed(account)).toEqual([rival]);

      const repeated = anAccount();
      await inDynamo(interruptedClient(dynamo.client, writes))
        .create(repeated)
        .catch(() => undefined);
      expect(await inDynamo().create(repeated)).toEqual(repeated);
      expect(await listed(repeated)).toEqual([repeated]);
      return false;
    });
    expect(died).toBe(2);
  });

  test('whose delete dies at any write is gone when the call is made again, and leaves no row', async () => {
    const died = await interruptAtEachWrite(dynamo.client, async (client) => {
      const account = anAccount();
      await inDynamo().create(account);
      const ended = await inDynamo(client)
        .delete(account)
        .then(
          () => true,
          () => false,
        );
      if (ended) return true;
      expect(await inDynamo().get(account)).toEqual(account);
      await inDynamo().delete(account);
      expect(await inDynamo().get(account)).toBeUndefined();
      const { Items } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
      expect(JSON.stringify(Items)).not.toContain(account.key);
      return false;
    });
    expect(died).toBe(2);
  });

  test('whose id is taken leaves no row', async () => {
    const [account, loser] = [anAccount(), anAccount()];
    await inDynamo().create(account);
    await inDynamo().create({ ...loser, account: account.account });
    const { Items } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
    expect(JSON.stringify(Items)).not.toContain(loser.key);
  });

  test('is found behind very many rows of creates that died', async () => {
    const store = inDynamo();
    const before = anAccount();
    await store.create(before);
    for (let n = 0; n < 150; n++) {
      await inDynamo(interruptedClient(dynamo.client, 1))
        .create(anAccount())
        .catch(() => undefined);
    }
    const { items } = await store.list('live', { limit: 1 });
    expect(keysOf(items)).toEqual([before.key]);
  });
});
