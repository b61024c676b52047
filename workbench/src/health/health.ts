/**
 * How a destination does, told from its metrics and its newest deliveries. Pure: the API is asked elsewhere.
 * Metrics say when it began, to the hour or the day; deliveries say how the newest attempts went.
 */
import type { Delivery, Metrics } from '../api/types.ts';
import { errorRate, triesOf } from '../metrics/attempt-series.ts';

/** `failing`: what was tried last did not get through. `unsteady`: it did, and other attempts of the last 24 hours did not. */
export type HealthState = 'failing' | 'unsteady' | 'recovered' | 'healthy' | 'quiet';

export type Totals = Omit<Metrics['totals'], 'duration_ms'>;
export type Bucket = Totals & { readonly start: string };

/** A time that is known to the start of its hour or day only. */
export interface About {
  /** Unix milliseconds. */
  readonly at: number;
  readonly to: 'moment' | 'hour' | 'day';
}

export interface Health {
  readonly state: HealthState;
  /** When it began to fail; of a failing destination alone, and undefined when that is longer ago than is known. */
  readonly failingSince: About | undefined;
  /** When something got through last. */
  readonly lastSuccess: About | undefined;
  /** Of the last 24 hours. */
  readonly today: Totals;
  /** Of all that is known: 7 or 30 days. */
  readonly all: Totals;
}

export interface Known {
  /** By hour, oldest first. */
  readonly hours: readonly Bucket[];
  /** By day, oldest first, where they were asked for. */
  readonly days?: readonly Bucket[] | undefined;
  /** Newest deliveries, in any order. */
  readonly newest?: readonly Delivery[] | undefined;
}

const HOURS_A_DAY = 24;
const DAY_MS = HOURS_A_DAY * 3_600_000;
/** So many failures in a row are a fault; one among successes is not. */
const STREAK = 3;

const NOTHING: Totals = { attempts: 0, delivered: 0, retried: 0, failed: 0, errors: {} };

export const addTotals = (buckets: readonly Totals[]): Totals =>
  buckets.reduce((sum, { attempts, delivered, retried, failed, errors }) => {
    const merged: Record<string, number> = { ...sum.errors };
    for (const [name, count] of Object.entries(errors)) merged[name] = (merged[name] ?? 0) + count;
    return {
      attempts: sum.attempts + attempts,
      delivered: sum.delivered + delivered,
      retried: sum.retried + retried,
      failed: sum.failed + failed,
      errors: merged,
    };
  }, NOTHING);

/** Attempts that failed, and events that could not be rendered and so were not attempted. */
export const failuresOf = (totals: Totals): number => triesOf(totals).failed;

/** Share of what did not get through, 0 to 1; undefined when nothing was tried. */
export const errorRateOf = (totals: Totals): number | undefined => errorRate(triesOf(totals));

const isActive = (bucket: Totals): boolean => bucket.delivered > 0 || failuresOf(bucket) > 0;

export function healthOf({ hours, days = [], newest = [] }: Known): Health {
  const today = addTotals(hours.slice(-HOURS_A_DAY));
  const all = addTotals(days.length > 0 ? days : hours);
  const lastSuccess = lastSuccessOf(newest) ?? lastIn(hours, 'hour') ?? lastIn(days, 'day');
  const base = { today, all, lastSuccess, failingSince: undefined };
  if (!isActive(all) && !isActive(addTotals(hours))) return { ...base, state: 'quiet' };
  if (isFailing(hours, days, newest)) {
    return { ...base, state: 'failing', failingSince: failingSince(hours, days, newest) };
  }
  if (failuresOf(today) > 0) return { ...base, state: 'unsteady' };
  return { ...base, state: failuresOf(all) > 0 ? 'recovered' : 'healthy' };
}

/** An hour without any success is plain; what came last in a mixed one is known from the deliveries alone. */
function isFailing(hours: readonly Bucket[], days: readonly Bucket[], newest: readonly Delivery[]): boolean {
  const last = hours.findLast(isActive) ?? days.findLast(isActive);
  if (!last || failuresOf(last) === 0) return false;
  if (last.delivered === 0) return true;
  const latest = byLastAttempt(newest).slice(0, STREAK);
  return latest.length === STREAK && latest.every(({ status }) => status !== 'delivered');
}

/** The first hour or day with a failure after the last with a success; in a mixed hour the first delivery of the streak. */
function failingSince(
  hours: readonly Bucket[],
  days: readonly Bucket[],
  newest: readonly Delivery[],
): About | undefined {
  const last = hours.findLast(isActive);
  if (last && last.delivered > 0) {
    const attempted = byLastAttempt(newest);
    const success = attempted.findIndex(({ status }) => status === 'delivered');
    const first = attempted.slice(0, success < 0 ? undefined : success).at(-1)?.last_attempt_at;
    return first ? { at: Date.parse(first), to: 'moment' } : undefined;
  }
  const byHour = hours.findLastIndex(({ delivered }) => delivered > 0);
  if (byHour >= 0) return firstFailure(hours.slice(byHour + 1), 'hour');
  const byDay = days.findLastIndex(({ delivered }) => delivered > 0);
  // Where nothing ever got through in the time that is known: the first failure there is.
  const day = firstFailure(days.slice(byDay + 1), 'day');
  const hour = firstFailure(hours, 'hour');
  // Hours reach back a week, in which nothing got through: they know the day's first failure better.
  return day && hour && hour.at >= day.at + DAY_MS ? day : (hour ?? day);
}

function firstFailure(buckets: readonly Bucket[], to: About['to']): About | undefined {
  const first = buckets.find((bucket) => failuresOf(bucket) > 0);
  return first && { at: Date.parse(first.start), to };
}

function lastIn(buckets: readonly Bucket[], to: About['to']): About | undefined {
  const last = buckets.findLast(({ delivered }) => delivered > 0);
  return last && { at: Date.parse(last.start), to };
}

function lastSuccessOf(newest: readonly Delivery[]): About | undefined {
  const at = byLastAttempt(newest).find(({ status }) => status === 'delivered')?.last_attempt_at;
  return at ? { at: Date.parse(at), to: 'moment' } : undefined;
}

/** Those that were attempted, the latest attempt first. */
const byLastAttempt = (deliveries: readonly Delivery[]): Delivery[] =>
  deliveries
    .filter(({ last_attempt_at }) => last_attempt_at !== null)
    .sort((a, b) => Date.parse(b.last_attempt_at ?? '') - Date.parse(a.last_attempt_at ?? ''));

/** The delivery whose attempt failed last: what the destination answers is seen there. */
export const newestFailure = (newest: readonly Delivery[]): Delivery | undefined =>
  byLastAttempt(newest).find(({ status }) => status !== 'delivered');
