/** `waybill destinations`: event destinations, from creation to the last secret. */
import { Command } from 'commander';
import { v2Items } from '../../api-client/pages.ts';
import { DESTINATIONS, destinationPath } from '../../api-client/paths.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import type { ThinEventObject } from '../../lambdas/contract/event/event-object.ts';
import { SHOWN, SHOWN_WITH_SECRET, signingSecret, target } from '../destination-types/by-type.ts';
import { links } from '../links.ts';
import { entriesAsked, wholeNumber } from '../options.ts';
import { confirm } from '../output/prompts.ts';
import { printList, printObject } from '../output/results.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { recoverCommand } from '../recovery/command.ts';
import { openSession, type Session } from '../session.ts';
import { printDestination } from './view.ts';
import { createDestinationCommand, updateDestinationCommand } from './writes.ts';

export function destinationsCommand(): Command {
  return new Command('destinations')
    .alias('destination')
    .description('list, get, create, update, enable, disable, delete, ping, roll-secret, recover')
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(createDestinationCommand())
    .addCommand(updateDestinationCommand())
    .addCommand(switchCommand('enable', 'send to it again; what was published meanwhile is not sent by itself'))
    .addCommand(switchCommand('disable', 'send nothing to it from now on'))
    .addCommand(deleteCommand())
    .addCommand(pingCommand())
    .addCommand(rollSecretCommand())
    .addCommand(recoverCommand());
}

const listCommand = (): Command =>
  new Command('list')
    .description('destinations, newest first')
    .option('--limit <n>', 'this many at most (20)')
    .option('--all', 'all of them')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations list\n  $ waybill destinations list --all --json | jq -r .id',
    )
    .action(async (flags: { limit?: string; all?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      const max = entriesAsked(flags);
      await printList(v2Items<EventDestinationObject>(api, DESTINATIONS, { include: SHOWN }, max), {
        json,
        max,
        none: 'There are no destinations yet. One is made by: waybill destinations create --help',
        columns: [
          { head: 'DESTINATION', value: (one) => one.id },
          { head: 'NAME', value: (one) => one.name, least: 6 },
          {
            head: 'STATUS',
            value: (one) => one.status,
            colour: (one) => (one.status === 'enabled' ? paint.green : paint.yellow),
          },
          { head: 'EVENTS', value: (one) => one.enabled_events.join(','), least: 8 },
          { head: 'TARGET', value: target, least: 14 },
        ],
      });
    });

const getCommand = (): Command =>
  new Command('get')
    .argument('<destination>')
    .description('a destination with all its settings')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations get ed_test_01K…\n  $ waybill destinations get ed_test_01K… --json',
    )
    .action(async (id: string, _flags: object, command: Command) => {
      const session = openSession(command);
      const found = await session.api.get<EventDestinationObject>(destinationPath(id), { include: SHOWN });
      printDestination(session, found);
    });

const switchCommand = (name: 'enable' | 'disable', description: string): Command =>
  new Command(name)
    .argument('<destination>')
    .description(description)
    .addHelpText('after', `\nExamples:\n  $ waybill destinations ${name} ed_test_01K…`)
    .action(async (id: string, _flags: object, command: Command) => {
      const { api, json } = openSession(command);
      const changed = await api.post<EventDestinationObject>(`${destinationPath(id)}/${name}`);
      if (json) return printObject(changed);
      note(`${paintErr.green('✔')} ${changed.name} [${changed.id}] is ${changed.status}.`);
      if (name === 'enable') {
        note(
          paintErr.dim(
            `What it missed: waybill destinations recover ${changed.id} --since 1d --status not_sent,failed`,
          ),
        );
      }
    });

const deleteCommand = (): Command =>
  new Command('delete')
    .argument('<destination>')
    .description('delete a destination; what is not delivered yet ends as failed')
    .option('-y, --yes', 'without asking')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations delete ed_test_01K…\n  $ waybill destinations delete ed_test_01K… --yes',
    )
    .action(async (id: string, flags: { yes?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      if (!flags.yes) {
        const found = await api.get<EventDestinationObject>(destinationPath(id), { include: SHOWN });
        if (!(await confirm(`Delete ${found.name} (${target(found)})?`))) return note('It stays.');
      }
      const deleted = await api.delete<{ id: string }>(destinationPath(id));
      if (json) return printObject(deleted);
      note(`${paintErr.green('✔')} ${deleted.id} is deleted.`);
    });

const pingCommand = (): Command =>
  new Command('ping')
    .argument('<destination>')
    .description('send it an event that is for it alone')
    .addHelpText('after', '\nExamples:\n  $ waybill destinations ping ed_test_01K…')
    .action(async (id: string, _flags: object, command: Command) => {
      const { api, json } = openSession(command);
      const event = await api.post<ThinEventObject>(`${destinationPath(id)}/ping`);
      if (json) return printObject(event);
      note(`${paintErr.green('✔')} ${event.type} [${event.id}] is being sent.`);
      note(paintErr.dim(`How it goes: waybill events deliveries ${event.id} --attempts`));
      print(links(api.base).event(event.id));
    });

const rollSecretCommand = (): Command =>
  new Command('roll-secret')
    .argument('<destination>')
    .description('a new signing secret, told this once; the old one signs beside it for a while')
    .option('--expires-in <seconds>', 'for how long the old one goes on signing: 0 to 86400 (a day)')
    .option('-y, --yes', 'without asking')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations roll-secret ed_test_01K…\n  $ waybill destinations roll-secret ed_test_01K… --expires-in 0 --yes --json',
    )
    .action(async (id: string, flags: { expiresIn?: string; yes?: boolean }, command: Command) => {
      const session: Session = openSession(command);
      const expires_in = wholeNumber('--expires-in', flags.expiresIn, 0, 86_400);
      if (!flags.yes) {
        const until = expires_in === 0 ? 'at once' : `${expires_in ?? 86_400} s from now`;
        if (!(await confirm(`Make a new secret for ${id}? The old one stops ${until}.`))) return note('It stays.');
      }
      const body = { include: SHOWN_WITH_SECRET, ...(expires_in === undefined ? {} : { expires_in }) };
      const rolled = await session.api.post<EventDestinationObject>(`${destinationPath(id)}/roll_secret`, body);
      if (session.json) return printObject(rolled);
      print(signingSecret(rolled) ?? '');
      note('Keep it: it is not told again.');
    });
