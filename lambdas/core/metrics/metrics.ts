/**
 * What the attempts at a destination came to, by hour, so that the API answers for millions of deliveries without reading
 * one. Everything is a count, for counts of hours can be added up and quantiles cannot: durations are counted in buckets.
 */
import type { Attempt, AttemptReport, RenderFailureReport } from '../delivery/delivery.ts';

export const HOUR_MS = 3_600_000;

/** Upper bounds of the buckets, milliseconds: 1 to 32768, each sqrt 2 times the one before. One more bucket has the rest. */
export const BUCKET_BOUNDS: readonly number[] = Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent / 2));

type Counts = Readonly<Record<string, number>>;

export interface Rollup {
  /** Also the few that are neither of the next three: a resend of what had been delivered, and failed. */
  readonly attempts: number;
  readonly delivered: number;
  /** Failed, and the delivery will be tried again. */
  readonly retried: number;
  /** Failed, and the delivery ended so; also deliveries that ended without an attempt, for their event cannot be rendered. */
  readonly failed: number;
  /** What failed by class: `http_4xx`, `http_5xx`, `render_failed`, else the code of the error. */
  readonly errors: Counts;
  /** Attempts by index of the bucket their duration is in; buckets with none are absent. */
  readonly durations: Counts;
}

/** Of one destination and one hour, that of the start of the attempts. */
export interface HourlyRollup extends Rollup {
  readonly destinationId: string;
  /** Unix milliseconds of the hour's start. */
  readonly hour: number;
}

export const EMPTY_ROLLUP: Rollup = { attempts: 0, delivered: 0, retried: 0, failed: 0, errors: {}, durations: {} };

/** Associative and commutative: batches, hours and days may be merged in any order. */
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

/** What is counted. */
export type CountedReport = AttemptReport | RenderFailureReport;

/** One rollup for each destination and hour that is among the reports. */
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

/** There was no attempt, so there is no duration. */
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

/** @param ms 0 or more */
export function bucketOf(ms: number): number {
  const index = BUCKET_BOUNDS.findIndex((bound) => ms <= bound);
  return index < 0 ? BUCKET_BOUNDS.length : index;
}

/**
 * Within a factor sqrt 2 of the exact quantile (by nearest rank) where that is above 1 ms, up to 32768; else at most 1 ms.
 * @param q above 0, at most 1
 * @returns milliseconds; null when there is nothing
 */
export function quantile(durations: Counts, q: number): number | null {
  // By index: keys of objects that are whole numbers come in their order.
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

/** Above the first number, up to the second. */
function bucketRange(index: number): [number, number] {
  const below = BUCKET_BOUNDS[index - 1] ?? 0;
  return [below, BUCKET_BOUNDS[index] ?? below * Math.SQRT2];
}
