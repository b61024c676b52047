/** `npm run catalog:types [-- --out DIR] [folder]`: writes the TypeScript types of events, one module per API version. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOG_FOLDER } from './folder.ts';
import { loadCatalog } from './load.ts';
import { eventTypesOf } from './types.ts';

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const folder = resolve(positionals[0] ?? CATALOG_FOLDER);
const out = resolve(values.out ?? join(CATALOG_FOLDER, 'types'));

const catalog = loadCatalog(folder);
if (!catalog) console.log(`${folder} contains no catalog.`);
else {
  mkdirSync(out, { recursive: true });
  for (const { version } of catalog.versions) {
    const file = join(out, `${version}.ts`);
    writeFileSync(file, await eventTypesOf(catalog, version));
    console.log(file);
  }
}
