/** Loads the functions that the downgrades of a catalog name. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DowngradeFunctions } from '../../lambdas/core/rendering/render-data.ts';

/** Returns the exports of `functions.ts` in the folder, or an empty object when there is no such file. */
export async function loadFunctions(folder: string): Promise<DowngradeFunctions> {
  const file = resolve(folder, 'functions.ts');
  return existsSync(file) ? { ...(await import(pathToFileURL(file).href)) } : {};
}
