/** Since when a destination misses events, because it is or was disabled. */
import { RETENTION_SECONDS } from '../event/event.ts';
import type { DestinationBase } from './destination-base.ts';

type Missing = Pick<
  DestinationBase,
  'status' | 'created' | 'health' | 'selectionHistory' | 'historyFrom' | 'missedSince'
>;

/**
 * Returns since when a destination has missed events, unix milliseconds: since it was disabled, and if every attempt failed before
 * that, since the first of them. After it was enabled again, the time is kept until a recovery covers it.
 * @returns undefined when it was not disabled in the last 30 days
 */
export function missedSince(destination: Missing, now: number): number | undefined {
  const { status, missedSince: stored } = destination;
  if (status === 'disabled') return Math.min(stored ?? Number.POSITIVE_INFINITY, disabledAt(destination));
  return stored === undefined || stored < now - RETENTION_SECONDS * 1000 ? undefined : stored;
}

/** Returns the field of a destination that is disabled now: its health, which shows since when it fails, is cleared later. */
export function missedBefore({ missedSince: stored, health }: Missing): Pick<DestinationBase, 'missedSince'> {
  const since = Math.min(stored ?? Number.POSITIVE_INFINITY, health?.failingSince ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(since) ? { missedSince: since } : {};
}

/** Returns when a disabled destination was disabled; if its history does not go back that far, the start of the history. */
function disabledAt({ selectionHistory = [], historyFrom, created }: Missing): number {
  const last = selectionHistory.findLast(({ status }) => status === 'enabled');
  return last?.until ?? historyFrom ?? created;
}
