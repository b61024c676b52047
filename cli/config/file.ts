/** The file with profiles and their keys: for its owner alone. */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { ModeName } from './keys.ts';

export interface Profile {
  /** `https://api.example.com`, without a slash at the end. */
  api_base: string;
  /** Account to act for, where that is not the key's own. */
  account?: string;
  /** Shown where sessions of this machine are listed. */
  device_name?: string;
  keys: Partial<Record<ModeName, string>>;
}

export interface ConfigFile {
  /** The one that is used when none is named. */
  profile: string;
  profiles: Record<string, Profile>;
}

type Env = Readonly<Record<string, string | undefined>>;

export const DEFAULT_PROFILE = 'default';

/** Read, write and search permissions of everybody but the owner. */
const OTHERS = 0o077;

/** `$XDG_CONFIG_HOME/waybill/config.json`, in `~/.config` when that is not set. */
export const configPath = (env: Env = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'waybill', 'config.json');

/** @throws UsageError when others can read it, or when it is not JSON of this shape */
export function readConfig(path: string): ConfigFile {
  let text: string;
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new UsageError(`${path} holds API keys, and others on this machine can read or write it.`, {
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
      if (typeof one?.api_base !== 'string') throw new Error('a profile without api_base');
      one.keys ??= {};
    }
    return { profile, profiles: withoutPrototype(profiles) };
  } catch (cause) {
    throw new UsageError(`${path} is not as waybill writes it: ${(cause as Error).message}.`, {
      next: `Correct it, or remove it and log in again: rm ${path}`,
      cause,
    });
  }
}

/** A profile may be named like anything, `constructor` too. */
const withoutPrototype = <T extends object>(value: T): T => Object.assign(Object.create(null), value);

/** Replaces the file as a whole, so that an interruption leaves the old one or the new. */
export function writeConfig(path: string, config: ConfigFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  // Whatever the mask of this process is, or an older file of that name was.
  chmodSync(next, 0o600);
  renameSync(next, path);
}
