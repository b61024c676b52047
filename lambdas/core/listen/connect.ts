/** What becomes of a session when its socket opens, closes, or says something. */
import type { Clock } from '../clock.ts';
import type { EventStore } from '../event/ports.ts';
import { acknowledged, answerOf, isKeyBy } from './frames.ts';
import type { ListenAnswerStore, ListenQueue, ListenSessionStore, Sockets } from './ports.ts';
import type { ClientFrame } from './protocol.ts';
import { type ListenPlace, type ListenSession, replayFrom, SESSIONS_KEPT_MS } from './session.ts';

export interface ConnectPorts {
  readonly sessions: Pick<
    ListenSessionStore,
    'findBySocket' | 'findByConnection' | 'connect' | 'disconnect' | 'acknowledge'
  >;
  readonly answers: Pick<ListenAnswerStore, 'add'>;
  readonly events: Pick<EventStore, 'keyOf'>;
  readonly queue: Pick<ListenQueue, 'send'>;
  readonly sockets: Pick<Sockets, 'close'>;
  /** By a `websocket_id`. */
  readonly hashOf: (websocketId: string) => string;
  readonly newAnswerId: () => string;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * @returns false when the id is not known
 * @throws Error when the replay cannot be asked for: whoever dials shall dial again
 */
export async function openSocket(
  websocketId: string,
  connectionId: string,
  { sessions, queue, sockets, hashOf, now, pause }: ConnectPorts,
): Promise<boolean> {
  const session = await sessions.findBySocket(hashOf(websocketId));
  if (session) await pause(unknownFor(session, now()));
  const before = session && (await sessions.connect(session, connectionId, now()));
  if (!before) return false;
  const { account, mode, id } = before;
  const replay = { connectionId, from: replayFrom(before, now()) };
  const refused = await queue.send([{ session: { account, mode, id }, replay }]);
  if (refused.length > 0) {
    await sessions.disconnect(before, connectionId, now());
    throw new Error('The queue of listen sessions did not take the replay.');
  }
  // Its listener is here now; that socket is dead, or another process with the same id.
  if (before.connectionId !== undefined) await sockets.close(before.connectionId);
  return true;
}

/**
 * Milliseconds until every publish knows of a new session. What they publish until then the table tells, but for events of
 * other accounts, which are noted down by who knows of it: a socket for those opens when all do.
 */
const unknownFor = ({ eventsFrom, created }: ListenSession, now: number): number =>
  eventsFrom.includes('@accounts') ? Math.max(0, created + SESSIONS_KEPT_MS - now) : 0;

export async function closeSocket(connectionId: string, { sessions, now }: ConnectPorts): Promise<void> {
  const place = await sessions.findByConnection(connectionId);
  if (place) await sessions.disconnect(place, connectionId, now());
}

/** When an instance last moved the cursor of a session, unix milliseconds. */
export type CursorMoves = Map<string, number>;

/** Of a burst not each acknowledgement is written: the next one says as much, and after the last there may be a repeat. */
const BURST_MS = 250;

/** Stores what a client sent: the response of its local endpoint, or how far its events have arrived. */
export async function hear(
  frame: ClientFrame,
  place: ListenPlace,
  moves: CursorMoves,
  ports: ConnectPorts,
): Promise<void> {
  if (frame.type === 'webhook_response') {
    return ports.answers.add(place, answerOf(frame, ports.newAnswerId(), ports.now()));
  }
  const told = acknowledged(frame, ports.now());
  if (!told) return;
  const key = 'key' in told ? told.key : await ports.events.keyOf(place, told.id);
  const now = ports.now();
  if (key === undefined || !isKeyBy(key, now)) return;
  if (now - (moves.get(place.id) ?? 0) < BURST_MS) return;
  moves.set(place.id, now);
  await ports.sessions.acknowledge(place, key, 'over' in told ? told.over : undefined);
}
