/** Replays what a session missed while its socket was closed: reads the events from the table and sends them in order. */
import { eventKeyAt } from '../ids.ts';
import type { EventBatch, PushPorts } from './ports.ts';
import { CATCH_UP_MS, type ListenMessage, type ListenSession, OVERLAP_MS } from './session.ts';
import type { Progress, SessionSocket } from './session-socket.ts';

/** Pause between two passes, milliseconds. Publish functions that do not know the socket yet store further events. */
const PASS_PAUSE_MS = 200;
/** Overlap of two passes, milliseconds. The last pass overlaps more, to find events that were stored late. */
const PASS_OVERLAP_MS = 50;
/** Longest time after the catch-up in which passes are repeated because events are published meanwhile, milliseconds. */
const LONGEST_SETTLING_MS = 2_500;

type ReplayMessage = Extract<ListenMessage, { replay: unknown }>;
type Ports = Pick<PushPorts, 'sessions' | 'events' | 'queue' | 'sliceMs' | 'recent' | 'now' | 'pause'>;

/** Replays events for `sliceMs`. A further message continues the replay. @throws the error of a read or of the last write */
export async function replay(
  { session: sessionKey, replay: request }: ReplayMessage,
  socket: SessionSocket,
  ports: Ports,
): Promise<Progress> {
  const { session } = socket;
  const { connectionId, from } = request;
  // Another socket was opened since, which has its own replay.
  if (session.connectionId !== connectionId || !session.catchingUp) return 'done';
  const { sessions, queue, sliceMs, recent, now, pause } = ports;
  const until = now() + sliceMs;
  const catchUpEnd = (session.connectedAt ?? 0) + CATCH_UP_MS;
  const known = new Set(session.acknowledged);
  const { eventCursor, cursorChannel } = session;
  if (eventCursor && cursorChannel) recent.acknowledged(session.id, cursorChannel, eventCursor);
  const floor = request.floor ?? from;
  const notBefore = (key: string): string => (key > floor ? key : floor);
  let key = from;
  let passStart = now();
  /** Whether the pass found events that are too new for it. It ends with them: what follows is newer. */
  let hasNewer = false;
  let isWhole = from <= notBefore(eventKeyAt(passStart - OVERLAP_MS));
  for (;;) {
    const { events, readTo } = await nextEvents(session, key, ports);
    const isFinal = isWhole && passStart > catchUpEnd + LONGEST_SETTLING_MS;
    for (const event of events) {
      // Partitions are not read at one moment: an older event may be stored in one that was read before. The next pass has both.
      if (!isFinal && event.key >= eventKeyAt(passStart)) {
        hasNewer = true;
        break;
      }
      if (known.has(event.key) || recent.has(session.id, connectionId, event.key)) continue;
      const sent = await socket.send(event);
      if (sent !== 'sent') return sent === 'gone' ? 'disconnected' : 'retry';
    }
    if (readTo !== undefined && !hasNewer) key = `${readTo}!`;
    else if (isFinal || (isWhole && passStart > catchUpEnd && !hasNewer)) {
      await sessions.caughtUp(sessionKey, connectionId, notBefore(eventKeyAt(passStart - OVERLAP_MS)));
      return 'done';
    } else {
      const ended = passStart;
      if (hasNewer || now() <= catchUpEnd) await pause(PASS_PAUSE_MS);
      passStart = now();
      hasNewer = false;
      isWhole = passStart > catchUpEnd;
      // Only the last pass looks for events that were stored late.
      key = notBefore(eventKeyAt(ended - (isWhole ? OVERLAP_MS : PASS_OVERLAP_MS)));
    }
    if (now() > until) {
      const [refused] = await queue.send([{ session: sessionKey, replay: { connectionId, from: key, floor } }]);
      return refused ? 'retry' : 'done';
    }
  }
}

/** Returns events of the tenant and recorded events of other accounts in one order, as far as both were read. */
async function nextEvents(session: ListenSession, key: string, { events }: Ports): Promise<EventBatch> {
  const batches: EventBatch[] = await Promise.all([
    session.eventsFrom.includes('@self') ? events.from(session, key, session.types) : NOTHING,
    session.eventsFrom.includes('@accounts') ? events.recorded(session, key) : NOTHING,
  ]);
  const ends = batches.flatMap(({ readTo }) => readTo ?? []).sort();
  const [readTo] = ends;
  const merged = batches
    .flatMap((batch) => batch.events)
    .filter((event) => readTo === undefined || event.key <= readTo)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { events: merged, readTo };
}

const NOTHING: EventBatch = { events: [], readTo: undefined };
