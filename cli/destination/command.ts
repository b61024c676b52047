/** `waybill destinations`: manages event destinations. */
import { Command } from 'commander';
import { v2Items } from '../../api-client/pages.ts';
import { DESTINATIONS, destinationPath } from '../../api-client/paths.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import type { ThinEventObject } from '../../lambdas/contract/event/event-object.ts';
import { SHOWN, SHOWN_WITH_SECRET, signingSecret, target } from '../destination-types/by-type.ts';
import { links } from '../links.ts';
import { entryLimit, wholeNumber } from '../options.ts';
import { confirm } from '../output/prompts.ts';
import { printList, printObject } from '../output/results.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { recoverCommand } from '../recovery/command.ts';
import { openSession, type Session } from '../session.ts';
import { healthColour, healthSummary, recoverHint } from './health-text.ts';
import { printDestination } from './view.ts';
import { createDestinationCommand, updateDestinationCommand } from './writes.ts';

export function destinationsCommand(): Command {
  return new Command('destinations')
    .alias('destination')
    .description('Create and manage destinations, and recover missed events')
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(createDestinationCommand())
    .addCommand(updateDestinationCommand())
    .addCommand(switchCommand('enable', 'Enable a destination. Events that it missed are not sent automatically'))
    .addCommand(switchCommand('disable', 'Disable a destination. No more events are sent to it'))
    .addCommand(deleteCommand())
    .addCommand(pingCommand())
    .addCommand(rotateSecretCommand())
    .addCommand(recoverCommand());
}

const listCommand = (): Command =>
  new Command('list')
    .description('List destinations, newest first')
    .option('--limit <n>', 'Maximum number of destinations (default: 20)')
    .option('--all', 'List all destinations')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations list\n  $ waybill destinations list --all --json | jq -r .id',
    )
    .action(async (flags: { limit?: string; all?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      const max = entryLimit(flags);
      await printList(v2Items<EventDestinationObject>(api, DESTINATIONS, { include: SHOWN }, max), {
        json,
        max,
        none: 'There are no destinations. To create one, see: waybill destinations create --help',
        columns: [
          { head: 'DESTINATION', value: (one) => one.id },
          { head: 'NAME', value: (one) => one.name, least: 6 },
          {
            head: 'STATUS',
            value: (one) => one.status,
            colour: (one) => (one.status === 'enabled' ? paint.green : paint.yellow),
          },
          { head: 'HEALTH', value: healthSummary, colour: healthColour },
          { head: 'EVENTS', value: (one) => one.enabled_events.join(','), least: 8 },
          { head: 'TARGET', value: target, least: 14 },
        ],
      });
    });

const getCommand = (): Command =>
  new Command('get')
    .argument('<destination>', 'Destination id, ed_…')
    .description('Show a destination with all its settings')
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
    .argument('<destination>', 'Destination id, ed_…')
    .description(description)
    .addHelpText('after', `\nExamples:\n  $ waybill destinations ${name} ed_test_01K…`)
    .action(async (id: string, _flags: object, command: Command) => {
      const { api, json } = openSession(command);
      const changed = await api.post<EventDestinationObject>(`${destinationPath(id)}/${name}`);
      if (json) return printObject(changed);
      note(`${paintErr.green('✔')} ${changed.name} [${changed.id}] is ${changed.status}.`);
      if (name === 'enable') note(paintErr.dim(`To send the events that it missed: ${recoverHint(changed)}`));
    });

const deleteCommand = (): Command =>
  new Command('delete')
    .argument('<destination>', 'Destination id, ed_…')
    .description('Delete a destination. Its pending deliveries fail')
    .option('-y, --yes', 'Skip the confirmation')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations delete ed_test_01K…\n  $ waybill destinations delete ed_test_01K… --yes',
    )
    .action(async (id: string, flags: { yes?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      if (!flags.yes) {
        const found = await api.get<EventDestinationObject>(destinationPath(id), { include: SHOWN });
        if (!(await confirm(`Delete ${found.name} (${target(found)})?`)))
          return note('The destination was not deleted.');
      }
      const deleted = await api.delete<{ id: string }>(destinationPath(id));
      if (json) return printObject(deleted);
      note(`${paintErr.green('✔')} Deleted ${deleted.id}.`);
    });

const pingCommand = (): Command =>
  new Command('ping')
    .argument('<destination>', 'Destination id, ed_…')
    .description('Send a test event to one destination')
    .addHelpText('after', '\nExamples:\n  $ waybill destinations ping ed_test_01K…')
    .action(async (id: string, _flags: object, command: Command) => {
      const { api, json } = openSession(command);
      const event = await api.post<ThinEventObject>(`${destinationPath(id)}/ping`);
      if (json) return printObject(event);
      note(`${paintErr.green('✔')} Sending ${event.type} [${event.id}].`);
      note(paintErr.dim(`To see the result: waybill events deliveries ${event.id} --attempts`));
      print(links(api.base).event(event.id));
    });

const rotateSecretCommand = (): Command =>
  new Command('roll-secret')
    .argument('<destination>', 'Destination id, ed_…')
    .description('Rotate the signing secret. The new secret is shown only once')
    .option('--expires-in <seconds>', 'Seconds until the old secret expires, 0 to 86400 (default: 86400, one day)')
    .option('-y, --yes', 'Skip the confirmation')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations roll-secret ed_test_01K…\n  $ waybill destinations roll-secret ed_test_01K… --expires-in 0 --yes --json',
    )
    .action(async (id: string, flags: { expiresIn?: string; yes?: boolean }, command: Command) => {
      const session: Session = openSession(command);
      const expires_in = wholeNumber('--expires-in', flags.expiresIn, 0, 86_400);
      if (!flags.yes) {
        const when = expires_in === 0 ? 'immediately' : `in ${expires_in ?? 86_400} seconds`;
        if (!(await confirm(`Rotate the signing secret of ${id}? The old secret expires ${when}.`)))
          return note('The secret was not rotated.');
      }
      const body = { include: SHOWN_WITH_SECRET, ...(expires_in === undefined ? {} : { expires_in }) };
      const rotated = await session.api.post<EventDestinationObject>(`${destinationPath(id)}/roll_secret`, body);
      if (session.json) return printObject(rotated);
      print(signingSecret(rotated) ?? '');
      note('Copy the secret now: it is shown only once.');
    });
