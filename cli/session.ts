/** What a command that calls the API begins with. */
import type { Command } from 'commander';
import { type Api, createApi } from './api.ts';
import { configPath, readConfig } from './config/file.ts';
import { type GlobalOptions, resolveSettings, type Settings } from './config/settings.ts';

export interface Session {
  readonly api: Api;
  readonly settings: Settings;
  /** Whether a program reads the result. */
  readonly json: boolean;
}

/** @throws NotLoggedInError, UsageError */
export function openSession(command: Command): Session {
  const options = command.optsWithGlobals<GlobalOptions>();
  const settings = resolveSettings(options, process.env, readConfig(configPath()));
  const { apiBase: base, key, account } = settings;
  return { api: createApi({ base, key, account }), settings, json: options.json === true };
}
