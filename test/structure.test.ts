/** Limits of folders and files, and nothing left of a merge. `npm run lint:structure` checks which folder imports which. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';

const MAX_FILES_IN_A_FOLDER = 15;
const MAX_LINES = 400;

const SOURCE = /\.(?:tsx?|mjs)$/;
const IGNORED_FOLDERS = /^(?:\..*|node_modules|cdk\.out|coverage)$|^(?:workbench\/dist|catalog\/types)$/;

/** Returns the source files below a folder, as paths from the root of the project. */
function sourceFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return IGNORED_FOLDERS.test(path) ? [] : sourceFiles(path);
    return SOURCE.test(path) ? [path] : [];
  });
}

const files = sourceFiles();

test(`no folder has more than ${MAX_FILES_IN_A_FOLDER} files side by side, texts and tests aside`, () => {
  const counted = files.filter((path) => !path.startsWith('test/') && !/messages/.test(basename(path)));
  const folders = Map.groupBy(counted, dirname);
  expect(folders.size).toBeGreaterThan(0);
  const full = Array.from(folders).flatMap(([folder, { length }]) =>
    length > MAX_FILES_IN_A_FOLDER ? [`${folder}: ${length}`] : [],
  );
  expect(full).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = files.flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n').length - 1;
    return lines > MAX_LINES ? [`${path}: ${lines}`] : [];
  });
  expect(long).toEqual([]);
});

test('no file has the markers of a merge', () => {
  const documents = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  const texts = [...files, ...documents.map((path) => `docs/${path}`), 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'];
  const marked = texts.filter((path) => /^(?:<{7}|>{7}|={7}$)/m.test(readFileSync(path, 'utf8')));
  expect(marked).toEqual([]);
});
