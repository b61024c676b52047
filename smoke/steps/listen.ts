/** A listen session: the event arrives on a WebSocket, as in `waybill listen`. */
import { ackFrame, type ReceivedEvent, readFrame } from '../../api-client/listen/frames.ts';
import { LISTEN_SESSIONS, listenSessionPath } from '../../api-client/paths.ts';
import { openSocket } from '../../cli/listen/socket.ts';
import type { CreatedListenSessionObject } from '../../lambdas/contract/listen/session.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';

export interface Listening {
  /** What has arrived, by event id. */
  readonly received: ReadonlyMap<string, ReceivedEvent>;
}

/** Creates a session and opens its socket. */
export async function openSession(
  { limits, made }: RunContext,
  { api, persistent }: Connection,
  eventType: string,
): Promise<Passed<Listening>> {
  const request = { types: [eventType], device_name: 'smoke test' };
  const created = await api.post<CreatedListenSessionObject>(LISTEN_SESSIONS, request);
  made.add(`listen session ${created.id}`, () => persistent.delete(listenSessionPath(created.id)));
  const received = new Map<string, ReceivedEvent>();
  const closing = new AbortController();
  let isOpen = false;
  let lost: string | undefined;
  const socket = openSocket({
    target: { url: created.websocket_url, websocketId: created.websocket_id },
    signal: closing.signal,
    renew: async () => {
      throw new Error('The platform does not know the session that it has just created.');
    },
    onOpen: () => {
      isOpen = true;
    },
    onLost: (reason) => {
      lost = reason;
    },
    onText: (text) => {
      const event = readFrame(text);
      if (!event) return;
      received.set(event.eventId, event);
      socket.send(ackFrame(event));
    },
  });
  socket.ended.catch((error: Error) => {
    lost = error.message;
  });
  made.add('listen socket', async () => {
    closing.abort();
    await socket.ended.catch(() => {});
  });
  if (!(await eventually(async () => isOpen || undefined, limits)))
    throw new Error(`The socket at ${created.websocket_url} does not open: ${lost ?? 'no response'}.`);
  return passed(new URL(created.websocket_url).host, { received });
}

export async function isHeard({ limits }: RunContext, { received }: Listening, event: string): Promise<Passed<true>> {
  const arrived = await eventually(async () => received.get(event), limits);
  if (!arrived) throw new Error(`${event} did not arrive on the socket in time.`);
  return passed(`${arrived.eventId}, ${arrived.eventType}`);
}
