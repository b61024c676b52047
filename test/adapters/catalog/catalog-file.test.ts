import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readCatalogFile } from '../../../lambdas/adapters/catalog/catalog-file.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';

const file = () => join(scratchFolder(), 'catalog.json');

test('the catalog beside the code is read', async () => {
  const path = file();
  writeFileSync(path, '{"versions":[],"types":[]}');
  expect(await readCatalogFile(pathToFileURL(path))).toEqual({ versions: [], types: [] });
});

test('without one there is no catalog', async () => {
  expect(await readCatalogFile(pathToFileURL(file()))).toBeUndefined();
});

test('one that is broken fails the deployment', async () => {
  const path = file();
  writeFileSync(path, '{');
  await expect(readCatalogFile(pathToFileURL(path))).rejects.toThrow(SyntaxError);
});
