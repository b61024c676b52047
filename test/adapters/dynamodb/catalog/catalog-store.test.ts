import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CACHE_MS, cachedAccounts, cachedCatalog } from '../../../../lambdas/adapters/dynamodb/cached-reads.ts';
import { createCatalogStore } from '../../../../lambdas/adapters/dynamodb/catalog/catalog-store.ts';
import type { CatalogStore } from '../../../../lambdas/core/catalog/ports.ts';
import { InvalidFieldsError } from '../../../../lambdas/core/errors.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { anEventType, aVersion, memoryCatalogStore } from '../../../doubles/memory-catalog.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const inDynamo = (consistent?: boolean) =>
  createCatalogStore({ client: dynamo.client, controlTable: 'control' }, consistent);

/** Text that does not deflate. */
const noise = (length: number): string =>
  Array.from({ length }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919 + n ** 2 * 31) % 20_000))).join('');

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => CatalogStore]>([
  ['in memory', () => memoryCatalogStore().store],
  ['in DynamoDB', () => inDynamo()],
  ['in DynamoDB, read eventually', () => inDynamo(false)],
])('the catalog store %s', (_name, make) => {
  let store: CatalogStore;
  beforeEach(async () => {
    store = make();
    for (const mode of ['live', 'sandbox'] as const) {
      for (const { type } of await store.types(mode)) await store.deleteType(mode, type);
      for (const { version } of await store.versions(mode)) await store.deleteVersion(mode, version);
    }
  });

  test('gives types and versions back as they were put', async () => {
    const type = anEventType({ check: 'block', description: 'Größer 🏪\nzwei Zeilen', example: { constructor: 'x' } });
    const downgrade = { jsonata: '$ ~> |$|{ "a": 1 }|' };
    const version = aVersion({ changes: [{ name: 'a', types: ['invoice.*'], description: 'A.', downgrade }] });
    await store.putType('live', type);
    await store.putVersion('live', version);
    expect(await store.type('live', type.type)).toEqual(type);
    expect(await store.types('live')).toEqual([type]);
    expect(await store.versions('live')).toEqual([version]);
  });

  test('separates the catalogs of the two modes', async () => {
    await store.putType('sandbox', anEventType());
    await store.putVersion('sandbox', aVersion());
    expect(await store.type('live', 'invoice.paid')).toBeUndefined();
    expect([await store.types('live'), await store.versions('live')]).toEqual([[], []]);
    expect([await store.hasTypes('live'), await store.hasTypes('sandbox')]).toEqual([false, true]);
    await store.deleteType('live', 'invoice.paid');
    expect(await store.hasTypes('sandbox')).toBe(true);
  });

  test('lists versions newest first and types by name, however they came', async () => {
    for (const version of ['2026-03-01', '2025-12-31', '2026-03-01.preview', '2026-10-01']) {
      await store.putVersion('live', aVersion({ version }));
    }
    for (const type of ['order.paid', 'invoice.paid', 'invoice']) await store.putType('live', anEventType({ type }));
    expect((await store.versions('live')).map(({ version }) => version)).toEqual([
      '2026-10-01',
      '2026-03-01.preview',
      '2026-03-01',
      '2025-12-31',
    ]);
    expect((await store.types('live')).map(({ type }) => type)).toEqual(['invoice', 'invoice.paid', 'order.paid']);
  });

  test('replaces entries, and deletes entries that may not exist', async () => {
    await store.putType('live', anEventType());
    await store.putType('live', anEventType({ description: 'Another.' }));
    expect(await store.types('live')).toEqual([anEventType({ description: 'Another.' })]);
    for (let times = 0; times < 2; times++) await store.deleteType('live', 'invoice.paid');
    expect([await store.type('live', 'invoice.paid'), await store.hasTypes('live')]).toEqual([undefined, false]);
  });
});

describe('the catalog in DynamoDB', () => {
  test('refuses what does not fit a row, names what is too large, and takes what deflates well', async () => {
    const put = (description: string) => inDynamo().putType('live', anEventType({ description }));
    await expect(put(noise(300_000))).rejects.toThrow(InvalidFieldsError);
    await expect(put(noise(300_000))).rejects.toThrow(/'invoice\.paid' is too large for the catalog.*schemas/);
    await expect(put('x'.repeat(1_100_000))).rejects.toThrow('1024 KB of JSON');
    await put('x'.repeat(900_000));
    expect((await inDynamo().type('live', 'invoice.paid'))?.description).toHaveLength(900_000);
  });

  test('of more than a megabyte is read whole', async () => {
    for (let n = 0; n < 12; n++) {
      await inDynamo().putType('sandbox', anEventType({ type: `big.t${n}`, description: noise(60_000) }));
    }
    expect(await inDynamo().types('sandbox')).toHaveLength(12);
  });

  test('has rows that expire never and a partition of their own for each mode', async () => {
    await inDynamo().putVersion('live', aVersion());
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'control' }));
    expect(Items.every((item) => item.expires_at === undefined)).toBe(true);
    expect(new Set(Items.map(({ tenant }) => tenant?.S))).toEqual(new Set(['catalog#live', 'catalog#sandbox']));
  });
});

describe('what is read of it again and again', () => {
  const clock = { now: T0 };
  const setUp = () => {
    const { store } = memoryCatalogStore();
    const reads = { type: vi.spyOn(store, 'type'), hasTypes: vi.spyOn(store, 'hasTypes') };
    return { store, reads, kept: cachedCatalog(store, () => clock.now) };
  };

  test('is cached for 30 seconds, missing entries included, and concurrent callers share one read', async () => {
    const { store, reads, kept } = setUp();
    expect(await Promise.all([1, 2, 3].map(() => kept.type('live', 'invoice.paid')))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await store.putType('live', anEventType());
    clock.now += CACHE_MS - 1;
    expect(await kept.type('live', 'invoice.paid')).toBeUndefined();
    expect(reads.type).toHaveBeenCalledTimes(1);
    clock.now += 1;
    expect(await kept.type('live', 'invoice.paid')).toEqual(anEventType());
    expect([await kept.hasTypes('live'), await kept.hasTypes('sandbox')]).toEqual([true, false]);
  });

  test('is read again at once after a read that failed', async () => {
    const { reads, kept } = setUp();
    reads.hasTypes.mockRejectedValueOnce(new Error('throttled'));
    await expect(kept.hasTypes('live')).rejects.toThrow('throttled');
    expect(await kept.hasTypes('live')).toBe(false);
  });

  test('of ever other names stays within bounds', async () => {
    const { reads, kept } = setUp();
    for (let n = 0; n <= 1000; n++) await kept.type('live', `t${n}`);
    await kept.type('live', 't1000');
    expect(reads.type).toHaveBeenCalledTimes(1001);
    await kept.type('live', 't0');
    expect(reads.type).toHaveBeenCalledTimes(1002);
  });

  test('is by account and mode, for accounts', async () => {
    const get = vi.fn(async () => undefined);
    const accounts = cachedAccounts({ get }, () => clock.now);
    for (const mode of ['live', 'live', 'sandbox'] as const) await accounts.get({ account: 'acct_shop', mode });
    expect(get).toHaveBeenCalledTimes(2);
  });
});
