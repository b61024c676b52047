/** `waybill config`: profiles, without telling their keys. */
import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { table } from '../output/table.ts';
import { note, paint, print, width } from '../output/terminal.ts';
import { type ConfigFile, configPath, type Profile, readConfig, writeConfig } from './file.ts';
import { redacted } from './keys.ts';
import { apiBase, type GlobalOptions, profileName } from './settings.ts';

const EXAMPLES = `
Examples:
  $ waybill config                               the profiles there are
  $ waybill config use prod                      the one that is used from now on
  $ waybill config set account acct_shop         what commands act for, in the profile in use
  $ waybill config set api_base https://events.example.com --profile prod
  $ waybill config unset account`;

/** What may be set by hand; keys are stored by login, which checks them. */
const SETTABLE = ['api_base', 'account', 'device_name'] as const;
type Settable = (typeof SETTABLE)[number];

export function configCommand(): Command {
  const config = new Command('config').description('profiles: list, choose, set').addHelpText('after', EXAMPLES);
  config.command('list', { isDefault: true }).description('the profiles there are; keys are cut').action(list);
  config
    .command('use <profile>')
    .description('use this profile from now on')
    .action((name: string) => {
      const { path, file } = open();
      existing(file, name);
      writeConfig(path, { ...file, profile: name });
      note(`Profile "${name}" is used from now on.`);
    });
  config
    .command('set <name> <value>')
    .description(`set ${SETTABLE.join(', ')} of the profile`)
    .action((name: string, value: string, _options: object, command: Command) =>
      change(command, (profile) => {
        profile[settable(name)] = name === 'api_base' ? apiBase(value) : value;
      }),
    );
  config
    .command('unset <name>')
    .description('take a setting away')
    .action((name: string, _options: object, command: Command) =>
      change(command, (profile) => {
        if (settable(name) === 'api_base') throw new UsageError('A profile has to have an api_base.');
        delete profile[name as 'account'];
      }),
    );
  config
    .command('path')
    .description('where the configuration is')
    .action(() => print(configPath()));
  return config;
}

const open = () => ({ path: configPath(), file: readConfig(configPath()) });

function existing(file: ConfigFile, name: string): Profile {
  const profile = file.profiles[name];
  if (profile) return profile;
  const names = Object.keys(file.profiles);
  throw new UsageError(`There is no profile "${name}".`, {
    next: names.length ? `There are: ${names.join(', ')}.` : `waybill login --profile ${name}`,
  });
}

function settable(name: string): Settable {
  if ((SETTABLE as readonly string[]).includes(name)) return name as Settable;
  throw new UsageError(`"${name}" is not a setting.`, {
    next: `There are ${SETTABLE.join(', ')}; keys are set by waybill login.`,
  });
}

function change(command: Command, how: (profile: Profile) => void): void {
  const { path, file } = open();
  const name = profileName(command.optsWithGlobals<GlobalOptions>(), process.env, file);
  how(existing(file, name));
  writeConfig(path, file);
  note(`Profile "${name}" is changed.`);
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
    note('There is no profile yet. The first is made by: waybill login');
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
        { head: 'ACTS FOR', value: (row) => row.account ?? '-', least: 9 },
      ],
      { width: width(), bold: paint.bold },
    ),
  );
}
