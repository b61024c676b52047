/** `waybill listen`: shows events as they are published, and forwards them to a server on this machine. */
import { hostname } from 'node:os';
import { Command } from 'commander';
import { LISTEN_SESSIONS } from '../../api-client/paths.ts';
import type { CreatedListenSessionObject } from '../../lambdas/contract/listen/session.ts';
import { UsageError } from '../errors.ts';
import { definedFields, list, several } from '../options.ts';
import { print } from '../output/terminal.ts';
import { parseTime } from '../output/times.ts';
import { openSession, type Session } from '../session.ts';
import { forwardUrl } from './forward.ts';
import { deleteSession, listen } from './run.ts';

interface Flags {
  forwardTo?: string;
  events?: string[];
  thin?: boolean;
  eventsFrom?: string[];
  apiVersion?: string;
  since?: string;
  format: string;
  headers?: string[];
  skipVerify?: boolean;
  printSecret?: boolean;
}

export const listenCommand = (): Command =>
  new Command('listen')
    .description('Show events as they are published, and forward them to a server on this machine')
    .option(
      '-f, --forward-to <url>',
      'Address to forward events to, for example localhost:3000/hook or 3000 (default: do not forward)',
    )
    .option(
      '-e, --events <types>',
      'Event types, exact or patterns such as invoice.*; separate with commas or repeat (default: all)',
      list,
    )
    .option('--thin', 'Receive thin events: without data, which the receiver fetches')
    .option(
      '--events-from <scopes>',
      'Accounts whose events to receive: @self, or @accounts for all other accounts (platform only) (default: @self)',
      list,
    )
    .option('--api-version <version>', 'API version of the events (default: the default version of the account)')
    .option(
      '--since <time>',
      'Start with the events published since this time, for example 10m or 2h, at most 24h (default: now)',
    )
    .option('--format <text|json>', 'Output format. json prints one object per line', 'text')
    .option('-H, --headers <name: value>', 'Header to add to forwarded requests; repeat for several headers', several)
    .option('--skip-verify', 'Do not verify the TLS certificate of the local server')
    .option('--print-secret', 'Print the signing secret of forwarded events and exit')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill listen
  $ waybill listen --forward-to localhost:3000/hook --events invoice.*,customer.created
  $ export WEBHOOK_SECRET=$(waybill listen --print-secret)
  $ waybill listen --format json | jq -r 'select(.kind == "event") | .event.type'

Forwarded requests have the headers of a webhook, Stripe-Signature and webhook-*, signed with a secret that stays the
same for an account. When the connection is lost, it is opened again, and events published meanwhile follow. Press
Ctrl-C to stop.`,
    )
    .action(async (flags: Flags, command: Command) => {
      const session = openSession(command);
      const url = flags.forwardTo === undefined ? undefined : forwardUrl(flags.forwardTo);
      if (flags.format !== 'text' && flags.format !== 'json') {
        throw new UsageError(`--format must be text or json, got "${flags.format}".`);
      }
      const headers = headersOf(flags.headers);
      const since = flags.since === undefined ? undefined : parseTime(flags.since, '--since');
      const request = requestOf(session, flags, url);
      const created = await session.api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, {
        ...request,
        ...definedFields({ since }),
      });
      if (flags.printSecret) {
        await deleteSession(session.api, created.id);
        return print(created.secret);
      }
      const json = flags.format === 'json' || session.json;
      await listen({ session, created, request, json, url, headers, skipVerify: flags.skipVerify === true });
    });

function requestOf({ settings }: Session, flags: Flags, url: URL | undefined): object {
  return definedFields({
    types: flags.events,
    event_payload: flags.thin ? ('thin' as const) : undefined,
    events_from: flags.eventsFrom,
    api_version: flags.apiVersion,
    forward_to: url?.href,
    device_name: settings.deviceName ?? hostname(),
  });
}

/** Parses headers, each in the form `Name: value`. @throws UsageError */
function headersOf(texts: readonly string[] = []): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of texts) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`"${text}" is not a valid header.`, { next: "Write it as --headers 'X-Name: value'." });
    }
    headers[name] = value;
  }
  return headers;
}
