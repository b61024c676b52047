/** Reads the catalog file that is bundled with a function. */
import { readFile } from 'node:fs/promises';
import type { Catalog } from '../../core/catalog/catalog.ts';

/** Returns the catalog; undefined when the platform was deployed without one. @throws SyntaxError when it is not JSON */
export async function readCatalogFile(file: URL): Promise<Catalog | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Catalog;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
