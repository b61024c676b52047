/** A build of the Workbench's page beside the running platform: in this process it would hold everything else up. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BUILDING, builtWorkbench } from '../lib/workbench/build.ts';

const BUILD = fileURLToPath(new URL('../lib/workbench/build-main.ts', import.meta.url));

/**
 * The folder with the page's files, built when its sources changed since.
 * @param onNotice is told when that takes a while
 * @param signal ends a build under way
 * @throws Error with Vite's words when the page does not build
 */
export async function pageInBackground(onNotice: (text: string) => void, signal: AbortSignal): Promise<string> {
  const built = builtWorkbench();
  if (built) return built;
  onNotice(BUILDING);
  try {
    return (await promisify(execFile)(process.execPath, [BUILD], { signal })).stdout.trim();
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Error(stderr.replace(BUILDING, '').trim() || message, { cause: error });
  }
}
