/** The catalog that comes with Waybill, or the platform's own that replaced it. */
import { expect, test } from 'vitest';
import { checkCatalog } from '../../lib/catalog/check.ts';
import { CATALOG_FOLDER } from '../../lib/catalog/folder.ts';
import { loadFunctions } from '../../lib/catalog/functions.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { problemLine } from '../../lib/catalog/problem.ts';

test('the catalog in catalog/ passes `npm run catalog:check`', async () => {
  const catalog = loadCatalog(CATALOG_FOLDER);
  const problems = catalog ? await checkCatalog(catalog, await loadFunctions(CATALOG_FOLDER)) : [];
  expect(problems.map(problemLine)).toEqual([]);
});
