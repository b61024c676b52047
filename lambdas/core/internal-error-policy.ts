/**
 * Schedules deliveries that an internal error (a throttled table, KMS, a bug) kept from being attempted or recorded. Such an
 * error never ends a delivery before its horizon. Pure: time and randomness are arguments.
 */
import type { Random } from './ports.ts';
import { horizonAt, JITTER, mayHold } from './retry-policy.ts';
import type { Mode } from './tenant.ts';

/** Seconds for which the queue hides a message after its first, second … receive; after these the delivery is parked. */
const HOLD_SECONDS = [30, 2 * 60, 8 * 60];

/** Bounds of the wait of a parked delivery, seconds. Shorter than retries, because internal errors end sooner than an endpoint's. */
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
 * Returns the unix milliseconds until which the delivery is parked; undefined when its horizon has passed. The wait is half of
 * the time since `since`, so that waits grow without a counter.
 */
export function parkAfterInternalError({ mode, since, now, timeScale }: ParkQuestion, random: Random) {
  const endsAt = horizonAt(mode, since, timeScale);
  if (now >= endsAt) return undefined;
  const half = ((now - since) * timeScale) / 2000;
  const seconds = Math.min(Math.max(half, SHORTEST_PARK_SECONDS), LONGEST_PARK_SECONDS);
  return Math.min(now + jittered(seconds, timeScale, random), endsAt);
}

const jittered = (seconds: number, timeScale: number, random: Random): number =>
  Math.round((seconds * 1000 * (1 - JITTER + 2 * JITTER * random())) / timeScale);
