/** The lane in the health of a destination: slow attempts make it slow, and some time without one makes it fast again. Pure. */
import type { DestinationHealth } from './health.ts';

/** Time after the latest slow attempt in which the lane is slow, milliseconds. */
const SLOW_MS = 5 * 60_000;

/** Shortest such time under a time scale, milliseconds: an attempt takes as long as ever, up to 30 s. */
const SHORTEST_SLOW_MS = 60_000;

/** Share of the time by which a further slow attempt has to extend it. A smaller extension is not worth a write. */
const MIN_EXTENSION = 0.2;

/**
 * Returns the health after an attempt turned out to be slow; undefined when it does not change.
 * @param now unix milliseconds
 * @param timeScale divides all waits; 1 in a deployment
 */
export function healthAfterSlowAttempt(
  before: DestinationHealth | undefined,
  now: number,
  timeScale: number,
): DestinationHealth | undefined {
  const slowMs = Math.max(SLOW_MS / timeScale, SHORTEST_SLOW_MS);
  const slowUntil = Math.round(now + slowMs);
  const knownUntil = before?.slowUntil ?? 0;
  if (slowUntil - knownUntil < slowMs * MIN_EXTENSION) return undefined;
  const slowSince = knownUntil > now ? (before?.slowSince ?? now) : now;
  return { revision: 0, circuit: 'closed', ...before, slowUntil, slowSince };
}
