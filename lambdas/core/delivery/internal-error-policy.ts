/**
 * Schedules deliveries that could not be attempted or recorded because of an internal error (a throttled table, KMS, a bug). Such
 * an error never ends a delivery before its retry horizon. Pure: time and randomness are arguments.
 */
import type { Random } from '../clock.ts';
import type { Mode } from '../tenant.ts';
import { horizonAt, JITTER, mayHold } from './retry-policy.ts';

/** Seconds for which the queue hides a message after its first, second … receive; after these the delivery is deferred. */
const HOLD_SECONDS = [30, 2 * 60, 8 * 60];

/** Bounds of the time between retries of a deferred delivery, seconds. Shorter than the retry schedule: internal errors end soon. */
const SHORTEST_DEFER_SECONDS = 15 * 60;
const LONGEST_DEFER_SECONDS = 3600;

interface HoldInput {
  /** `ApproximateReceiveCount` of the message. */
  readonly receiveCount: number;
  /** Messages in flight in the queue. */
  readonly inFlight: number;
  readonly inFlightLimit: number;
  /** Divides all waits; 1 in a deployment. */
  readonly timeScale: number;
}

/** Returns the milliseconds for which the queue hides the message; undefined when its delivery is to be deferred. */
export function holdAfterInternalError(question: HoldInput, random: Random): number | undefined {
  const seconds = HOLD_SECONDS[question.receiveCount - 1];
  if (seconds === undefined) return undefined;
  const delayMs = jittered(seconds, question.timeScale, random);
  return mayHold({ ...question, delayMs }) ? delayMs : undefined;
}

interface DeferInput {
  readonly mode: Mode;
  /** Unix milliseconds of the first attempt, or of publishing where there was none. */
  readonly since: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly timeScale: number;
}

/**
 * Returns until when the delivery is deferred, unix milliseconds; undefined when its retry horizon has passed. The retries are
 * 15, 30 and 45 minutes after `since`; then each interval is half the time passed, an hour at most. The times do not depend on
 * `now`, so that several messages of one delivery share one entry of the due list.
 */
export function deferAfterInternalError({ mode, since, now, timeScale }: DeferInput): number | undefined {
  const endsAt = horizonAt(mode, since, timeScale);
  if (now >= endsAt) return undefined;
  const passed = ((now - since) * timeScale) / 1000;
  let seconds = SHORTEST_DEFER_SECONDS;
  while (seconds <= passed) seconds += Math.min(Math.max(seconds / 2, SHORTEST_DEFER_SECONDS), LONGEST_DEFER_SECONDS);
  return Math.min(Math.ceil(since + (seconds * 1000) / timeScale), endsAt);
}

const jittered = (seconds: number, timeScale: number, random: Random): number =>
  Math.round((seconds * 1000 * (1 - JITTER + 2 * JITTER * random())) / timeScale);
