/** Files of the page in memory, because builds of other processes can remove the folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { CACHE_CONTROL, INDEX, PAGE_FILE, PAGE_HEADERS } from '../../lib/workbench/page-rules.ts';
import type { SiteResponse } from './http-gateway.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Responds to a path of the page like a deployment: with its file, `index.html`, or a 404. */
export type StaticFiles = (path: string) => SiteResponse;

/** Loads the files. @param folder with `index.html`. All files in it are served */
export function readStaticFiles(folder: string): StaticFiles {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [`/${relative(folder, file).replaceAll(sep, '/')}`, readFileSync(file)]),
  );
  return (path) => {
    const name = PAGE_FILE.test(path) ? decoded(path) : INDEX;
    const body = files.get(name);
    if (!body) return { status: 404, headers: headersOf('.txt', 'other'), body: 'Not Found' };
    const headers = headersOf(extname(name), name.startsWith('/assets/') ? 'hashed' : 'other');
    return { status: 200, headers, body };
  };
}

const headersOf = (extension: string, kind: keyof typeof CACHE_CONTROL): Record<string, string> => ({
  'content-type': TYPES[extension] ?? 'application/octet-stream',
  'cache-control': CACHE_CONTROL[kind],
  ...PAGE_HEADERS,
});

/** Malformed percent-encoding names no file. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
