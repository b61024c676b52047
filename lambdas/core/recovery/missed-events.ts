/** What a destination missed, page by page, oldest first: two walks, of its deliveries and of events, side by side. */
import type { Destination } from '../destination/destination.ts';
import { whyNotMatched } from '../destination/matching.ts';
import { isAlwaysThin } from '../event/event-body.ts';
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';
import type { EventWalk } from './event-walk.ts';
import type { RecoveryScan, ScannedDelivery, ScannedEvent } from './ports.ts';
import type { Missed, RecoveryRange } from './recovery.ts';

export interface MissedEvent {
  readonly key: string;
  /** Whose event it is. */
  readonly tenant: Tenant;
  readonly how: Missed;
  /** A message of this recovery was sent for it and attempted: by a step that died before it could say so. */
  readonly attempted: boolean;
}

export interface MissedPage {
  readonly items: readonly MissedEvent[];
  /** Key up to which the range has been looked at. */
  readonly cursor: string;
  /** That is its end. */
  readonly ended: boolean;
}

/** An event younger than this may still be waiting for its first attempt, milliseconds. */
export const UNATTEMPTED_AFTER_MS = 3 * 60_000;

/**
 * The next page after `cursor`. A page may be empty and not the last.
 * @param recovery id of the recovery it is for; what that has attempted is told apart
 */
export async function nextMissed(
  destination: Destination,
  range: RecoveryRange,
  { cursor, recovery = '', now }: { readonly cursor: string; readonly recovery?: string; readonly now: number },
  { scan, walk }: { readonly scan: RecoveryScan; readonly walk: EventWalk },
): Promise<MissedPage> {
  const end = eventKeyAt(range.until);
  const keys = { after: cursor, before: end, ...(range.types ? { types: range.types } : {}) };
  const walksEvents = range.statuses.some((status) => status === 'unattempted' || status === 'not_sent');
  const statuses = (['failed', 'pending'] as const).filter((status) => range.statuses.includes(status));
  const [rows, events] = await Promise.all([
    // Where events are walked too, every row counts: one that is there says that the event was not missed.
    scan.deliveries(destination.id, keys, walksEvents ? undefined : { statuses, recovery }),
    walksEvents ? walk(keys) : { items: [], reached: undefined },
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
  if (status === 'delivered') return attempted ? [{ key, tenant, how: 'failed', attempted }] : [];
  return attempted || range.statuses.includes(status) ? [{ key, tenant, how: status, attempted }] : [];
}

/** Of an event without a row. */
function ofEvent(event: ScannedEvent, destination: Destination, range: RecoveryRange, now: number): MissedEvent[] {
  const { key, tenant } = event;
  const isForIt = event.destinations.some(
    ({ account, id }) => account === destination.account && id === destination.id,
  );
  const how = isForIt ? 'unattempted' : 'not_sent';
  if (!range.statuses.includes(how)) return [];
  const missed =
    how === 'unattempted'
      ? publishedAt(key) <= now - UNATTEMPTED_AFTER_MS
      : publishedAt(key) >= destination.created && isWanted(destination, event);
  return missed ? [{ key, tenant, how, attempted: false }] : [];
}

/** A ping is for the destination it was asked for, whatever others select. */
const isWanted = (destination: Destination, { tenant, type }: ScannedEvent): boolean =>
  !isAlwaysThin(type) && whyNotMatched({ ...destination, status: 'enabled' }, tenant.account, type) === undefined;
