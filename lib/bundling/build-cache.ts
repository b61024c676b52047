/** Caches builds in folders named after the hash of their sources, so that a build is made only when its sources changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Files in folders of sources that do not count: output of manual builds, and tests. */
const NO_SOURCE = /(^|[\\/])(node_modules|dist|test)[\\/]|\.test\.tsx?$/;

/** Number of builds that stay in the cache, because other processes can be reading an older one. */
const CACHED_BUILDS = 3;
/** Time after which an unfinished build counts as abandoned, milliseconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Returns the hash of sources. @param sources files and folders, relative to `root`. A missing one counts as empty */
export function hashOfSources(root: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(root, source)) {
      const content = readFileSync(join(root, file));
      hash.update(`${file.replaceAll(sep, '/')} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 20);
}

function filesOf(root: string, source: string): string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length))
    .filter((name) => !NO_SOURCE.test(name))
    .map((name) => source + name)
    .sort();
}

/** Removes all but the newest builds of a folder, and abandoned builds, whose names have a dot. */
export function removeOlder(builds: string): void {
  const folders = readdirSync(builds).map((name) => ({ name, at: modifiedAt(join(builds, name)) }));
  const isDone = ({ name }: { name: string }) => !name.includes('.');
  const older = folders
    .filter(isDone)
    .sort((a, b) => b.at - a.at)
    .slice(CACHED_BUILDS);
  const abandoned = folders.filter((one) => !isDone(one) && one.at < Date.now() - ABANDONED_AFTER_MS);
  for (const { name } of [...older, ...abandoned]) rmSync(join(builds, name), { recursive: true, force: true });
}

/** Returns the time of the last change, or 0 when another process has removed the folder. */
const modifiedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
