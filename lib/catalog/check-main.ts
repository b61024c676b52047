/** `npm run catalog:check [folder]`: prints the problems of the catalog, and exits with 1 when there are any. */
import { relative } from 'node:path';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { checkCatalog } from './check.ts';
import { CATALOG_FOLDER } from './folder.ts';
import { loadFunctions } from './functions.ts';
import { loadCatalog } from './load.ts';
import { CatalogError, type CatalogProblem, problemLine } from './problem.ts';

const folder = relative('.', process.argv[2] ?? CATALOG_FOLDER) || '.';

async function problemsOf(read: () => Catalog | undefined): Promise<readonly CatalogProblem[]> {
  try {
    const catalog = read();
    if (!catalog) console.log(`${folder} contains no catalog.`);
    else {
      const problems = await checkCatalog(catalog, await loadFunctions(folder));
      if (problems.length === 0) console.log(summaryOf(catalog));
      return problems;
    }
    return [];
  } catch (error) {
    if (error instanceof CatalogError) return error.problems;
    throw error;
  }
}

function summaryOf({ versions, types }: Catalog): string {
  const groups = new Set(types.map(({ group }) => group));
  const changes = versions.flatMap((one) => one.changes);
  return [
    `The catalog in ${folder} has no problems:`,
    `  ${types.length} event types in ${groups.size} groups (${[...groups].sort().join(', ')})`,
    `  ${versions.length} API versions with ${changes.length} changes: ${versions.map(nameOf).join(', ')}`,
    '  every example matches its schema in every version',
  ].join('\n');
}

const nameOf = (one: Catalog['versions'][number]): string => one.version + (one.default ? ' (default)' : '');

const problems = await problemsOf(() => loadCatalog(folder));
if (problems.length > 0) {
  console.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${folder}:`);
  for (const problem of problems) console.error(`  ${problemLine(problem)}`);
  process.exitCode = 1;
}
