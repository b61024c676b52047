/** Finds the events that a destination missed, page by page, oldest first: reads its deliveries and the events in parallel. */
import type { Destination } from '../destination/destination.ts';
import { isOwnHealth, notMatchedReason } from '../destination/matching.ts';
import { PING_TYPE } from '../event/event-body.ts';
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';
import type { EventReader } from './event-reader.ts';
import type { RecoveryScan, ScannedDelivery, ScannedEvent } from './ports.ts';
import type { Missed, RecoveryRange } from './recovery.ts';

export interface MissedEvent {
  readonly key: string;
  /** Tenant of the event. */
  readonly tenant: Tenant;
  readonly missedAs: Missed;
  /** Whether this recovery has sent a message that was attempted: by a step that ended before it stored its cursor. */
  readonly attempted: boolean;
}

export interface MissedPage {
  readonly items: readonly MissedEvent[];
  /** Key up to which the range was read. */
  readonly cursor: string;
  /** Whether the whole range was read. */
  readonly ended: boolean;
}

/** Age up to which an event may be waiting for its first attempt, milliseconds. */
export const UNATTEMPTED_AFTER_MS = 3 * 60_000;

/**
 * Returns the next page after `cursor`. A page may be empty and not the last.
 * @param recovery id of the recovery; events that it has attempted are marked
 */
export async function nextMissedEvents(
  destination: Destination,
  range: RecoveryRange,
  { cursor, recovery = '', now }: { readonly cursor: string; readonly recovery?: string; readonly now: number },
  { scan, readEvents }: { readonly scan: RecoveryScan; readonly readEvents: EventReader },
): Promise<MissedPage> {
  const end = eventKeyAt(range.until);
  const keys = { after: cursor, before: end, ...(range.types ? { types: range.types } : {}) };
  const readsEvents = range.statuses.some((status) => status === 'unattempted' || status === 'not_sent');
  const statuses = (['failed', 'pending'] as const).filter((status) => range.statuses.includes(status));
  const [rows, events] = await Promise.all([
    // When events are read too, rows of every status are needed: an event with a row is not unattempted.
    scan.deliveries(destination.id, keys, readsEvents ? undefined : { statuses, recovery }),
    readsEvents ? readEvents(keys) : { items: [], reached: undefined },
  ]);
  const reached = [rows.reached ?? end, events.reached ?? end].sort()[0] as string;
  const known = new Set(rows.items.map(({ key }) => key));
  const missed = [
    ...rows.items.flatMap((row) => ofRow(row, range, recovery)),
    ...events.items.filter(({ key }) => !known.has(key)).flatMap((event) => ofEvent(event, destination, range, now)),
  ];
  return {
    items: missed.filter(({ key }) => key <= reached).sort((a, b) => (a.key < b.key ? -1 : 1)),
    cursor: reached,
    ended: rows.reached === undefined && events.reached === undefined,
  };
}

function ofRow({ key, tenant, status, recovery }: ScannedDelivery, range: RecoveryRange, own: string): MissedEvent[] {
  const attempted = recovery !== undefined && recovery === own;
  if (status === 'delivered') return attempted ? [{ key, tenant, missedAs: 'failed', attempted }] : [];
  return attempted || range.statuses.includes(status) ? [{ key, tenant, missedAs: status, attempted }] : [];
}

/** Returns the event if the destination missed it. The event has no row. */
function ofEvent(event: ScannedEvent, destination: Destination, range: RecoveryRange, now: number): MissedEvent[] {
  const { key, tenant } = event;
  const isForIt = event.destinations.some(
    ({ account, id }) => account === destination.account && id === destination.id,
  );
  const missedAs = isForIt ? 'unattempted' : 'not_sent';
  if (!range.statuses.includes(missedAs)) return [];
  const missed =
    missedAs === 'unattempted'
      ? publishedAt(key) <= now - UNATTEMPTED_AFTER_MS
      : publishedAt(key) >= destination.created && isWanted(destination, event);
  return missed ? [{ key, tenant, missedAs, attempted: false }] : [];
}

/** A ping is for one destination, regardless of the selection of others. */
const isWanted = (destination: Destination, { tenant, type, about }: ScannedEvent): boolean =>
  type !== PING_TYPE &&
  !isOwnHealth(destination, type, about) &&
  notMatchedReason({ ...destination, status: 'enabled' }, tenant.account, type) === undefined;
