/** How the time until something planned is counted down. */

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Below it the seconds are told beside the minutes. */
const SECONDS_TOLD_MS = 10 * MINUTE_MS;
/** Above it nobody watches the seconds. */
const SLOW_MS = 60 * MINUTE_MS;

/**
 * Durations to be told one after the other, milliseconds; none when it is due. Never counts to zero too early: a second
 * that has begun is counted whole.
 */
export function countdownParts(leftMs: number): number[] {
  if (leftMs <= 0) return [];
  const whole = Math.ceil(leftMs / SECOND_MS) * SECOND_MS;
  if (whole < MINUTE_MS || whole >= SECONDS_TOLD_MS) return [whole];
  const seconds = whole % MINUTE_MS;
  return seconds === 0 ? [whole] : [whole - seconds, seconds];
}

/** How often it is told anew, milliseconds. */
export const countdownPeriod = (leftMs: number): number => (leftMs > SLOW_MS ? 15 * SECOND_MS : SECOND_MS);
