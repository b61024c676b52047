/** The API client and the settings of a command. */
import type { Command } from 'commander';
import { type Api, createApi } from './api.ts';
import { configPath, readConfig } from './config/file.ts';
import { type GlobalOptions, resolveSettings, type Settings } from './config/settings.ts';

export interface Session {
  readonly api: Api;
  readonly settings: Settings;
  /** Whether `--json` is set. */
  readonly json: boolean;
}

/** @throws NotLoggedInError, UsageError */
export function openSession(command: Command): Session {
  const options = command.optsWithGlobals<GlobalOptions>();
  const settings = resolveSettings(options, process.env, readConfig(configPath()));
  const { apiBase: base, key, account } = settings;
  return { api: createApi({ base, key, account }), settings, json: options.json === true };
}
