import { beforeEach, expect, test } from 'vitest';
import { cachedVersions } from '../../../../lambdas/adapters/dynamodb/catalog/cached-versions.ts';
import { T0 } from '../../../doubles/factories.ts';
import { aVersion, memoryCatalogStore } from '../../../doubles/memory-catalog.ts';

let catalog: ReturnType<typeof memoryCatalogStore>;
let reads: number;
let now: number;
let versions: ReturnType<typeof cachedVersions>;

beforeEach(async () => {
  catalog = memoryCatalogStore();
  [reads, now] = [0, T0];
  await catalog.store.putVersion('live', aVersion({ version: '2026-01-01' }));
  const counted = {
    versions: (mode: 'live' | 'sandbox') => {
      reads += 1;
      return catalog.store.versions(mode);
    },
  };
  versions = cachedVersions(counted, () => now);
});

const names = async (...named: string[]) => (await versions('live', named)).map(({ version }) => version);

test('versions are read once for 30 seconds, by mode', async () => {
  await Promise.all([names('2026-01-01'), names('2026-01-01')]);
  now += 29_999;
  await names('2026-01-01');
  expect(reads).toBe(1);
  await versions('sandbox', []);
  now += 1;
  await names('2026-01-01');
  expect(reads).toBe(3);
});

test('a version that was added a moment ago is found', async () => {
  await names('2026-01-01');
  await catalog.store.putVersion('live', aVersion({ version: '2026-06-01' }));
  expect(await names('2026-06-01', '2026-01-01')).toEqual(['2026-06-01', '2026-01-01']);
  expect(await names('2026-01-01')).toHaveLength(2);
  expect(reads).toBe(2);
});

test('several callers that miss a version wait for one read', async () => {
  await names('2026-01-01');
  await Promise.all([names('2025-01-01'), names('2025-01-01'), names('2024-01-01')]);
  expect(reads).toBe(2);
});

test('a read that failed is not cached', async () => {
  const { versions: working } = catalog.store;
  catalog.store.versions = async () => {
    throw new Error('throttled');
  };
  await expect(names('2026-01-01')).rejects.toThrow('throttled');
  catalog.store.versions = working;
  expect(await names('2026-01-01')).toEqual(['2026-01-01']);
});
