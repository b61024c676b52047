/** Calculates how a countdown is shown. */

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Below this, seconds are shown beside the minutes. */
const SHOW_SECONDS_MS = 10 * MINUTE_MS;
/** Above this, updates are less frequent. */
const SLOW_MS = 60 * MINUTE_MS;

/**
 * Returns the durations to show one after the other, in milliseconds; an empty list when the time is due. Rounds up to
 * full seconds, so that the countdown does not reach zero early.
 */
export function countdownParts(leftMs: number): number[] {
  if (leftMs <= 0) return [];
  const rounded = Math.ceil(leftMs / SECOND_MS) * SECOND_MS;
  if (rounded < MINUTE_MS || rounded >= SHOW_SECONDS_MS) return [rounded];
  const seconds = rounded % MINUTE_MS;
  return seconds === 0 ? [rounded] : [rounded - seconds, seconds];
}

/** Returns the update interval, in milliseconds. */
export const countdownPeriod = (leftMs: number): number => (leftMs > SLOW_MS ? 15 * SECOND_MS : SECOND_MS);
