/** The commands there are, and the options that all of them take. */
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
Begin with:
  $ waybill login                                   stores the key of a platform
  $ waybill listen --forward-to localhost:3000/hook  events reach your server on this machine
  $ waybill trigger invoice.paid                    publishes an example

Environment:
  WAYBILL_API_KEY   key to use instead of a stored one
  WAYBILL_API_BASE  address of the API (http://127.0.0.1:4242)
  WAYBILL_PROFILE   profile to use
  NO_COLOR          no colours
  XDG_CONFIG_HOME   folder of the configuration (~/.config)

${EXIT_CODES_HELP}`;

export function createProgram(): Command {
  const program = new Command('waybill')
    .description('Event destinations from the terminal: publish, listen, look, resend, recover.')
    .version(VERSION)
    .option('--profile <name>', 'use this profile of the configuration')
    .option('--live', 'live mode; sandbox without it')
    .option('--account <id>', 'act for this account (keys of the platform)')
    .option('--api-base <url>', 'address of the API')
    .option('--json', "print the API's objects: one object, or one a line for lists")
    .showSuggestionAfterError()
    // As all other errors look.
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

/** What is set on the program counts for each command below it. */
function inherited(command: Command): Command {
  for (const one of command.commands) {
    one.copyInheritedSettings(command);
    inherited(one);
  }
  return command;
}
