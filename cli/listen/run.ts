/** Runs a listen session until Ctrl-C. Creates another one when it ends on the platform. */

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
  readonly created: CreatedListenSessionObject;
  /** The request that created it, to create another one. */
  readonly request: object;
  readonly json: boolean;
  /** Where events are forwarded to; undefined when they are only shown. */
  readonly url: URL | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly skipVerify: boolean;
}

/** Time for running forwards after Ctrl-C, milliseconds. */
const FINISH_MS = 5000;

/** Resolves after Ctrl-C. @throws ApiError when another session cannot be created */
export async function listen({
  session,
  created,
  request,
  json,
  url,
  headers,
  skipVerify,
}: ListenOptions): Promise<void> {
  const { api, settings } = session;
  const signal = interruptSignal();
  // The socket stays open while running forwards are finished.
  const closing = new AbortController();
  let current = created;
  let receivedAt = Date.now();
  let opened = false;

  const forwarder = url && createForwarder({ url, secret: () => current.secret, headers, skipVerify });
  const listener = new Listener({
    send: (text) => socket.send(text),
    pauseSocket: (paused) => socket.setPaused(paused),
    reporter: json ? jsonReporter() : textReporter(api.base),
    fetchBody: bodyFetcher(settings, created.api_version),
    forward: forwarder && { url: url.href, forwarder },
  });
  const socket = openSocket({
    target: targetOf(created),
    signal: closing.signal,
    renew: async () => {
      note(paintErr.yellow('The session has ended on the platform. Starting another one.'));
      const next = await anotherSession(api, request, receivedAt, signal);
      // A platform on this machine has another one after a restart.
      if (next.secret !== current.secret) note(`The signing secret has changed: ${paintErr.bold(next.secret)}`);
      current = next;
      return targetOf(next);
    },
    onText: (text) => {
      if (signal.aborted) return;
      receivedAt = Date.now();
      listener.receive(text);
    },
    onOpen: () => {
      note(opened ? paintErr.green('Reconnected.') : readyText(session, created, url?.href));
      opened = true;
    },
    onLost: (reason, waitMs) => {
      const seconds = Math.max(1, Math.round(waitMs / 1000));
      note(paintErr.yellow(`The connection was lost (${reason}). Reconnecting in ${seconds} s.`));
    },
  });

  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await Promise.race([interrupted, socket.ended]);
  await Promise.race([listener.finish(), pause(FINISH_MS)]);
  closing.abort();
  forwarder?.close();
  await deleteSession(api, current.id);
  note(`\n${summary(listener.tally, url !== undefined)}`);
}

const targetOf = ({ websocket_url: url, websocket_id: websocketId }: CreatedListenSessionObject): SocketTarget => ({
  url,
  websocketId,
});

/** Deletes a session that is not needed any more. It would expire after a day. */
export const deleteSession = (api: Api, id: string): Promise<unknown> =>
  api.delete(listenSessionPath(id)).catch(() => {});

/** Events published shortly before the last one may not have arrived. */
const OVERLAP_MS = 10_000;
/** The platform replays one day. */
const REPLAY_MS = 24 * 3_600_000 - 60_000;
const RETRY_MS = 5000;

/** Retries until the platform responds. @throws ApiError when it refuses */
async function anotherSession(
  api: Api,
  request: object,
  receivedAt: number,
  signal: AbortSignal,
): Promise<CreatedListenSessionObject> {
  for (;;) {
    try {
      const since = Math.floor(Math.max(receivedAt - OVERLAP_MS, Date.now() - REPLAY_MS) / 1000);
      return await api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, { ...request, since });
    } catch (error) {
      if (!(error instanceof ApiError) || exitCodeOf(error.status) !== EXIT.noResponse || signal.aborted) throw error;
      await pause(RETRY_MS, signal);
    }
  }
}

function readyText({ settings }: Session, { types, secret }: CreatedListenSessionObject, url?: string): string {
  const what = `${settings.mode} events${types.includes('*') ? '' : ` of ${types.join(', ')}`}`;
  const ready = `${paintErr.green('✔')} Listening for ${what}. Press Ctrl-C to stop.`;
  return url === undefined ? ready : `${ready}\n  forwarding to   ${url}\n  signing secret  ${paintErr.bold(secret)}`;
}

function summary({ received, forwarded, failed, duplicates }: Tally, forwarding: boolean): string {
  const parts = [`${received} received`];
  if (forwarding) parts.push(`${forwarded} forwarded`, `${failed} failed`);
  if (duplicates > 0) parts.push(`${duplicates} duplicates ignored`);
  return `${parts.join(', ')}.`;
}
