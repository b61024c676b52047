/** The file with profiles and their keys. Only its owner may read it. */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { ModeName } from './keys.ts';

export interface Profile {
  /** `https://api.example.com`, without a slash at the end. */
  api_base: string;
  /** Account to act for, if it is not that of the key. */
  account?: string;
  /** Shown in the list of listen sessions. */
  device_name?: string;
  keys: Partial<Record<ModeName, string>>;
}

export interface ConfigFile {
  /** The profile that is used by default. */
  profile: string;
  profiles: Record<string, Profile>;
}

type Env = Readonly<Record<string, string | undefined>>;

export const DEFAULT_PROFILE = 'default';

/** Permissions of the group and of others. */
const OTHERS = 0o077;

/** `$XDG_CONFIG_HOME/waybill/config.json`, in `~/.config` when that is not set. */
export const configPath = (env: Env = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'waybill', 'config.json');

/** @throws UsageError when other users have access to the file, or when it is not valid */
export function readConfig(path: string): ConfigFile {
  let text: string;
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new UsageError(`${path} contains API keys, and other users of this machine can read or change it.`, {
        next: `chmod 600 ${path}`,
      });
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { profile: DEFAULT_PROFILE, profiles: {} };
    throw error;
  }
  try {
    const { profile = DEFAULT_PROFILE, profiles = {} } = JSON.parse(text) as Partial<ConfigFile>;
    for (const one of Object.values(profiles)) {
      if (typeof one?.api_base !== 'string') throw new Error('a profile has no api_base');
      one.keys ??= {};
    }
    return { profile, profiles: withoutPrototype(profiles) };
  } catch (cause) {
    throw new UsageError(`The configuration ${path} is not valid: ${(cause as Error).message}.`, {
      next: `Correct the file, or delete it and log in again: rm ${path}`,
      cause,
    });
  }
}

/** Any name is allowed for a profile, also `constructor`. */
const withoutPrototype = <T extends object>(value: T): T => Object.assign(Object.create(null), value);

/** Replaces the whole file, so that an interruption leaves the old or the new one. */
export function writeConfig(path: string, config: ConfigFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  // The mode above does not apply to an existing file, and the umask changes it.
  chmodSync(next, 0o600);
  renameSync(next, path);
}
