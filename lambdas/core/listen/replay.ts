/** What came while a session's socket was away: read from the table and sent in order, until the socket is up to date. */
import { eventKeyAt } from '../ids.ts';
import type { EventRun, PushPorts } from './ports.ts';
import { CATCH_UP_MS, type ListenMessage, type ListenSession, OVERLAP_MS } from './session.ts';
import type { Progress, SessionSocket } from './session-socket.ts';

/** Between looks for what publishes that do not know of the socket have stored, milliseconds. */
const LOOK_MS = 200;
/** So far back from its beginning the next of these looks: the last one finds what is stored later. Milliseconds. */
const LOOK_OVERLAP_MS = 50;

type ReplayMessage = Extract<ListenMessage, { replay: unknown }>;
type Ports = Pick<PushPorts, 'sessions' | 'events' | 'queue' | 'sliceMs' | 'recent' | 'now' | 'pause'>;

/** Goes through the table once, or for so long as a slice is; the rest is a message of its own. */
export async function replay(
  { session: place, replay: asked }: ReplayMessage,
  socket: SessionSocket,
  ports: Ports,
): Promise<Progress> {
  const { session } = socket;
  const { connectionId, from } = asked;
  // Another socket was opened since, and has a replay of its own.
  if (session.connectionId !== connectionId || !session.catchingUp) return 'done';
  const { sessions, queue, sliceMs, recent, now, pause } = ports;
  const until = now() + sliceMs;
  const settled = (session.connectedAt ?? 0) + CATCH_UP_MS;
  const known = new Set(session.acknowledged);
  const { eventCursor, cursorOver } = session;
  if (eventCursor && cursorOver) recent.acknowledged(session.id, cursorOver, eventCursor);
  const floor = asked.floor ?? from;
  const notBefore = (key: string): string => (key > floor ? key : floor);
  let key = from;
  let passBegan = now();
  let isWhole = from <= notBefore(eventKeyAt(passBegan - OVERLAP_MS));
  for (;;) {
    const { events, upTo } = await nextRun(session, key, ports);
    for (const event of events) {
      if (known.has(event.key) || recent.has(session.id, connectionId, event.key)) continue;
      const sent = await socket.send(event);
      if (sent !== 'sent') return sent === 'gone' ? 'away' : 'later';
    }
    if (upTo !== undefined) key = `${upTo}!`;
    else if (isWhole && passBegan > settled) {
      await sessions.caughtUp(place, connectionId, notBefore(eventKeyAt(passBegan - OVERLAP_MS)));
      return 'done';
    } else {
      const ended = passBegan;
      if (now() <= settled) await pause(LOOK_MS);
      passBegan = now();
      isWhole = passBegan > settled;
      // What is stored late is looked for once, in the end: until then looks are for what is new.
      key = notBefore(eventKeyAt(ended - (isWhole ? OVERLAP_MS : LOOK_OVERLAP_MS)));
    }
    if (now() > until) {
      const [refused] = await queue.send([{ session: place, replay: { connectionId, from: key, floor } }]);
      return refused ? 'later' : 'done';
    }
  }
}

/** Own events and those of other accounts that were noted down, in one order, as far as both were looked at. */
async function nextRun(session: ListenSession, key: string, { events }: Ports): Promise<EventRun> {
  const runs: EventRun[] = await Promise.all([
    session.eventsFrom.includes('@self') ? events.from(session, key, session.types) : NOTHING,
    session.eventsFrom.includes('@accounts') ? events.noted(session, key) : NOTHING,
  ]);
  const ends = runs.flatMap(({ upTo }) => upTo ?? []).sort();
  const [upTo] = ends;
  const merged = runs
    .flatMap((run) => run.events)
    .filter((event) => upTo === undefined || event.key <= upTo)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { events: merged, upTo };
}

const NOTHING: EventRun = { events: [], upTo: undefined };
