import { fileURLToPath } from 'node:url';

/** Folder of the platform's catalog. */
export const CATALOG_FOLDER = fileURLToPath(new URL('../../catalog', import.meta.url));
