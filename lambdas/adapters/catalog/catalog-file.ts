/** The catalog that was put beside a function's code when it was bundled. */
import { readFile } from 'node:fs/promises';
import type { Catalog } from '../../core/catalog/catalog.ts';

/** @returns undefined when the platform was deployed without one */
export async function readCatalogFile(file: URL): Promise<Catalog | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Catalog;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
