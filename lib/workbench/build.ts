/**
 * The page of the Workbench as static files, in `.waybill/workbench/<hash of what it is made of>`. Each build is made in a
 * folder of its own and then renamed: two processes that build at once, or one that is killed, leave nothing half-made.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { hashOfSources, removeOlder } from '../bundling/kept-builds.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the page is made of. `lambdas/core` because the contract says its limits and names. */
const SOURCES = ['workbench', 'lambdas/contract', 'lambdas/core', 'tsconfig.json', 'package-lock.json'];

/** What to tell a person before {@link buildWorkbench}. */
export const BUILDING = 'Building the Workbench …';

/**
 * The folder with the page's files, built when its sources changed since.
 * @param root of the project
 * @throws Error with Vite's words when the page does not build
 */
export function workbenchFolder(root = ROOT): string {
  const built = builtWorkbench(root);
  if (built) return built;
  // Standard output may be for the template.
  console.error(BUILDING);
  return buildWorkbench(root);
}

/** The folder with the page as its sources are now, where that was built already. */
export function builtWorkbench(root = ROOT): string | undefined {
  const folder = folderOf(root);
  return existsSync(folder) ? folder : undefined;
}

/** Builds whatever is there already. See {@link workbenchFolder}. */
export function buildWorkbench(root = ROOT): string {
  const folder = folderOf(root);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(buildsOf(root), { recursive: true });
  try {
    runVite(root, unfinished);
    // Sources that changed meanwhile: what was built may be half of each state, and would be kept as this one.
    if (folderOf(root) !== folder) {
      rmSync(unfinished, { recursive: true });
      return buildWorkbench(root);
    }
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process was faster, with the same.
    if (!existsSync(folder)) throw error;
  }
  removeOlder(buildsOf(root));
  return folder;
}

const buildsOf = (root: string): string => join(root, '.waybill', 'workbench');
const folderOf = (root: string): string => join(buildsOf(root), hashOfSources(root, SOURCES));

function runVite(root: string, outDir: string): void {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const config = join(root, 'workbench', 'vite.config.ts');
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [vite, 'build', '--config', config, '--outDir', outDir, '--logLevel', 'warn'],
    // Within tests NODE_ENV says so, and the page would be React's development build.
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' } },
  );
  if (status === 0) return;
  // Without colours, and without the stack of the bundler.
  const [words = ''] = stripVTControlCharacters(`${stderr ?? ''}${stdout ?? ''}`).split(/\n +at /);
  throw new Error(`The Workbench could not be built:\n${words.trim() || 'Vite was ended.'}`, { cause: error });
}
