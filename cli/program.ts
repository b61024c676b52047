/** The list of commands, and the options that all of them have. */
import { Command } from 'commander';
import { loginCommand, logoutCommand } from './account/login.ts';
import { openCommand } from './account/open.ts';
import { whoamiCommand } from './account/whoami.ts';
import { catalogCommand } from './catalog/command.ts';
import { completionCommand } from './completion/command.ts';
import { configCommand } from './config/command.ts';
import { destinationsCommand } from './destination/command.ts';
import { eventsCommand } from './event/command.ts';
import { triggerCommand } from './event/trigger.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import { listenCommand } from './listen/command.ts';
import { paintErr } from './output/terminal.ts';
import { publishCommand } from './publish/command.ts';
import { VERSION } from './version.ts';

const OVERVIEW = `
Get started:
  $ waybill login                                    Store the API key of a platform
  $ waybill listen --forward-to localhost:3000/hook  Forward events to a server on this machine
  $ waybill trigger invoice.paid                     Publish an example event

Environment variables:
  WAYBILL_API_KEY   API key to use instead of a stored one
  WAYBILL_API_BASE  Address of the API (default: http://127.0.0.1:4242)
  WAYBILL_PROFILE   Profile to use
  NO_COLOR          Disables colours when it is set
  XDG_CONFIG_HOME   Folder of the configuration (default: ~/.config)

${EXIT_CODES_HELP}`;

export function createProgram(): Command {
  const program = new Command('waybill')
    .description('Publish events, listen to them, and manage the destinations they are delivered to.')
    .version(VERSION, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .option('--profile <name>', 'Profile of the configuration to use')
    .option('--live', 'Use live mode (default: sandbox mode)')
    .option('--account <id>', 'Account to act for, acct_… (platform keys only)')
    .option('--api-base <url>', 'Address of the API')
    .option('--json', 'Print JSON: one object, or one object per line for a list')
    .showSuggestionAfterError()
    // Errors of Commander look like the other errors.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `${paintErr.red('error')}  `)) })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', OVERVIEW);
  const commands = [
    loginCommand(),
    logoutCommand(),
    whoamiCommand(),
    configCommand(),
    listenCommand(),
    triggerCommand(),
    publishCommand(),
    eventsCommand(),
    destinationsCommand(),
    catalogCommand(),
    openCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(completionCommand(program));
  return inherited(program);
}

/** Applies the settings of the program to its subcommands. */
function inherited(command: Command): Command {
  for (const one of command.commands) {
    one.copyInheritedSettings(command);
    inherited(one);
  }
  return command;
}
