/** Calculates the progress of a recovery. */
import type { Recovery } from '../../api/types.ts';

type Counts = Pick<Recovery, 'sent' | 'delivered' | 'failed' | 'skipped'>;

/** Number of resent events without a result. */
export const inFlight = ({ sent, delivered, failed, skipped }: Counts): number =>
  Math.max(0, sent - delivered - failed - skipped);

/** After a stop, queued events are still sent for two minutes, and their results take a moment more. */
const LAST_RESULTS_MS = 3 * 60_000;

/** Whether the counts can still change. */
export const canChange = (recovery: Counts & Pick<Recovery, 'status' | 'finished'>, now: number): boolean =>
  recovery.status === 'running' ||
  (inFlight(recovery) > 0 && recovery.finished !== null && now - Date.parse(recovery.finished) < LAST_RESULTS_MS);

/**
 * Returns the share of events with a result, a whole number from 0 to 100. `progress` alone reaches its end earlier,
 * because sends are scheduled ahead. A running recovery is never at 100: only the status shows that it is complete.
 */
export function percentOf(recovery: Counts & Pick<Recovery, 'progress' | 'status'>): number {
  const { progress, status, sent } = recovery;
  const settled = sent === 0 ? 1 : 1 - inFlight(recovery) / sent;
  const percent = Math.floor(progress * settled * 100);
  return status === 'running' ? Math.min(99, percent) : percent;
}

/** Returns how long the recovery ran or has been running, in milliseconds. */
export const durationOf = ({ created, finished }: Pick<Recovery, 'created' | 'finished'>, now: number): number =>
  Math.max(0, (finished === null ? now : Date.parse(finished)) - Date.parse(created));

/** Returns the running recovery. A destination has at most one. */
export const runningOf = <R extends Pick<Recovery, 'status'>>(recoveries: readonly R[]): R | undefined =>
  recoveries.find(({ status }) => status === 'running');
