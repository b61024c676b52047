/**
 * Derives the health of a destination from its metrics and its newest deliveries.
 * Metrics show to the hour or the day when failures began; deliveries show the results of the newest attempts.
 */
import type { Delivery, Destination, Metrics } from '../api/types.ts';
import { errorRate, triesOf } from '../metrics/attempt-series.ts';

/** `failing`: the latest attempts failed. `degraded`: the latest succeeded, others of the last 24 hours failed. */
export type HealthState = 'failing' | 'degraded' | 'recovered' | 'healthy' | 'idle';

export type Totals = Omit<Metrics['totals'], 'duration_ms'>;
export type Bucket = Totals & { readonly start: string };

/** A time that may be known only to the start of its hour or day. */
export interface ApproximateTime {
  /** Unix milliseconds. */
  readonly at: number;
  readonly precision: 'exact' | 'hour' | 'day';
}

export interface Health {
  readonly state: HealthState;
  /** When it began to fail. Undefined unless it is failing, and when that is longer ago than the metrics reach. */
  readonly failingSince: ApproximateTime | undefined;
  /** Time of the last successful attempt. */
  readonly lastSuccess: ApproximateTime | undefined;
  /** Totals of the last 24 hours. */
  readonly today: Totals;
  /** Totals of the metrics' full range: 7 or 30 days. */
  readonly all: Totals;
}

export interface HealthInputs {
  /** By hour, oldest first. */
  readonly hours: readonly Bucket[];
  /** By day, oldest first; undefined when they were not loaded. */
  readonly days?: readonly Bucket[] | undefined;
  /** Newest deliveries, in any order. */
  readonly newest?: readonly Delivery[] | undefined;
}

const HOURS_A_DAY = 24;
const DAY_MS = HOURS_A_DAY * 3_600_000;
/** This many failures in a row make a destination failing. A single failure among successes does not. */
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

/** Counts failed attempts and events that could not be rendered. */
export const failuresOf = (totals: Totals): number => triesOf(totals).failed;

/** Returns the share of failures, 0 to 1; undefined when there were no attempts. */
export const errorRateOf = (totals: Totals): number | undefined => errorRate(triesOf(totals));

const isActive = (bucket: Totals): boolean => bucket.delivered > 0 || failuresOf(bucket) > 0;

export function healthOf({ hours, days = [], newest = [] }: HealthInputs): Health {
  const today = addTotals(hours.slice(-HOURS_A_DAY));
  const all = addTotals(days.length > 0 ? days : hours);
  const lastSuccess = lastSuccessOf(newest) ?? lastIn(hours, 'hour') ?? lastIn(days, 'day');
  const base = { today, all, lastSuccess, failingSince: undefined };
  if (!isActive(all) && !isActive(addTotals(hours))) return { ...base, state: 'idle' };
  if (isFailing(hours, days, newest)) {
    return { ...base, state: 'failing', failingSince: failingSince(hours, days, newest) };
  }
  if (failuresOf(today) > 0) return { ...base, state: 'degraded' };
  return { ...base, state: failuresOf(all) > 0 ? 'recovered' : 'healthy' };
}

/**
 * Returns the health with what the platform measures: a destination whose deliveries wait, or whose attempts have failed for an
 * hour, is failing. One whose waiting deliveries are being sent has recovered, although metrics show its last hour as failed.
 */
export function withMeasured(health: Health, { status, since, draining }: Destination['health']): Health {
  if (status === 'failing') {
    const failingSince: ApproximateTime | undefined =
      since === null ? health.failingSince : { at: Date.parse(since), precision: 'exact' };
    return { ...health, state: 'failing', failingSince };
  }
  if (draining && health.state === 'failing') return { ...health, state: 'recovered', failingSince: undefined };
  return health;
}

/** An hour without a success proves failure. In an hour with both, only the deliveries show which came last. */
function isFailing(hours: readonly Bucket[], days: readonly Bucket[], newest: readonly Delivery[]): boolean {
  const last = hours.findLast(isActive) ?? days.findLast(isActive);
  if (!last || failuresOf(last) === 0) return false;
  if (last.delivered === 0) return true;
  const latest = byLastAttempt(newest).slice(0, STREAK);
  return latest.length === STREAK && latest.every(({ status }) => status !== 'delivered');
}

/** Returns the first hour or day with a failure after the last success; in an hour with both, the first delivery of the streak. */
function failingSince(
  hours: readonly Bucket[],
  days: readonly Bucket[],
  newest: readonly Delivery[],
): ApproximateTime | undefined {
  const last = hours.findLast(isActive);
  if (last && last.delivered > 0) {
    const attempted = byLastAttempt(newest);
    const success = attempted.findIndex(({ status }) => status === 'delivered');
    const first = attempted.slice(0, success < 0 ? undefined : success).at(-1)?.last_attempt_at;
    return first ? { at: Date.parse(first), precision: 'exact' } : undefined;
  }
  const byHour = hours.findLastIndex(({ delivered }) => delivered > 0);
  if (byHour >= 0) return firstFailure(hours.slice(byHour + 1), 'hour');
  const byDay = days.findLastIndex(({ delivered }) => delivered > 0);
  // Without any success in the range, the first failure of the range counts.
  const day = firstFailure(days.slice(byDay + 1), 'day');
  const hour = firstFailure(hours, 'hour');
  // An hour within the first failing day is more precise than the day.
  return day && hour && hour.at >= day.at + DAY_MS ? day : (hour ?? day);
}

function firstFailure(
  buckets: readonly Bucket[],
  precision: ApproximateTime['precision'],
): ApproximateTime | undefined {
  const first = buckets.find((bucket) => failuresOf(bucket) > 0);
  return first && { at: Date.parse(first.start), precision };
}

function lastIn(buckets: readonly Bucket[], precision: ApproximateTime['precision']): ApproximateTime | undefined {
  const last = buckets.findLast(({ delivered }) => delivered > 0);
  return last && { at: Date.parse(last.start), precision };
}

function lastSuccessOf(newest: readonly Delivery[]): ApproximateTime | undefined {
  const at = byLastAttempt(newest).find(({ status }) => status === 'delivered')?.last_attempt_at;
  return at ? { at: Date.parse(at), precision: 'exact' } : undefined;
}

/** Returns the deliveries that were attempted, latest attempt first. */
const byLastAttempt = (deliveries: readonly Delivery[]): Delivery[] =>
  deliveries
    .filter(({ last_attempt_at }) => last_attempt_at !== null)
    .sort((a, b) => Date.parse(b.last_attempt_at ?? '') - Date.parse(a.last_attempt_at ?? ''));

/** Returns the delivery with the latest failed attempt. */
export const newestFailure = (newest: readonly Delivery[]): Delivery | undefined =>
  byLastAttempt(newest).find(({ status }) => status !== 'delivered');
