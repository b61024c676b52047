/** `waybill events`: shows events and their deliveries, and resends them. */
import { Command } from 'commander';
import { v1Items } from '../../api-client/pages.ts';
import { EVENTS, eventPath } from '../../api-client/paths.ts';
import type { EventDestinationOutcome } from '../../lambdas/contract/delivery/delivery.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import { attemptColumns, statusColour } from '../delivery/columns.ts';
import { UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { definedFields, entryLimit, list } from '../options.ts';
import { plural, printList, printObject } from '../output/results.ts';
import { fields, table } from '../output/table.ts';
import { note, paint, paintErr, print, width } from '../output/terminal.ts';
import { parseTime, shownTime } from '../output/times.ts';
import { openSession } from '../session.ts';

export function eventsCommand(): Command {
  return new Command('events')
    .description('List events, show their deliveries and resend them')
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(deliveriesCommand())
    .addCommand(resendCommand());
}

interface ListFlags {
  type?: string[];
  object?: string;
  since?: string;
  until?: string;
  undelivered?: boolean;
  delivered?: boolean;
  limit?: string;
  all?: boolean;
}

const listCommand = (): Command =>
  new Command('list')
    .description('List the events of the last 30 days, newest first')
    .option(
      '-t, --type <types>',
      'Filter by type, exact or a pattern such as invoice.*; separate with commas or repeat',
      list,
    )
    .option('--object <id>', 'Filter by the id of the object that the event is about')
    .option('--since <time>', 'Filter by time: from this time on, for example 2h, 3d or 2026-11-24T12:00:00Z')
    .option('--until <time>', 'Filter by time: before this time')
    .option('--undelivered', 'Filter by result: pending or failed for at least one destination')
    .option('--delivered', 'Filter by result: delivered to all destinations')
    .option('--limit <n>', 'Maximum number of events (default: 20)')
    .option('--all', 'List all events')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill events list --type invoice.paid,customer.* --since 2h
  $ waybill events list --undelivered --all --json | jq -r .id
  $ waybill events list --object in_1`,
    )
    .action(async (flags: ListFlags, command: Command) => {
      const { api, json } = openSession(command);
      if (flags.undelivered && flags.delivered) {
        throw new UsageError('--delivered and --undelivered cannot be used together.', { next: 'Remove one of them.' });
      }
      const created = definedFields({
        gte: flags.since && parseTime(flags.since, '--since'),
        lt: flags.until && parseTime(flags.until, '--until'),
      });
      const query = definedFields({
        types: flags.type,
        object_id: flags.object,
        created: Object.keys(created).length > 0 ? created : undefined,
        delivery_success: flags.undelivered ? false : flags.delivered ? true : undefined,
      });
      const max = entryLimit(flags);
      await printList(v1Items<EventObject>(api, EVENTS, query, max), {
        json,
        max,
        none: 'No events of the last 30 days match.',
        columns: [
          { head: 'CREATED', value: (event) => shownTime(event.created) },
          { head: 'TYPE', value: (event) => event.type, least: 14, colour: () => paint.cyan },
          { head: 'EVENT', value: (event) => event.id },
          {
            head: 'PENDING',
            value: (event) => event.pending_webhooks,
            colour: (event) => (event.pending_webhooks > 0 ? paint.yellow : paint.dim),
          },
        ],
      });
    });

const getCommand = (): Command =>
  new Command('get')
    .argument('<event>', 'Event id, evt_…')
    .description('Show an event with its data')
    .option('--api-version <version>', 'API version to show the data in (default: the version of the event)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill events get evt_01K…\n  $ waybill events get evt_01K… --api-version 2026-01-01 --json',
    )
    .action(async (id: string, flags: { apiVersion?: string }, command: Command) => {
      const { api, json } = openSession(command);
      const event = await api.get<EventObject>(eventPath(id), definedFields({ api_version: flags.apiVersion }));
      if (json) return printObject(event);
      print(
        fields(
          [
            ['event', event.id],
            ['type', event.type],
            ['created', shownTime(event.created)],
            ['account', event.account],
            ['API version', event.api_version],
            ['mode', event.livemode ? 'live' : 'sandbox'],
            [
              'pending',
              event.pending_webhooks
                ? `not yet delivered to ${plural(event.pending_webhooks, 'destination')}`
                : undefined,
            ],
            ['catalog', event.uncatalogued ? 'the event type is not in the catalog' : undefined],
            ...(event.schema_warnings ?? []).map(
              ({ pointer, message }) => ['schema warning', `${pointer} ${message}`] as const,
            ),
            ['Workbench', links(api.base).event(event.id)],
          ],
          paint.dim,
        ),
      );
      print(JSON.stringify(event.data, null, 2));
    });

const deliveriesCommand = (): Command =>
  new Command('deliveries')
    .argument('<event>', 'Event id, evt_…')
    .description('Show the delivery of an event to each destination')
    .option('--attempts', 'Show each attempt')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill events deliveries evt_01K…\n  $ waybill events deliveries evt_01K… --attempts',
    )
    .action(async (id: string, flags: { attempts?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      const { data } = await api.get<{ data: EventDestinationOutcome[] }>(`${eventPath(id)}/deliveries`);
      if (json) return data.forEach((one) => void print(JSON.stringify(one)));
      if (data.length === 0) return note('There are no destinations.');
      const layout = { width: width(), bold: paint.bold };
      print(
        table(
          data,
          [
            { head: 'DESTINATION', value: (one) => one.destination, least: 16 },
            { head: 'NAME', value: (one) => one.destination_name ?? '(deleted)', least: 8 },
            {
              head: 'STATUS',
              value: (one) => one.delivery?.status ?? 'not sent',
              colour: (one) => statusColour(one.delivery?.status),
            },
            { head: 'ATTEMPTS', value: (one) => one.delivery?.attempt_count ?? '' },
            { head: 'DETAIL', value: detail, least: 16, wraps: true },
          ],
          layout,
        ),
      );
      if (!flags.attempts) return;
      for (const { destination, delivery } of data) {
        if (!delivery || delivery.attempts.length === 0) continue;
        print(`\n${paint.bold(destination)}`);
        print(table(delivery.attempts, attemptColumns, layout));
      }
    });

function detail({ delivery, explanation }: EventDestinationOutcome): string {
  if (!delivery) return explanation ?? '';
  const last = delivery.attempts.at(-1);
  if (delivery.status === 'delivered') return `${last?.http_status ?? 'accepted'}, ${shownTime(last?.started_at)}`;
  if (delivery.waiting) {
    const probe = delivery.next_attempt_at ? `: next probe at ${shownTime(delivery.next_attempt_at)}` : '';
    return `waiting for the endpoint${probe}`;
  }
  const reason = last?.error?.message ?? delivery.failure_detail ?? delivery.failure_reason ?? 'no attempt yet';
  return delivery.next_attempt_at ? `${reason} Next attempt ${shownTime(delivery.next_attempt_at)}` : reason;
}

const resendCommand = (): Command =>
  new Command('resend')
    .argument('<event>', 'Event id, evt_…')
    .description('Send an event again now')
    .option('-d, --destination <id>', 'Destination to send it to, ed_… or we_…')
    .option('--listening', 'Send it to the listen sessions')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill events resend evt_01K… --destination ed_test_01K…
  $ waybill events resend evt_01K… --listening

A resend does not change the scheduled retries, unless it succeeds.`,
    )
    .action(async (id: string, flags: { destination?: string; listening?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      if ((flags.destination === undefined) === !flags.listening) {
        throw new UsageError('The target is missing.', {
          next: `Add --destination <id> or --listening. To see the destinations: waybill events deliveries ${id}`,
        });
      }
      const body = flags.listening ? { for_stripecli: true } : { webhook_endpoint: flags.destination };
      const event = await api.post<EventObject>(`${eventPath(id)}/retry`, body);
      if (json) return printObject(event);
      note(
        `${paintErr.green('✔')} Sending ${event.type} [${event.id}] to ${flags.destination ?? 'the listen sessions'}.`,
      );
      if (flags.destination) note(paintErr.dim(`To see the result: waybill events deliveries ${event.id} --attempts`));
    });
