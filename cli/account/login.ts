/** `waybill login` and `logout`: checks a key and stores it in a profile, one key for each mode. */
import { Command } from 'commander';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import { createApi } from '../api.ts';
import { type ConfigFile, configPath, readConfig, writeConfig } from '../config/file.ts';
import { modeOfKey, redacted } from '../config/keys.ts';
import { apiBase, checkTransport, type GlobalOptions, LOCAL_API_BASE, profileName } from '../config/settings.ts';
import { UsageError } from '../errors.ts';
import { askSecret, firstLine } from '../output/prompts.ts';
import { printObject } from '../output/results.ts';
import { note, paintErr } from '../output/terminal.ts';

const EXAMPLES = `
Examples:
  $ waybill login                                        Prompts for the key without showing it
  $ waybill login --key sk_test_waybill_platform_0001    Logs in to the platform that npm start runs
  $ pass show waybill | waybill login --api-base https://events.example.com --profile prod

A profile has a sandbox key and a live key of one platform. Log in once with each key.
Keys are stored in a file that only you can read. waybill config path prints its path.`;

export const loginCommand = (): Command =>
  new Command('login')
    .description('Check an API key and store it in a profile')
    .option('--key <key>', 'API key (default: read from stdin, or a prompt)')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { key?: string }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const path = configPath();
      const config = readConfig(path);
      const name = profileName(globals, process.env, config);
      const known = config.profiles[name];
      const wanted = globals.apiBase ?? (process.env.WAYBILL_API_BASE || undefined);
      const base = wanted === undefined ? (known?.api_base ?? LOCAL_API_BASE) : apiBase(wanted);
      if (known && known.api_base !== base && Object.keys(known.keys).length > 0) {
        throw new UsageError(`Profile "${name}" has keys for ${known.api_base}. They would be lost.`, {
          next: `Use another profile: waybill login --profile other --api-base ${base}. To remove the keys first: waybill logout --profile ${name}`,
        });
      }
      const key = options.key?.trim() ?? (await readKey(base));
      const mode = modeOfKey(key);
      if (mode === undefined) {
        throw new UsageError('This is not an API key.', {
          next: 'API keys start with sk_test_, sk_live_, rk_test_ or rk_live_.',
        });
      }
      checkTransport(base, mode);
      const account = globals.account ?? known?.account;
      const credential = await createApi({ base, key, account }).get<CredentialObject>('/v1/credential');
      const profile = {
        ...known,
        api_base: base,
        keys: { ...known?.keys, [mode]: key },
        ...(account ? { account } : {}),
      };
      writeConfig(path, withProfile(config, name, profile));
      if (globals.json) return printObject(credential);
      const { account_name, platform_name } = credential;
      note(
        `${paintErr.green('✔')} Logged in to ${platform_name} at ${base} as ${account_name ?? credential.account}, ` +
          `${mode} mode (${redacted(key)}), profile "${name}".`,
      );
      if (mode === 'live') note('Add --live to a command to use this key.');
    });

/** The first profile becomes the profile in use. */
const withProfile = (config: ConfigFile, name: string, profile: ConfigFile['profiles'][string]): ConfigFile => ({
  profile: config.profiles[config.profile] ? config.profile : name,
  profiles: { ...config.profiles, [name]: profile },
});

const readKey = (base: string): Promise<string> =>
  process.stdin.isTTY ? askSecret(`API key for ${base} (hidden): `) : firstLine();

export const logoutCommand = (): Command =>
  new Command('logout')
    .description('Remove a profile and its keys from this machine')
    .option('--all', 'Remove all profiles')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill logout\n  $ waybill logout --profile prod\n  $ waybill logout --all',
    )
    .action((options: { all?: boolean }, command: Command) => {
      const path = configPath();
      const config = readConfig(path);
      const name = profileName(command.optsWithGlobals<GlobalOptions>(), process.env, config);
      if (!options.all && !config.profiles[name]) {
        throw new UsageError(`Profile "${name}" does not exist.`, { next: 'waybill config lists the profiles.' });
      }
      const { [name]: _, ...others } = config.profiles;
      writeConfig(path, { ...config, profiles: options.all ? {} : others });
      note(options.all ? 'Removed all profiles.' : `Removed profile "${name}".`);
    });
