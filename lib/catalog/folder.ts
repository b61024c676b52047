import { fileURLToPath } from 'node:url';

/** Where the platform describes its events. */
export const CATALOG_FOLDER = fileURLToPath(new URL('../../catalog', import.meta.url));
