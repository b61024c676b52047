/** Builds the page of the Workbench in another process, so that the platform continues to respond meanwhile. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BUILDING, builtWorkbench } from '../lib/workbench/build.ts';

const BUILD = fileURLToPath(new URL('../lib/workbench/build-main.ts', import.meta.url));

/**
 * Returns the folder with the files of the page, and builds them when their sources changed.
 * @param onNotice is called before a build
 * @param signal ends a build
 * @throws Error with the message of Vite when the build fails
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
