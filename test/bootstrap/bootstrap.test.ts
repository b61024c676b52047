import { expect, test } from 'vitest';
import { bootstrap } from '../../lambdas/bootstrap/bootstrap.ts';
import type { ApiKey } from '../../lambdas/core/account/api-key.ts';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { anEventType, aVersion, memoryCatalogStore } from '../doubles/memory-catalog.ts';

function setUp(secret?: string, catalog?: Catalog) {
  const rows = new Map<string, ApiKey>();
  const state = { secret, written: 0 };
  const catalogs = memoryCatalogStore().store;
  const ports = {
    keys: {
      register: async (key: string, record: ApiKey) => {
        rows.set(key, record);
      },
    },
    secret: {
      read: async () => state.secret,
      write: async (value: string) => {
        state.secret = value;
        state.written += 1;
      },
    },
    catalogs,
    deployedCatalog: async () => catalog,
    now: () => 1,
  };
  const run = (RequestType: 'Create' | 'Update' | 'Delete') => bootstrap({ RequestType }, 'acct_platform', ports);
  return { rows, state, catalogs, run };
}

test.each([undefined, '', 'not JSON', '{}', 'null', '{"live":"x","sandbox":"y"}', '{"live":"sk_live_1"}'])(
  'makes a key for each mode and stores them in the secret when the secret is %j',
  async (secret) => {
    const { rows, state, run } = setUp(secret);
    await run('Create');
    const keys = JSON.parse(state.secret ?? '');
    expect(keys).toEqual({
      live: expect.stringMatching(/^sk_live_.{43}$/),
      sandbox: expect.stringMatching(/^sk_test_.{43}$/),
    });
    expect(rows.get(keys.live)).toMatchObject({ account: 'acct_platform', mode: 'live', platform: true });
    expect(rows.get(keys.sandbox)).toMatchObject({ mode: 'sandbox', last4: keys.sandbox.slice(-4) });
  },
);

test('uses the keys of the secret unchanged, however often it runs', async () => {
  const secret = JSON.stringify({ live: 'sk_live_fixed', sandbox: 'sk_test_fixed' });
  const { rows, state, run } = setUp(secret);
  await run('Create');
  await run('Update');
  expect([...rows.keys()].sort()).toEqual(['sk_live_fixed', 'sk_test_fixed']);
  expect(state).toEqual({ secret, written: 0 });
});

test('returns no key to CloudFormation', async () => {
  const { state, run } = setUp();
  const response = JSON.stringify(await run('Create'));
  for (const key of Object.values<string>(JSON.parse(state.secret ?? ''))) expect(response).not.toContain(key);
});

test('publishes the catalog of the deployment in both modes', async () => {
  const catalog = { versions: [aVersion({ default: true })], types: [anEventType()] };
  const { catalogs, run } = setUp(undefined, catalog);
  await run('Create');
  for (const mode of ['live', 'sandbox'] as const) {
    expect({ versions: await catalogs.versions(mode), types: await catalogs.types(mode) }).toEqual(catalog);
  }
});

test('a deployment without a catalog leaves the catalog of the API unchanged', async () => {
  const { catalogs, run } = setUp();
  await catalogs.putType('live', anEventType());
  await run('Update');
  expect([await catalogs.types('live'), await catalogs.versions('live')]).toEqual([[anEventType()], []]);
});

test('deleting the stack changes nothing', async () => {
  const { rows, state, run, catalogs } = setUp(undefined, { versions: [], types: [anEventType()] });
  await run('Delete');
  expect(rows.size).toBe(0);
  expect(state.secret).toBeUndefined();
  expect(await catalogs.types('live')).toEqual([]);
});
