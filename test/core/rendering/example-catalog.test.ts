/** The catalog that Waybill comes with, or the platform's own that took its place, as events go out by it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSchema } from '../../../lambdas/adapters/catalog/schema-check.ts';
import { type Catalog, type EventTypeEntry, schemaIn } from '../../../lambdas/core/catalog/catalog.ts';
import { renderData } from '../../../lambdas/core/rendering/render-data.ts';
import { CATALOG_FOLDER } from '../../../lib/catalog/folder.ts';
import { loadFunctions } from '../../../lib/catalog/functions.ts';
import { loadCatalog } from '../../../lib/catalog/load.ts';

const catalog: Catalog = loadCatalog(CATALOG_FOLDER) ?? { versions: [], types: [] };
const functions = await loadFunctions(CATALOG_FOLDER);
const names = catalog.versions.map(({ version }) => version);
const [newest = ''] = names;

/** Each example in each version that its type is part of. */
const cases: [EventTypeEntry, string][] = catalog.types.flatMap((entry) =>
  names
    .filter((version) => schemaIn(entry, version) !== undefined)
    .map((version): [EventTypeEntry, string] => [entry, version]),
);

const renderExample = async ({ type, example }: EventTypeEntry, version: string, previous?: object) => {
  const data = { object: example, ...(previous ? { previous_attributes: { ...previous } } : {}) };
  return renderData({ type, apiVersion: newest, data }, version, catalog.versions, functions);
};

test('every example, rendered in every version, is valid by the schema of that version, and its bytes are the same each time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...cases), async ([entry, version]) => {
      const before = JSON.stringify(entry.example);
      const { data, apiVersion } = await renderExample(entry, version);
      expect(apiVersion).toBe(version);
      expect(checkSchema(schemaIn(entry, version) ?? false, data.object)).toEqual([]);
      expect(JSON.stringify((await renderExample(entry, version)).data)).toBe(JSON.stringify(data));
      expect(JSON.stringify(entry.example)).toBe(before);
    }),
    { numRuns: cases.length * 3, examples: cases.map((one): [[EventTypeEntry, string]] => [one]) },
  );
});

test('the previous attributes of an example have names of their version', async () => {
  for (const [entry, version] of cases) {
    const { created } = entry.example as { created?: number };
    if (created === undefined) continue;
    const { data } = await renderExample(entry, version, { created: created - 1 });
    expect(data.previous_attributes).toEqual({ created: created - 1 });
  }
});
