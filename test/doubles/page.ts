/** A small page in the format of a build of the Workbench. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PAGE_FILES = {
  'index.html': '<!doctype html><title>Workbench</title>',
  'config.json': '{}',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/index-CjTi35Y1.js': 'console.log("ö")',
  'assets/index-MbkpEn4r.css': 'body{}',
  'assets/mark-Ab12.woff2': 'w',
} as const;

let folder: string | undefined;

/** Writes the page once; it is deleted when the process ends. */
export function tinyPage(): string {
  if (folder) return folder;
  const made = mkdtempSync(join(tmpdir(), 'waybill-page-'));
  mkdirSync(join(made, 'assets'));
  for (const [name, text] of Object.entries(PAGE_FILES)) writeFileSync(join(made, name), text);
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
