/**
 * When a failed delivery is tried again. Pure: time and randomness are arguments.
 * The schedules are those of Stripe's event destinations: https://docs.stripe.com/webhooks#retries
 */
import type { Random } from '../clock.ts';
import type { Mode } from '../tenant.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Longest wait a receiver may ask for with `Retry-After`, and longest wait between two attempts, seconds. */
export const MAX_DELAY_SECONDS = 8 * HOUR;

/** Each delay varies by up to this share, so that deliveries that failed together do not return together. */
export const JITTER = 0.1;

interface RetrySchedule {
  /** Seconds to wait after the n-th automatic attempt (1 is the first); undefined when that was the last. */
  readonly delayAfter: (attempt: number) => number | undefined;
  /** Seconds after the first attempt from which nothing is tried any more. */
  readonly horizon: number;
}

const SANDBOX_DELAYS = [10 * MINUTE, HOUR, 3 * HOUR];

/** One schedule a mode; a new one is added here and nowhere else. */
const SCHEDULES: Record<Mode, RetrySchedule> = {
  live: { delayAfter: (attempt) => Math.min(30 * 4 ** (attempt - 1), MAX_DELAY_SECONDS), horizon: 72 * HOUR },
  sandbox: { delayAfter: (attempt) => SANDBOX_DELAYS[attempt - 1], horizon: 72 * HOUR },
};

export interface RetryQuestion {
  readonly mode: Mode;
  /** Automatic attempts made, 1 or more. */
  readonly automaticCount: number;
  /** Unix milliseconds. */
  readonly firstAttemptAt: number;
  /** Unix milliseconds. */
  readonly now: number;
  /** Real delays are divided by it; 1 in a deployment. */
  readonly timeScale: number;
  /** Seconds, what the receiver asked for. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Unix milliseconds of the next automatic attempt; undefined when there is none. */
export function nextAttemptAt(question: RetryQuestion, random: Random): number | undefined {
  const { mode, automaticCount, firstAttemptAt, now, timeScale, retryAfterSeconds = 0 } = question;
  const schedule = SCHEDULES[mode];
  const delay = schedule.delayAfter(automaticCount);
  if (delay === undefined) return undefined;
  const endsAt = horizonAt(mode, firstAttemptAt, timeScale);
  const jittered = delay * (1 - JITTER + 2 * JITTER * random());
  const at = now + (jittered * 1000) / timeScale;
  if (at > endsAt) return undefined;
  const asked = now + (Math.min(retryAfterSeconds, MAX_DELAY_SECONDS) * 1000) / timeScale;
  return Math.round(Math.min(Math.max(at, asked), endsAt));
}

/** The attempts that follow if every one fails, without jitter: unix milliseconds, `nextAttemptAt` first. */
export function plannedAttempts(delivery: {
  readonly mode: Mode;
  readonly automaticCount: number;
  readonly firstAttemptAt: number;
  readonly nextAttemptAt: number;
  readonly timeScale: number;
}): number[] {
  const middle: Random = () => 0.5;
  const planned: number[] = [];
  let at: number | undefined = delivery.nextAttemptAt;
  for (let made = delivery.automaticCount + 1; at !== undefined; made++) {
    planned.push(at);
    at = nextAttemptAt({ ...delivery, automaticCount: made, now: at }, middle);
  }
  return planned;
}

/**
 * Returns the unix milliseconds at which a pending delivery ends.
 * @param since unix milliseconds of the first attempt, or of publishing where there was none
 */
export const horizonAt = (mode: Mode, since: number, timeScale: number): number =>
  since + (SCHEDULES[mode].horizon * 1000) / timeScale;

/**
 * Age of an event up to which a delivery's first message is assumed to find no row, milliseconds. Its success is written
 * without reading the row.
 */
export const NO_ROW_MS = 60_000;

/**
 * Before this age of an event nothing else may record an attempt of its deliveries, milliseconds: an invocation that began
 * within NO_ROW_MS has ended by then, for it runs 60 s at most, and clocks may differ by seconds.
 */
export const FIRST_ATTEMPT_MS = 150_000;

/** Longest wait the queue holds by visibility, seconds; a longer one is parked in the due list. */
export const MAX_HOLD_SECONDS = 15 * MINUTE;

/** Whether the queue may hold a retry: it is short, and the queue is not on its way to the in-flight wall. */
export const mayHold = (question: {
  readonly delayMs: number;
  readonly timeScale: number;
  readonly inFlight: number;
  readonly inFlightLimit: number;
}): boolean =>
  question.delayMs <= (MAX_HOLD_SECONDS * 1000) / question.timeScale && question.inFlight < question.inFlightLimit;

/** Whole seconds until `at`, never early: SQS counts visibility and delay in seconds. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));
