/** `waybill events`: look at events and send them again. */
import { Command } from 'commander';
import { v1Items } from '../../api-client/pages.ts';
import type { EventDestinationOutcome } from '../../lambdas/contract/delivery/delivery.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import { attemptColumns, statusColour } from '../delivery/columns.ts';
import { UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { entriesAsked, given, list } from '../options.ts';
import { printList, printObject } from '../output/results.ts';
import { fields, table } from '../output/table.ts';
import { note, paint, paintErr, print, width } from '../output/terminal.ts';
import { parseTime, shownTime } from '../output/times.ts';
import { openSession } from '../session.ts';

export function eventsCommand(): Command {
  return new Command('events')
    .description('list, get, resend, and what became of them')
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
    .description('events of the last 30 days, newest first')
    .option('-t, --type <types>', 'of these types, exact or like invoice.*; commas, or several times', list)
    .option('--object <id>', 'about this object')
    .option('--since <time>', 'that happened since: 2h, 3d, 2026-11-24T12:00:00Z')
    .option('--until <time>', 'that happened before')
    .option('--undelivered', 'pending or failed at one destination at least')
    .option('--delivered', 'delivered to each destination they go to')
    .option('--limit <n>', 'this many at most (20)')
    .option('--all', 'all of them')
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
        throw new UsageError('--delivered and --undelivered say different things.', { next: 'Give one of them.' });
      }
      const created = given({
        gte: flags.since && parseTime(flags.since, '--since'),
        lt: flags.until && parseTime(flags.until, '--until'),
      });
      const query = given({
        types: flags.type,
        object_id: flags.object,
        created: Object.keys(created).length > 0 ? created : undefined,
        delivery_success: flags.undelivered ? false : flags.delivered ? true : undefined,
      });
      const max = entriesAsked(flags);
      await printList(v1Items<EventObject>(api, '/v1/events', query, max), {
        json,
        max,
        none: 'No such events in the last 30 days.',
        columns: [
          { head: 'CREATED', value: (event) => shownTime(event.created) },
          { head: 'TYPE', value: (event) => event.type, least: 14, colour: () => paint.cyan },
          { head: 'EVENT', value: (event) => event.id },
          {
            head: 'WAITING',
            value: (event) => event.pending_webhooks,
            colour: (event) => (event.pending_webhooks > 0 ? paint.yellow : paint.dim),
          },
        ],
      });
    });

const getCommand = (): Command =>
  new Command('get')
    .argument('<event>')
    .description('an event with its data')
    .option('--api-version <version>', 'as a destination pinned to this version gets it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill events get evt_01K…\n  $ waybill events get evt_01K… --api-version 2026-01-01 --json',
    )
    .action(async (id: string, flags: { apiVersion?: string }, command: Command) => {
      const { api, json } = openSession(command);
      const event = await api.get<EventObject>(
        `/v1/events/${encodeURIComponent(id)}`,
        given({ api_version: flags.apiVersion }),
      );
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
              'waiting',
              event.pending_webhooks ? `${event.pending_webhooks} destinations have not got it yet` : undefined,
            ],
            ['catalog', event.uncatalogued ? 'its type is not in the catalog' : undefined],
            ...(event.schema_warnings ?? []).map(
              ({ pointer, message }) => ['does not fit', `${pointer} ${message}`] as const,
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
    .argument('<event>')
    .description('what became of an event at each destination')
    .option('--attempts', 'with each attempt')
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill events deliveries evt_01K…\n  $ waybill events deliveries evt_01K… --attempts',
    )
    .action(async (id: string, flags: { attempts?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      const { data } = await api.get<{ data: EventDestinationOutcome[] }>(
        `/v1/events/${encodeURIComponent(id)}/deliveries`,
      );
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
            { head: 'TRIES', value: (one) => one.delivery?.attempt_count ?? '' },
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
  if (delivery.status === 'delivered') return `${last?.http_status ?? 'taken'}, ${shownTime(last?.started_at)}`;
  const what = last?.error?.message ?? delivery.failure_detail ?? delivery.failure_reason ?? 'not tried yet';
  return delivery.next_attempt_at ? `${what} Next ${shownTime(delivery.next_attempt_at)}` : what;
}

const resendCommand = (): Command =>
  new Command('resend')
    .argument('<event>')
    .description('send an event again, now')
    .option('-d, --destination <id>', 'to this destination, ed_… or we_…')
    .option('--listening', 'to the terminals that listen')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill events resend evt_01K… --destination ed_test_01K…
  $ waybill events resend evt_01K… --listening

Retries that are planned stay as they are, unless it gets through.`,
    )
    .action(async (id: string, flags: { destination?: string; listening?: boolean }, command: Command) => {
      const { api, json } = openSession(command);
      if ((flags.destination === undefined) === !flags.listening) {
        throw new UsageError('Say where to send it: --destination <id>, or --listening.', {
          next: `Where it went before: waybill events deliveries ${id}`,
        });
      }
      const body = flags.listening ? { for_stripecli: true } : { webhook_endpoint: flags.destination };
      const event = await api.post<EventObject>(`/v1/events/${encodeURIComponent(id)}/retry`, body);
      if (json) return printObject(event);
      note(
        `${paintErr.green('✔')} ${event.type} [${event.id}] is being sent to ${flags.destination ?? 'the terminals that listen'}.`,
      );
      if (flags.destination) note(paintErr.dim(`How it goes: waybill events deliveries ${event.id} --attempts`));
    });
