/**
 * Schedules deliveries that an internal error (a throttled table, KMS, a bug) kept from being attempted or recorded. Such an
 * error never ends a delivery before its horizon. Pure: time and randomness are arguments.
 */
import type { Random } from '../clock.ts';
import type { Mode } from '../tenant.ts';
import { horizonAt, JITTER, mayHold } from './retry-policy.ts';

/** Seconds for which the queue hides a message after its first, second … receive; after these the delivery is parked. */
const HOLD_SECONDS = [30, 2 * 60, 8 * 60];

/** Bounds of the time between retries of a parked delivery, seconds. Shorter than others: internal errors end sooner than an endpoint's. */
const SHORTEST_PARK_SECONDS = 15 * 60;
const LONGEST_PARK_SECONDS = 3600;

export interface HoldQuestion {
  /** `ApproximateReceiveCount` of the message. */
  readonly receiveCount: number;
  /** Messages in flight in the queue. */
  readonly inFlight: number;
  readonly inFlightLimit: number;
  /** Real waits are divided by it; 1 in a deployment. */
  readonly timeScale: number;
}

/** Milliseconds for which the queue hides the message; undefined when its delivery is to be parked. */
export function holdAfterInternalError(question: HoldQuestion, random: Random): number | undefined {
  const seconds = HOLD_SECONDS[question.receiveCount - 1];
  if (seconds === undefined) return undefined;
  const delayMs = jittered(seconds, question.timeScale, random);
  return mayHold({ ...question, delayMs }) ? delayMs : undefined;
}

export interface ParkQuestion {
  readonly mode: Mode;
  /** Unix milliseconds of the first attempt, or of publishing where there was none. */
  readonly since: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly timeScale: number;
}

/**
 * Returns until when the delivery is parked, unix milliseconds: the next of its times 15, 30 and 45 minutes after its
 * beginning, each later one half as long again, an hour at most. Undefined when its horizon has passed. The times are fixed, so
 * that messages of one delivery that meet the same error share one entry of the due list.
 */
export function parkAfterInternalError({ mode, since, now, timeScale }: ParkQuestion): number | undefined {
  const endsAt = horizonAt(mode, since, timeScale);
  if (now >= endsAt) return undefined;
  const passed = ((now - since) * timeScale) / 1000;
  let seconds = SHORTEST_PARK_SECONDS;
  while (seconds <= passed) seconds += Math.min(Math.max(seconds / 2, SHORTEST_PARK_SECONDS), LONGEST_PARK_SECONDS);
  return Math.min(Math.ceil(since + (seconds * 1000) / timeScale), endsAt);
}

const jittered = (seconds: number, timeScale: number, random: Random): number =>
  Math.round((seconds * 1000 * (1 - JITTER + 2 * JITTER * random())) / timeScale);
