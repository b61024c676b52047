/**
 * Schedules the drain of a backlog: the deliveries of each second, at a rate that doubles until it reaches its maximum, so that an
 * endpoint that has just recovered is not overwhelmed. Pure.
 */

export interface DrainRamp {
  /** Deliveries in the first second. */
  readonly firstRate: number;
  /** Milliseconds after which the rate doubles. */
  readonly doubleEveryMs: number;
  /** Largest rate, deliveries a second. May be below 1. */
  readonly maxRate: number;
}

/** Default of the setting `drainRatePerSecond`. */
export const DEFAULT_DRAIN_RATE = 50;

/** Returns the ramp. @param maxRate deliveries a second @param timeScale divides the time in which the rate doubles; 1 in a deployment */
export const drainRamp = (maxRate: number, timeScale: number): DrainRamp => ({
  firstRate: 1,
  doubleEveryMs: 10_000 / timeScale,
  maxRate,
});

/** More doublings than any rate needs. */
const MAX_DOUBLINGS = 30;

/** Returns the rate of a drain, deliveries a second. @param since when the drain started @param at unix milliseconds */
export function drainRateAt(since: number, at: number, { firstRate, doubleEveryMs, maxRate }: DrainRamp): number {
  const doublings = Math.min(MAX_DOUBLINGS, Math.floor(Math.max(0, at - since) / doubleEveryMs));
  return Math.min(maxRate, firstRate * 2 ** doublings);
}

/** A second of the drain. */
export interface DrainSecond {
  /** Start of the second, unix milliseconds. */
  readonly at: number;
  /** Number of deliveries. */
  readonly count: number;
}

const SECOND_MS = 1000;
/** Larger than the rounding errors of a minute. */
const ROUNDING = 1e-9;

/**
 * Returns the whole seconds from `from` to `until` (unix milliseconds), and how many deliveries each of them has: the first one at
 * least one, so that a rate below one in this time still makes progress.
 */
export function drainSchedule(
  { since, from, until }: { readonly since: number; readonly from: number; readonly until: number },
  ramp: DrainRamp,
): DrainSecond[] {
  const seconds: DrainSecond[] = [];
  // The part of a delivery that the seconds before did not use. The first second has a whole one.
  let left = Math.max(0, 1 - drainRateAt(since, from, ramp));
  for (let at = from; at + SECOND_MS <= until; at += SECOND_MS) {
    const exact = left + drainRateAt(since, at, ramp);
    const count = Math.floor(exact + ROUNDING);
    seconds.push({ at, count });
    left = exact - count;
  }
  return seconds;
}
