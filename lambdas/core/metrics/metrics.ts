/**
 * Counts the results of attempts by destination and hour, so that the API returns metrics of millions of deliveries without reading
 * them. Durations are counted in buckets: counts of several hours can be added, and quantiles cannot.
 */
import type { Attempt, AttemptReport, RenderFailureReport } from '../delivery/delivery.ts';

export const HOUR_MS = 3_600_000;

/** Upper bounds of the buckets, milliseconds: 1 to 32768, each sqrt 2 times the one before. A further bucket has no bound. */
export const BUCKET_BOUNDS: readonly number[] = Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent / 2));

type Counts = Readonly<Record<string, number>>;

export interface Rollup {
  /** All attempts. A failed resend of a delivered delivery counts in none of the next three. */
  readonly attempts: number;
  readonly delivered: number;
  /** Failed attempts after which the delivery is pending. */
  readonly retried: number;
  /** Failed attempts after which the delivery has failed, and deliveries that failed because the event cannot be rendered. */
  readonly failed: number;
  /** Failures by class: `http_4xx`, `http_5xx`, `render_failed`, or the code of the error. */
  readonly errors: Counts;
  /** Attempts by the index of the bucket of their duration. Empty buckets are absent. */
  readonly durations: Counts;
}

/** The rollup of one destination and one hour. An attempt counts in the hour of its start. */
export interface HourlyRollup extends Rollup {
  readonly destinationId: string;
  /** Unix milliseconds of the hour's start. */
  readonly hour: number;
}

export const EMPTY_ROLLUP: Rollup = { attempts: 0, delivered: 0, retried: 0, failed: 0, errors: {}, durations: {} };

/** Returns the sum of two rollups. Associative and commutative, so batches, hours and days may be merged in any order. */
export const merged = (a: Rollup, b: Rollup): Rollup => ({
  attempts: a.attempts + b.attempts,
  delivered: a.delivered + b.delivered,
  retried: a.retried + b.retried,
  failed: a.failed + b.failed,
  errors: sum(a.errors, b.errors),
  durations: sum(a.durations, b.durations),
});

function sum(a: Counts, b: Counts): Counts {
  const total: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
}

export type CountedReport = AttemptReport | RenderFailureReport;

/** Returns one rollup for each destination and hour of the reports. */
export function rollUp(reports: readonly CountedReport[]): HourlyRollup[] {
  const groups = Map.groupBy(reports, (report) => `${report.delivery.destinationId} ${hourOf(report)}`);
  return Array.from(groups.values(), (group) => {
    const [first] = group as [CountedReport];
    const counts = group.map(rollupOf).reduce(merged);
    return { ...counts, destinationId: first.delivery.destinationId, hour: hourOf(first) };
  });
}

const hourOf = (report: CountedReport): number =>
  Math.floor(('attempt' in report ? report.attempt.startedAt : report.failedAt) / HOUR_MS) * HOUR_MS;

const rollupOf = (report: CountedReport): Rollup =>
  'attempt' in report ? rollupOfAttempt(report) : rollupOfRenderFailure(report);

/** Counts no attempt and no duration, because none was made. */
const rollupOfRenderFailure = ({ delivery }: RenderFailureReport): Rollup => ({
  ...EMPTY_ROLLUP,
  failed: delivery.status === 'failed' ? 1 : 0,
  errors: { render_failed: 1 },
});

function rollupOfAttempt({ attempt, delivery }: AttemptReport): Rollup {
  const { ok, durationMs } = attempt;
  return {
    attempts: 1,
    delivered: ok ? 1 : 0,
    retried: !ok && delivery.status === 'pending' ? 1 : 0,
    failed: !ok && delivery.status === 'failed' ? 1 : 0,
    errors: ok ? {} : { [errorClass(attempt)]: 1 },
    durations: { [bucketOf(durationMs)]: 1 },
  };
}

const errorClass = ({ error, httpStatus = 0 }: Attempt): string =>
  error && error.code !== 'http_status' ? error.code : `http_${Math.floor(httpStatus / 100)}xx`;

/** Returns the index of the bucket of a duration. @param ms 0 or more */
export function bucketOf(ms: number): number {
  const index = BUCKET_BOUNDS.findIndex((bound) => ms <= bound);
  return index < 0 ? BUCKET_BOUNDS.length : index;
}

/**
 * Returns a quantile of durations, milliseconds; null when there are none. It is within a factor of sqrt 2 of the exact quantile
 * (by nearest rank) between 1 and 32768 ms. Below, it is at most 1 ms.
 * @param q above 0, at most 1
 */
export function quantile(durations: Counts, q: number): number | null {
  // In the order of the index: JavaScript sorts the integer keys of objects.
  const buckets = Object.entries(durations);
  const rank = q * buckets.reduce((total, [, count]) => total + count, 0);
  let below = 0;
  for (const [bucket, count] of buckets) {
    if (below + count >= rank) {
      const [from, to] = bucketRange(Number(bucket));
      return from + ((rank - below) / count) * (to - from);
    }
    below += count;
  }
  return null;
}

/** Returns the bounds of a bucket: above the first number, up to the second. */
function bucketRange(index: number): [number, number] {
  const below = BUCKET_BOUNDS[index - 1] ?? 0;
  return [below, BUCKET_BOUNDS[index] ?? below * Math.SQRT2];
}
