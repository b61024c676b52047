/** `waybill listen`: events reach this terminal, and a server on this machine, as they are published. */
import { hostname } from 'node:os';
import { Command } from 'commander';
import type { CreatedListenSessionObject } from '../../lambdas/contract/listen-session.ts';
import { ApiError } from '../api/api-error.ts';
import { LISTEN_SESSIONS, listenSessionPath } from '../api/paths.ts';
import { UsageError } from '../errors.ts';
import { interruptSignal, pause } from '../interrupt.ts';
import { createForwarder, forwardUrl } from '../listen/forward.ts';
import { bodyFetcher } from '../listen/large-events.ts';
import { jsonReporter, textReporter } from '../listen/lines.ts';
import { Listener, type Tally } from '../listen/listener.ts';
import { openSocket, type SocketTarget } from '../listen/socket.ts';
import { given, list, several } from '../options.ts';
import { openSession, type Session } from '../session.ts';
import { note, paintErr, print } from '../terminal.ts';
import { parseTime } from '../times.ts';

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

/** For forwards under way when it is told to stop, milliseconds. */
const FINISHING_MS = 5000;

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
      const signal = interruptSignal();
      const made = await session.api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, {
        ...asked,
        ...given({ since }),
      });
      if (flags.printSecret) {
        await forget(session, made.id);
        return print(made.secret);
      }
      const forwarder =
        url && createForwarder({ url, secret: made.secret, headers, skipVerify: flags.skipVerify === true });
      const json = flags.format === 'json' || session.json;
      await listen({ session, made, asked, signal, json, forward: forwarder && { url: url.href, forwarder } });
      forwarder?.close();
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

interface Run {
  readonly session: Session;
  readonly made: CreatedListenSessionObject;
  readonly asked: object;
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly forward: ConstructorParameters<typeof Listener>[0]['forward'];
}

/** Until it is interrupted. */
async function listen({ session, made, asked, signal, json, forward }: Run): Promise<void> {
  const { api, settings } = session;
  let { id } = made;
  let last = Math.floor(Date.now() / 1000);
  let opened = false;
  // The socket lives on while what is under way is finished.
  const closing = new AbortController();

  const listener = new Listener({
    send: (text) => socket.send(text),
    hold: (held) => socket.hold(held),
    reporter: json ? jsonReporter() : textReporter(api.base),
    fetchBody: bodyFetcher(settings, made.api_version),
    forward,
  });
  const renew = async (): Promise<SocketTarget> => {
    note(paintErr.yellow('The session has ended on the platform; another is begun.'));
    for (;;) {
      try {
        const next = await api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, { ...asked, since: last });
        ({ id } = next);
        return targetOf(next);
      } catch (error) {
        if (!(error instanceof ApiError) || error.info.status !== 0 || signal.aborted) throw error;
        await pause(5000, signal);
      }
    }
  };
  const socket = openSocket({
    target: targetOf(made),
    renew,
    signal: closing.signal,
    onText: (text) => {
      if (signal.aborted) return;
      last = Math.floor(Date.now() / 1000);
      listener.take(text);
    },
    onOpen: () => {
      note(opened ? paintErr.green('Connected again.') : readyText(session, made, forward?.url));
      opened = true;
    },
    onCut: (reason, waitMs) =>
      note(
        paintErr.yellow(`The connection is cut (${reason}). Next try in ${Math.max(1, Math.round(waitMs / 1000))} s.`),
      ),
  });

  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await Promise.race([interrupted, socket.ended]);
  await Promise.race([listener.finish(), pause(FINISHING_MS)]);
  closing.abort();
  await forget(session, id);
  note(`\n${summary(listener.tally, forward !== undefined)}`);
}

const targetOf = ({ websocket_url: url, websocket_id: websocketId }: CreatedListenSessionObject): SocketTarget => ({
  url,
  websocketId,
});

/** What nobody listens to any more need not be kept. It ends by itself in a day. */
const forget = ({ api }: Session, id: string): Promise<unknown> => api.delete(listenSessionPath(id)).catch(() => {});

function readyText(
  { settings }: Session,
  { types, secret }: CreatedListenSessionObject,
  url: string | undefined,
): string {
  const what = `${settings.mode} events${types.includes('*') ? '' : ` of ${types.join(', ')}`}`;
  const signed = url === undefined ? '' : ` Forwarded to ${url}, signed with ${paintErr.bold(secret)}.`;
  return `${paintErr.green('✔')} Listening to ${what}.${signed} Ctrl-C ends it.`;
}

function summary({ received, forwarded, failed, duplicates }: Tally, forwarding: boolean): string {
  const parts = [`${received} received`];
  if (forwarding) parts.push(`${forwarded} forwarded`, `${failed} failed`);
  if (duplicates > 0) parts.push(`${duplicates} duplicates dropped`);
  return `${parts.join(', ')}.`;
}
