/** Updates a listen session when its socket opens, closes, or sends a frame. */
import type { Clock } from '../clock.ts';
import type { EventStore } from '../event/ports.ts';
import { acknowledged, isKeyBy, localResponseFrom } from './frames.ts';
import type { ListenQueue, ListenSessionStore, LocalResponseStore, Sockets } from './ports.ts';
import type { ClientFrame } from './protocol.ts';
import { type ListenSession, type ListenSessionKey, replayFrom, SESSIONS_CACHE_MS } from './session.ts';

export interface ConnectPorts {
  readonly sessions: Pick<
    ListenSessionStore,
    'findBySocket' | 'findByConnection' | 'connect' | 'disconnect' | 'acknowledge'
  >;
  readonly localResponses: Pick<LocalResponseStore, 'add'>;
  readonly events: Pick<EventStore, 'keyOf'>;
  readonly queue: Pick<ListenQueue, 'send'>;
  readonly sockets: Pick<Sockets, 'close'>;
  /** Returns the `socketHash` of a `websocket_id`. */
  readonly hashOf: (websocketId: string) => string;
  readonly newResponseId: () => string;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Connects a socket to its session and starts the replay.
 * @returns false when the `websocket_id` is unknown
 * @throws Error when the queue refuses the replay; the client has to connect again
 */
export async function openSocket(
  websocketId: string,
  connectionId: string,
  { sessions, queue, sockets, hashOf, now, pause }: ConnectPorts,
): Promise<boolean> {
  const session = await sessions.findBySocket(hashOf(websocketId));
  if (session) await pause(msUntilKnown(session, now()));
  const before = session && (await sessions.connect(session, connectionId, now()));
  if (!before) return false;
  const { account, mode, id } = before;
  const replay = { connectionId, from: replayFrom(before, now()) };
  const refused = await queue.send([{ session: { account, mode, id }, replay }]);
  if (refused.length > 0) {
    await sessions.disconnect(before, connectionId, now());
    throw new Error('The queue of listen sessions refused the replay.');
  }
  // The former socket is dead, or belongs to another process with the same id.
  if (before.connectionId !== undefined) await sockets.close(before.connectionId);
  return true;
}

/**
 * Returns the milliseconds to wait until every publish function knows a new session. Events published earlier are read from the
 * table. Events of other accounts are not: only a publish that knows the session records them for it.
 */
const msUntilKnown = ({ eventsFrom, created }: ListenSession, now: number): number =>
  eventsFrom.includes('@accounts') ? Math.max(0, created + SESSIONS_CACHE_MS - now) : 0;

/** Disconnects a closed socket from its session. */
export async function closeSocket(connectionId: string, { sessions, now }: ConnectPorts): Promise<void> {
  const sessionKey = await sessions.findByConnection(connectionId);
  if (sessionKey) await sessions.disconnect(sessionKey, connectionId, now());
}

/** The times at which an instance last moved the cursors of sessions, unix milliseconds by session id. */
export type CursorMoves = Map<string, number>;

/**
 * Shortest time between two writes of a cursor, milliseconds. Acknowledgements in between are dropped: a later one includes them,
 * and without a later one a few events are sent again.
 */
const BURST_MS = 250;

/** Stores what a client sent: the response of its local endpoint, or an acknowledgement. */
export async function handleFrame(
  frame: ClientFrame,
  sessionKey: ListenSessionKey,
  moves: CursorMoves,
  ports: ConnectPorts,
): Promise<void> {
  if (frame.type === 'webhook_response') {
    return ports.localResponses.add(sessionKey, localResponseFrom(frame, ports.newResponseId(), ports.now()));
  }
  const acknowledgement = acknowledged(frame, ports.now());
  if (!acknowledgement) return;
  const key = 'key' in acknowledgement ? acknowledgement.key : await ports.events.keyOf(sessionKey, acknowledgement.id);
  const now = ports.now();
  if (key === undefined || !isKeyBy(key, now)) return;
  if (now - (moves.get(sessionKey.id) ?? 0) < BURST_MS) return;
  moves.set(sessionKey.id, now);
  await ports.sessions.acknowledge(sessionKey, key, 'channel' in acknowledgement ? acknowledgement.channel : undefined);
}
