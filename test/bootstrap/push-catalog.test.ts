import { beforeEach, expect, test, vi } from 'vitest';
import { pushCatalog } from '../../lambdas/bootstrap/push-catalog.ts';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import type { CatalogStore } from '../../lambdas/core/catalog/ports.ts';
import { anEventType, aVersion, memoryCatalogStore } from '../doubles/memory-catalog.ts';

const catalog: Catalog = {
  versions: [aVersion({ version: '2026-05-01' }), aVersion({ version: '2026-01-01', default: true })],
  types: [anEventType({ type: 'invoice.paid' }), anEventType({ type: 'invoice.sent' })],
};

let store: CatalogStore;
let writes: () => unknown[];
beforeEach(() => {
  store = memoryCatalogStore().store;
  const spies = [vi.spyOn(store, 'putVersion'), vi.spyOn(store, 'putType')];
  writes = () => spies.flatMap((spy) => spy.mock.calls.map(([, entry]) => entry));
});

test('stores versions oldest first, each after the one before it, and then types', async () => {
  await pushCatalog(store, 'live', catalog);
  expect(writes()).toEqual([...catalog.versions.toReversed(), ...catalog.types]);
  expect(await store.types('sandbox')).toEqual([]);
});

test('writes nothing when it is repeated', async () => {
  await pushCatalog(store, 'live', catalog);
  vi.clearAllMocks();
  await pushCatalog(store, 'live', structuredClone(catalog));
  expect(writes()).toEqual([]);
});

test('writes only what changed', async () => {
  await pushCatalog(store, 'live', catalog);
  vi.clearAllMocks();
  const changed = anEventType({ type: 'invoice.sent', thin: false });
  await pushCatalog(store, 'live', { ...catalog, types: [anEventType({ type: 'invoice.paid' }), changed] });
  expect(writes()).toEqual([changed]);
});

test('keeps entries made through the API, and replaces those that the deployment has too', async () => {
  await store.putType('live', anEventType({ type: 'order.made' }));
  await store.putType('live', anEventType({ type: 'invoice.paid', description: 'Stored through the API.' }));
  await store.putVersion('live', aVersion({ version: '2026-10-01' }));
  await pushCatalog(store, 'live', catalog);
  expect(await store.types('live')).toEqual([...catalog.types, anEventType({ type: 'order.made' })]);
  expect((await store.versions('live')).map(({ version }) => version)).toEqual([
    '2026-10-01',
    '2026-05-01',
    '2026-01-01',
  ]);
});

test('leaves one default version, that of the deployment', async () => {
  await store.putVersion('live', aVersion({ version: '2026-10-01', default: true }));
  await store.putVersion('live', aVersion({ version: '2026-05-01', default: true }));
  await pushCatalog(store, 'live', catalog);
  const defaults = (await store.versions('live')).filter((one) => one.default);
  expect(defaults.map(({ version }) => version)).toEqual(['2026-01-01']);
});
