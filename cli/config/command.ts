/** `waybill config`: manages profiles. It never prints a whole key. */
import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { table } from '../output/table.ts';
import { note, paint, print, width } from '../output/terminal.ts';
import { type ConfigFile, configPath, type Profile, readConfig, writeConfig } from './file.ts';
import { redacted } from './keys.ts';
import { apiBase, type GlobalOptions, profileName } from './settings.ts';

const EXAMPLES = `
Examples:
  $ waybill config                               Lists the profiles
  $ waybill config use prod                      Sets the profile that commands use
  $ waybill config set account acct_shop         Sets the account that commands act for
  $ waybill config set api_base https://events.example.com --profile prod
  $ waybill config unset account`;

/** Settings that can be changed here. `login` stores keys after it has checked them. */
const SETTABLE = ['api_base', 'account', 'device_name'] as const;
type Settable = (typeof SETTABLE)[number];

export function configCommand(): Command {
  const config = new Command('config').description('List, choose and change profiles').addHelpText('after', EXAMPLES);
  config
    .command('list', { isDefault: true })
    .description('List the profiles, with the last four characters of their keys')
    .action(list);
  config
    .command('use <profile>')
    .description('Set the profile that commands use')
    .action((name: string) => {
      const { path, file } = open();
      existing(file, name);
      writeConfig(path, { ...file, profile: name });
      note(`Commands now use profile "${name}".`);
    });
  config
    .command('set <name> <value>')
    .description(`Change a setting of the profile: ${SETTABLE.join(', ')}`)
    .action((name: string, value: string, _options: object, command: Command) =>
      change(command, (profile) => {
        profile[settable(name)] = name === 'api_base' ? apiBase(value) : value;
      }),
    );
  config
    .command('unset <name>')
    .description('Remove a setting of the profile: account, device_name')
    .action((name: string, _options: object, command: Command) =>
      change(command, (profile) => {
        if (settable(name) === 'api_base')
          throw new UsageError('api_base cannot be removed: every profile needs one.', {
            next: 'Change it: waybill config set api_base https://…',
          });
        delete profile[name as 'account'];
      }),
    );
  config
    .command('path')
    .description('Print the path of the configuration file')
    .action(() => print(configPath()));
  return config;
}

const open = () => ({ path: configPath(), file: readConfig(configPath()) });

function existing(file: ConfigFile, name: string): Profile {
  const profile = file.profiles[name];
  if (profile) return profile;
  const names = Object.keys(file.profiles);
  throw new UsageError(`Profile "${name}" does not exist.`, {
    next: names.length ? `Use one of ${names.join(', ')}.` : `waybill login --profile ${name}`,
  });
}

function settable(name: string): Settable {
  if ((SETTABLE as readonly string[]).includes(name)) return name as Settable;
  throw new UsageError(`"${name}" is not a setting.`, {
    next: `Use one of ${SETTABLE.join(', ')}. To store a key: waybill login`,
  });
}

function change(command: Command, how: (profile: Profile) => void): void {
  const { path, file } = open();
  const name = profileName(command.optsWithGlobals<GlobalOptions>(), process.env, file);
  how(existing(file, name));
  writeConfig(path, file);
  note(`Changed profile "${name}".`);
}

function list(_options: object, command: Command): void {
  const { file } = open();
  const globals = command.optsWithGlobals<GlobalOptions>();
  const used = profileName(globals, process.env, file);
  const rows = Object.entries(file.profiles).map(([name, { keys, ...profile }]) => ({
    name,
    used: name === used,
    ...profile,
    keys: Object.fromEntries(Object.entries(keys).map(([mode, key]) => [mode, redacted(key)])),
  }));
  if (globals.json) {
    for (const row of rows) print(JSON.stringify(row));
    return;
  }
  if (rows.length === 0) {
    note('There are no profiles. Create one with: waybill login');
    return;
  }
  print(
    table(
      rows,
      [
        { head: '', value: (row) => (row.used ? '*' : '') },
        { head: 'PROFILE', value: (row) => row.name, least: 8 },
        { head: 'API', value: (row) => row.api_base, least: 16 },
        { head: 'SANDBOX KEY', value: (row) => row.keys.sandbox ?? '-' },
        { head: 'LIVE KEY', value: (row) => row.keys.live ?? '-' },
        { head: 'ACCOUNT', value: (row) => row.account ?? '-', least: 9 },
      ],
      { width: width(), bold: paint.bold },
    ),
  );
}
