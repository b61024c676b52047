/** How far a recovery is. Pure. */
import type { Recovery } from '../../api/types.ts';

type Counts = Pick<Recovery, 'sent' | 'delivered' | 'failed' | 'skipped'>;

/** Sent, and not known yet what became of it. */
export const inFlight = ({ sent, delivered, failed, skipped }: Counts): number =>
  Math.max(0, sent - delivered - failed - skipped);

/** What is in the queue when a recovery is stopped still goes out, for two minutes; its results take a moment more. */
const LAST_RESULTS_MS = 3 * 60_000;

/** Whether its numbers may still change. */
export const isMoving = (recovery: Counts & Pick<Recovery, 'status' | 'finished'>, now: number): boolean =>
  recovery.status === 'running' ||
  (inFlight(recovery) > 0 && recovery.finished !== null && now - Date.parse(recovery.finished) < LAST_RESULTS_MS);

/**
 * 0 to 100, whole: of what was looked at, what has its result. Sends are planned ahead of their time, so `progress` alone
 * is at its end long before. While it runs it is never 100: the end is told by the status.
 */
export function percentOf(recovery: Counts & Pick<Recovery, 'progress' | 'status'>): number {
  const { progress, status, sent } = recovery;
  const settled = sent === 0 ? 1 : 1 - inFlight(recovery) / sent;
  const percent = Math.floor(progress * settled * 100);
  return status === 'running' ? Math.min(99, percent) : percent;
}

/** How long it ran, or has been running, milliseconds. */
export const tookOf = ({ created, finished }: Pick<Recovery, 'created' | 'finished'>, now: number): number =>
  Math.max(0, (finished === null ? now : Date.parse(finished)) - Date.parse(created));

/** The one that runs: there is one at most. */
export const runningOf = <R extends Pick<Recovery, 'status'>>(recoveries: readonly R[]): R | undefined =>
  recoveries.find(({ status }) => status === 'running');
