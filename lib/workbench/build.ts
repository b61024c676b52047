/**
 * Builds the page of the Workbench as static files in `.waybill/workbench/<hash of the sources>`. Each build is made in a folder of
 * its own and then renamed, so that neither two builds at once nor a killed build leave an incomplete one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { hashOfSources, removeOlder } from '../bundling/build-cache.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The sources of the page. `lambdas/core` is among them because the contract takes limits and names from it. */
const SOURCES = ['workbench', 'api-client', 'lambdas/contract', 'lambdas/core', 'tsconfig.json', 'package-lock.json'];

/** Message to print before {@link buildWorkbench}. */
export const BUILDING = 'Building the Workbench …';

/**
 * Returns the folder with the files of the page, and builds them when their sources changed.
 * @param root of the project
 * @throws Error with the message of Vite when the build fails
 */
export function workbenchFolder(root = ROOT): string {
  const built = builtWorkbench(root);
  if (built) return built;
  // Standard output can contain the template.
  console.error(BUILDING);
  return buildWorkbench(root);
}

/** Returns the folder with a build of the current sources, or undefined when there is none. */
export function builtWorkbench(root = ROOT): string | undefined {
  const folder = folderOf(root);
  return existsSync(folder) ? folder : undefined;
}

/** Builds the page even if a build exists. See {@link workbenchFolder}. */
export function buildWorkbench(root = ROOT): string {
  const folder = folderOf(root);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(buildsOf(root), { recursive: true });
  try {
    runVite(root, unfinished);
    // The sources changed during the build, so that it can be a mix of both states and must not be kept.
    if (folderOf(root) !== folder) {
      rmSync(unfinished, { recursive: true });
      return buildWorkbench(root);
    }
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process has made the same build.
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
    // Tests set NODE_ENV, which would select React's development build.
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' } },
  );
  if (status === 0) return;
  // Without colors and without the stack of the bundler.
  const [words = ''] = stripVTControlCharacters(`${stderr ?? ''}${stdout ?? ''}`).split(/\n +at /);
  throw new Error(`The Workbench could not be built:\n${words.trim() || 'Vite was stopped.'}`, { cause: error });
}
