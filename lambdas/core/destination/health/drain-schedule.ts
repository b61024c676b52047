/**
 * Schedules the drain of a backlog: the deliveries of each second, at a rate that doubles until it reaches its maximum, so that an
 * endpoint that has just recovered is not overwhelmed. Pure.
 */

import { WATCH_SHARDS } from './watch.ts';

interface DrainRamp {
  /** Deliveries in the first second. */
  readonly firstRate: number;
  /** Milliseconds after which the rate doubles. */
  readonly doubleEveryMs: number;
  /** Largest rate, deliveries a second. May be below 1. */
  readonly maxRate: number;
}

/** Largest value of the setting `drainRatePerSecond`. */
export const MAX_DRAIN_RATE = 1000;

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

/** Settings of all drains. */
export interface DrainSettings {
  /** Largest rate of a drain, deliveries a second. */
  readonly drainRatePerSecond: number;
  /** Largest rate of all drains together, deliveries a second: what the slow lane takes. */
  readonly drainCapacityPerSecond: number;
  /** Divides all delays; 1 in a deployment. */
  readonly timeScale: number;
}

/**
 * Returns the ramp of a destination: its part of what the slow lane takes, at most its own rate. Parts are equal, and what drains
 * with a lower rate leave is for the others (max-min fairness, https://en.wikipedia.org/wiki/Max-min_fairness).
 * @param ownRate largest rate of its drain, deliveries a second
 * @param drainRates largest rates of all drains of the same shard of the watch list
 */
export function drainRampFor(
  ownRate: number,
  drainRates: readonly number[],
  { drainCapacityPerSecond, timeScale }: DrainSettings,
): DrainRamp {
  const part = largestPart(drainRates, drainCapacityPerSecond / WATCH_SHARDS);
  return drainRamp(Math.min(ownRate, part), timeScale);
}

/** Returns the rate of the drains that want more than there is for them; infinite when there is enough for all. */
function largestPart(drainRates: readonly number[], capacity: number): number {
  const ascending = drainRates.toSorted((a, b) => a - b);
  let left = capacity;
  for (const [index, rate] of ascending.entries()) {
    const part = left / (ascending.length - index);
    if (rate > part) return part;
    left -= rate;
  }
  return Number.POSITIVE_INFINITY;
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

/** The part of a drain that one sweep sends. */
export interface DrainPlan {
  readonly seconds: readonly DrainSecond[];
  /** End of the last second, unix milliseconds. */
  readonly until: number;
  /** Deliveries a second at its end. */
  readonly rate: number;
}

/** Periods of the sweep that are planned: the half is for the time that sending takes. */
export const LOOK_AHEAD = 1.5;

/**
 * Plans the time from the end of the plan before until the next sweep has sent its first messages. Times are unix milliseconds.
 * @param since when the drain started
 * @param planned end of the plan before; undefined for none
 * @param periodMs time between two sweeps
 */
export function drainPlan(
  {
    since,
    planned,
    now,
    periodMs,
  }: { readonly since: number; readonly planned: number | undefined; readonly now: number; readonly periodMs: number },
  ramp: DrainRamp,
): DrainPlan {
  const end = now + LOOK_AHEAD * Math.max(periodMs, SECOND_MS);
  // Only a clock that is minutes fast plans further. Its time must not stop the drain.
  const from = planned === undefined || planned > end ? now : Math.max(now, planned);
  const seconds = drainSchedule({ since, from, until: end }, ramp);
  const until = from + seconds.length * SECOND_MS;
  return { seconds, until, rate: drainRateAt(since, until, ramp) };
}
