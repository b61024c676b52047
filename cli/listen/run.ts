/** A listen session from its first connection to Ctrl-C, over cuts and over its own end on the platform. */

import { ApiError } from '../../api-client/api-error.ts';
import { LISTEN_SESSIONS, listenSessionPath } from '../../api-client/paths.ts';
import type { CreatedListenSessionObject } from '../../lambdas/contract/listen/session.ts';
import type { Api } from '../api.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { interruptSignal, pause } from '../interrupt.ts';
import { note, paintErr } from '../output/terminal.ts';
import type { Session } from '../session.ts';
import { createForwarder } from './forward.ts';
import { bodyFetcher } from './large-events.ts';
import { jsonReporter, textReporter } from './lines.ts';
import { Listener, type Tally } from './listener.ts';
import { openSocket, type SocketTarget } from './socket.ts';

export interface ListenOptions {
  readonly session: Session;
  readonly made: CreatedListenSessionObject;
  /** What it was made with, for the next one where it ends. */
  readonly asked: object;
  readonly json: boolean;
  /** Where events are forwarded to; undefined where they are only shown. */
  readonly url: URL | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly skipVerify: boolean;
}

/** For forwards under way when it is told to stop, milliseconds. */
const FINISHING_MS = 5000;

/** Until Ctrl-C. @throws ApiError when there can be no further session */
export async function listen({ session, made, asked, json, url, headers, skipVerify }: ListenOptions): Promise<void> {
  const { api, settings } = session;
  const signal = interruptSignal();
  // The socket lives on while what is under way is finished.
  const closing = new AbortController();
  let now = made;
  let heardAt = Date.now();
  let opened = false;

  const forwarder = url && createForwarder({ url, secret: () => now.secret, headers, skipVerify });
  const listener = new Listener({
    send: (text) => socket.send(text),
    hold: (held) => socket.hold(held),
    reporter: json ? jsonReporter() : textReporter(api.base),
    fetchBody: bodyFetcher(settings, made.api_version),
    forward: forwarder && { url: url.href, forwarder },
  });
  const socket = openSocket({
    target: targetOf(made),
    signal: closing.signal,
    renew: async () => {
      note(paintErr.yellow('The session has ended on the platform; another is begun.'));
      const next = await another(api, asked, heardAt, signal);
      // A platform on this machine that was started anew has another one.
      if (next.secret !== now.secret) note(`The signing secret is another now: ${paintErr.bold(next.secret)}`);
      now = next;
      return targetOf(next);
    },
    onText: (text) => {
      if (signal.aborted) return;
      heardAt = Date.now();
      listener.take(text);
    },
    onOpen: () => {
      note(opened ? paintErr.green('Connected again.') : readyText(session, made, url?.href));
      opened = true;
    },
    onCut: (reason, waitMs) => {
      const seconds = Math.max(1, Math.round(waitMs / 1000));
      note(paintErr.yellow(`The connection is cut (${reason}). Next try in ${seconds} s.`));
    },
  });

  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await Promise.race([interrupted, socket.ended]);
  await Promise.race([listener.finish(), pause(FINISHING_MS)]);
  closing.abort();
  forwarder?.close();
  await forgetSession(api, now.id);
  note(`\n${summary(listener.tally, url !== undefined)}`);
}

const targetOf = ({ websocket_url: url, websocket_id: websocketId }: CreatedListenSessionObject): SocketTarget => ({
  url,
  websocketId,
});

/** What nobody listens to any more need not be kept. It ends by itself in a day. */
export const forgetSession = (api: Api, id: string): Promise<unknown> =>
  api.delete(listenSessionPath(id)).catch(() => {});

/** What was published just before the last event may still have been on its way. */
const OVERLAP_MS = 10_000;
/** The platform keeps a day. */
const KEPT_MS = 24 * 3_600_000 - 60_000;
const AGAIN_MS = 5000;

/** Asks until the platform answers. @throws ApiError when it refuses */
async function another(
  api: Api,
  asked: object,
  heardAt: number,
  signal: AbortSignal,
): Promise<CreatedListenSessionObject> {
  for (;;) {
    try {
      const since = Math.floor(Math.max(heardAt - OVERLAP_MS, Date.now() - KEPT_MS) / 1000);
      return await api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, { ...asked, since });
    } catch (error) {
      if (!(error instanceof ApiError) || exitCodeOf(error.status) !== EXIT.noAnswer || signal.aborted) throw error;
      await pause(AGAIN_MS, signal);
    }
  }
}

function readyText({ settings }: Session, { types, secret }: CreatedListenSessionObject, url?: string): string {
  const what = `${settings.mode} events${types.includes('*') ? '' : ` of ${types.join(', ')}`}`;
  const ready = `${paintErr.green('✔')} Listening to ${what}. Ctrl-C ends it.`;
  return url === undefined ? ready : `${ready}\n  forwarded to  ${url}\n  signed with   ${paintErr.bold(secret)}`;
}

function summary({ received, forwarded, failed, duplicates }: Tally, forwarding: boolean): string {
  const parts = [`${received} received`];
  if (forwarding) parts.push(`${forwarded} forwarded`, `${failed} failed`);
  if (duplicates > 0) parts.push(`${duplicates} duplicates dropped`);
  return `${parts.join(', ')}.`;
}
