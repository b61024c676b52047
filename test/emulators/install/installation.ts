/** Installs an emulator once for all clones of the project, because a build can take minutes. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** https://specifications.freedesktop.org/basedir-spec/latest */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'waybill', 'emulators');

export interface Installation {
  readonly name: string;
  readonly version: string;
  /** What the machine has to have. */
  readonly needs: string;
  /** @returns undefined when it is installed; otherwise why it is not */
  readonly install: (folder: string) => Promise<string | undefined>;
  /** Path of the program, below the folder. */
  readonly program: string;
}

/** Returns the path of an installed emulator's program, or why it could not be installed. */
export async function installed(
  { name, version, needs, install, program }: Installation,
  cache = CACHE,
): Promise<{ readonly program: string } | { readonly missing: string }> {
  const folder = join(cache, `${name}-${version}`);
  // Written last: an installation that was interrupted is completed by the next run.
  const isComplete = join(folder, 'complete');
  if (!existsSync(isComplete)) {
    console.log(`Installing ${name} ${version} into ${folder}.`);
    try {
      mkdirSync(folder, { recursive: true });
      const failure = await install(folder);
      if (failure) return { missing: `${failure}\n  ${name} needs ${needs}.` };
      writeFileSync(isComplete, '');
    } catch (error) {
      return { missing: String(error) };
    }
  }
  return { program: join(folder, program) };
}
