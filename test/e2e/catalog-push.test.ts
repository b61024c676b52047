/** The catalog of `catalog/` on the local platform, as `npm start` and a deployment publish it. */
import { expect, onTestFinished, test } from 'vitest';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { CATALOG_FOLDER } from '../../lib/catalog/folder.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { apiClient, type Json } from './client.ts';

const { types, versions } = loadCatalog(CATALOG_FOLDER) as Catalog;

async function start(dataDir: string): Promise<Platform> {
  const platform = await startPlatform({ dataDir });
  onTestFinished(() => platform.stop());
  return platform;
}

const typesOf = async (platform: Platform, mode: 'live' | 'sandbox') => {
  const api = apiClient(platform.url, platform.keys[mode]);
  const all: Json[] = [];
  for (let more = true; more; ) {
    const page = await api.get(`/v1/event_types?limit=100${all.length ? `&starting_after=${all.at(-1).id}` : ''}`);
    all.push(...page.data);
    more = page.has_more;
  }
  return new Map<string, Json>(all.map((one) => [one.type, one]));
};

test('the catalog is published in both modes, and a later start restores the entries of its folder and keeps those of the API', async () => {
  const dataDir = scratchFolder();
  const first = await start(dataDir);
  for (const mode of ['live', 'sandbox'] as const) {
    expect([...(await typesOf(first, mode)).keys()].sort()).toEqual(types.map(({ type }) => type).sort());
    const shown = await apiClient(first.url, first.keys[mode]).get('/v1/api_versions');
    expect(shown.data.map((one: Json) => one.version)).toEqual(versions.map(({ version }) => version));
    expect(shown.data.find((one: Json) => one.default).version).toBe(versions.find((one) => one.default)?.version);
  }
  const [entry] = types;
  const api = apiClient(first.url, first.keys.live);
  await api.post('/v1/event_types', { type: entry?.type, group: 'mine', example: {} });
  await api.post('/v1/event_types', { type: 'mine.only', group: 'mine', example: {} });
  await first.stop();

  const shown = await typesOf(await start(dataDir), 'live');
  expect(shown.get(entry?.type ?? '')).toMatchObject({ group: entry?.group, description: entry?.description });
  expect([shown.size, shown.get('mine.only')?.group]).toEqual([types.length + 1, 'mine']);
});
