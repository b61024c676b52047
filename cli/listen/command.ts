/** `waybill listen`: events reach this terminal, and a server on this machine, as they are published. */
import { hostname } from 'node:os';
import { Command } from 'commander';
import { LISTEN_SESSIONS } from '../../api-client/paths.ts';
import type { CreatedListenSessionObject } from '../../lambdas/contract/listen/session.ts';
import { UsageError } from '../errors.ts';
import { given, list, several } from '../options.ts';
import { print } from '../output/terminal.ts';
import { parseTime } from '../output/times.ts';
import { openSession, type Session } from '../session.ts';
import { forwardUrl } from './forward.ts';
import { forgetSession, listen } from './run.ts';

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
    .description('show events as they are published, and forward them to a server on this machine')
    .option('-f, --forward-to <url>', 'post them there, signed: localhost:3000/hook, or 3000')
    .option('-e, --events <types>', 'types, exact or like invoice.*; commas, or several times (*)', list)
    .option('--thin', 'events without their data, to be fetched')
    .option('--events-from <scopes>', '@self, @accounts (events of other accounts, for the platform)', list)
    .option('--api-version <version>', 'version that events are sent in')
    .option('--since <time>', 'begin with what was published since: 10m, 2h, at most a day ago')
    .option('--format <text|json>', 'json prints one object a line', 'text')
    .option('-H, --headers <name: value>', 'send this too when forwarding; several times', several)
    .option('--skip-verify', 'forward to a server whose certificate is not trusted')
    .option('--print-secret', 'print the signing secret of forwarded events, and end')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill listen
  $ waybill listen --forward-to localhost:3000/hook --events invoice.*,customer.created
  $ export WEBHOOK_SECRET=$(waybill listen --print-secret)
  $ waybill listen --format json | jq -r 'select(.kind == "event") | .event.type'

Forwarded events are signed as an endpoint gets them, Stripe-Signature and webhook-*, always with the same secret.
When the connection is cut it is opened again, and what came meanwhile follows. Ctrl-C ends it.`,
    )
    .action(async (flags: Flags, command: Command) => {
      const session = openSession(command);
      const url = flags.forwardTo === undefined ? undefined : forwardUrl(flags.forwardTo);
      if (flags.format !== 'text' && flags.format !== 'json') {
        throw new UsageError(`--format should be text or json, got "${flags.format}".`);
      }
      const headers = headersOf(flags.headers);
      const since = flags.since === undefined ? undefined : parseTime(flags.since, '--since');
      const asked = request(session, flags, url);
      const made = await session.api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, {
        ...asked,
        ...given({ since }),
      });
      if (flags.printSecret) {
        await forgetSession(session.api, made.id);
        return print(made.secret);
      }
      const json = flags.format === 'json' || session.json;
      await listen({ session, made, asked, json, url, headers, skipVerify: flags.skipVerify === true });
    });

function request({ settings }: Session, flags: Flags, url: URL | undefined): object {
  return given({
    types: flags.events,
    event_payload: flags.thin ? ('thin' as const) : undefined,
    events_from: flags.eventsFrom,
    api_version: flags.apiVersion,
    forward_to: url?.href,
    device_name: settings.deviceName ?? hostname(),
  });
}

/** `Name: value` each. @throws UsageError */
function headersOf(texts: readonly string[] = []): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of texts) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`"${text}" is no header.`, { next: "Write it as --headers 'X-Name: value'." });
    }
    headers[name] = value;
  }
  return headers;
}
