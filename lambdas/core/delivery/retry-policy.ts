/**
 * Schedules the retries of failed deliveries. Pure: time and randomness are arguments.
 * The schedules are those of Stripe's event destinations: https://docs.stripe.com/webhooks#retries
 */
import type { Random } from '../clock.ts';
import type { Mode } from '../tenant.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Longest delay between two attempts, and longest `Retry-After` that is followed, seconds. */
export const MAX_DELAY_SECONDS = 8 * HOUR;

/** Share by which each delay varies, so that deliveries that failed together are not retried together. */
export const JITTER = 0.1;

interface RetrySchedule {
  /** Returns the delay after the n-th automatic attempt (1 is the first), seconds; undefined after the last one. */
  readonly delayAfter: (attempt: number) => number | undefined;
  /** Seconds after the first attempt after which no automatic attempt is made. */
  readonly horizon: number;
  /** Seconds from the first attempt to the last one. */
  readonly length: number;
}

const SANDBOX_DELAYS = [10 * MINUTE, HOUR, 3 * HOUR];

const SCHEDULES: Record<Mode, RetrySchedule> = {
  live: {
    delayAfter: (attempt) => Math.min(30 * 4 ** (attempt - 1), MAX_DELAY_SECONDS),
    horizon: 72 * HOUR,
    length: 72 * HOUR,
  },
  sandbox: {
    delayAfter: (attempt) => SANDBOX_DELAYS[attempt - 1],
    horizon: 72 * HOUR,
    length: SANDBOX_DELAYS.reduce((sum, seconds) => sum + seconds),
  },
};

interface RetryInput {
  readonly mode: Mode;
  /** Number of automatic attempts made, 1 or more. */
  readonly automaticCount: number;
  /** Unix milliseconds. */
  readonly firstAttemptAt: number;
  /** Unix milliseconds. */
  readonly now: number;
  /** Divides all delays; 1 in a deployment. */
  readonly timeScale: number;
  /** `Retry-After` of the response, seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Returns the unix milliseconds of the next automatic attempt; undefined when there is none. */
export function nextAttemptAt(question: RetryInput, random: Random): number | undefined {
  const { mode, automaticCount, firstAttemptAt, now, timeScale, retryAfterSeconds = 0 } = question;
  const schedule = SCHEDULES[mode];
  const delay = schedule.delayAfter(automaticCount);
  if (delay === undefined) return undefined;
  const endsAt = horizonAt(mode, firstAttemptAt, timeScale);
  const jittered = delay * (1 - JITTER + 2 * JITTER * random());
  const at = now + (jittered * 1000) / timeScale;
  if (at > endsAt) return undefined;
  const notBefore = now + (Math.min(retryAfterSeconds, MAX_DELAY_SECONDS) * 1000) / timeScale;
  return Math.round(Math.min(Math.max(at, notBefore), endsAt));
}

/** Returns the times of all further automatic attempts if each one fails, without jitter: unix milliseconds, ascending. */
export function plannedAttempts(delivery: {
  readonly mode: Mode;
  readonly automaticCount: number;
  readonly firstAttemptAt: number;
  readonly nextAttemptAt: number;
  readonly timeScale: number;
}): number[] {
  const withoutJitter: Random = () => 0.5;
  const planned: number[] = [];
  let at: number | undefined = delivery.nextAttemptAt;
  for (let made = delivery.automaticCount + 1; at !== undefined; made++) {
    planned.push(at);
    at = nextAttemptAt({ ...delivery, automaticCount: made, now: at }, withoutJitter);
  }
  return planned;
}

/**
 * Returns the end of the retry horizon, unix milliseconds: a delivery that is still pending then fails.
 * @param since unix milliseconds of the first attempt, or of publishing where there was none
 */
export const horizonAt = (mode: Mode, since: number, timeScale: number): number =>
  since + (SCHEDULES[mode].horizon * 1000) / timeScale;

/**
 * Returns when a delivery that waits without attempts fails, unix milliseconds: when its last automatic attempt would have been.
 * @param since unix milliseconds of publishing
 */
export const scheduleEndsAt = (mode: Mode, since: number, timeScale: number): number =>
  since + (SCHEDULES[mode].length * 1000) / timeScale;

/**
 * Age of an event up to which the first message of a delivery assumes that there is no row, milliseconds. A success is then
 * written without reading the row.
 */
export const NO_ROW_MS = 60_000;

/**
 * Age of an event up to which only first messages may record attempts of its deliveries, milliseconds. An invocation that
 * started within NO_ROW_MS has ended by then: it runs for 60 s at most, and clocks may differ by seconds.
 */
export const FIRST_ATTEMPT_MS = 150_000;

/** Longest retry delay that the queue holds with a visibility timeout, seconds. A longer retry is deferred. */
export const MAX_HOLD_SECONDS = 15 * MINUTE;

/** Returns whether the queue may hold a retry: the delay is short, and few enough messages are in flight. */
export const mayHold = (question: {
  readonly delayMs: number;
  readonly timeScale: number;
  readonly inFlight: number;
  readonly inFlightLimit: number;
}): boolean =>
  question.delayMs <= (MAX_HOLD_SECONDS * 1000) / question.timeScale && question.inFlight < question.inFlightLimit;

/**
 * Returns how many messages of a queue are in flight at most. A reading does not have the messages that were hidden since, and every
 * instance of the function may have hidden as many of them as this one.
 * @param uncounted messages that this instance has hidden and that the reading may not have
 */
export const mostInFlight = ({
  reading,
  uncounted,
  instances,
}: {
  readonly reading: number;
  readonly uncounted: number;
  readonly instances: number;
}): number => reading + uncounted * instances;

/** Returns the seconds until `at`, rounded up: SQS takes visibility timeouts and delays in whole seconds. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));
