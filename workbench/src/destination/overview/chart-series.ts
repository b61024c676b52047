/** Converts the metrics of a destination to chart series. */
import type { Metrics } from '../../api/types.ts';
import { sortedClasses } from '../../health/error-classes.ts';
import type { MetricsRange } from '../../health/queries.ts';
import type { Formats } from '../../i18n/formats.ts';

export const RANGES = ['day', 'week', 'month'] as const satisfies readonly MetricsRange[];
export type Range = MetricsRange;

/** Returns the range in the URL, or the shortest one. */
export const rangeOf = (text: string | null): Range => RANGES.find((range) => range === text) ?? 'day';

type Bucket = Metrics['data'][number];

export interface Bar {
  /** Start of the bar's hours or day. */
  readonly start: Date;
  readonly delivered: number;
  readonly retried: number;
  readonly failed: number;
}

/** Hours in one bar of a week. 168 bars would be too thin to select. */
const HOURS_PER_WEEK_BAR = 6;

/** Returns bars, oldest first. Hours of a week are grouped from the newest back, so the oldest bar can have fewer. */
export function outcomeBars(data: readonly Bucket[], range: Range): Bar[] {
  const size = range === 'week' ? HOURS_PER_WEEK_BAR : 1;
  const bars: Bar[] = [];
  for (let end = data.length; end > 0; end -= size) {
    const group = data.slice(Math.max(0, end - size), end);
    const [first] = group;
    if (!first) break;
    bars.unshift({
      start: new Date(first.start),
      delivered: sum(group, 'delivered'),
      retried: sum(group, 'retried'),
      failed: sum(group, 'failed'),
    });
  }
  return bars;
}

const sum = (group: readonly Bucket[], of: 'delivered' | 'retried' | 'failed'): number =>
  group.reduce((total, bucket) => total + bucket[of], 0);

export interface DurationPoint {
  readonly start: Date;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** Returns the hours or days with attempts. The others have no durations. */
export const durationPoints = (data: readonly Bucket[]): DurationPoint[] =>
  data.flatMap(({ start, duration_ms: { p50, p95 } }) =>
    p50 === null || p95 === null ? [] : [{ start: new Date(start), p50, p95 }],
  );

export interface ErrorShare {
  readonly name: string;
  readonly count: number;
  /** Share of all errors, 0 to 1. */
  readonly share: number;
}

export function errorShares(errors: Readonly<Record<string, number>>): ErrorShare[] {
  const sorted = sortedClasses(errors);
  const total = sorted.reduce((all, { count }) => all + count, 0);
  return sorted.map((one) => ({ ...one, share: one.count / total }));
}

/** Whether all bars are zero. */
export const isEmpty = (bars: readonly Bar[]): boolean =>
  bars.every(({ delivered, retried, failed }) => delivered + retried + failed === 0);

/** Returns the range of the axis, which needs a length and whole numbers at its ends. */
export const outcomeDomain = (bars: readonly Bar[]): [number, number] => [
  0,
  Math.max(4, ...bars.map(({ delivered, retried, failed }) => delivered + retried + failed)),
];

/** Returns a range from 0 to slightly above the longest duration. */
export const durationDomain = (points: readonly DurationPoint[]): [number, number] => [
  0,
  Math.max(10, ...points.map(({ p95 }) => p95)) * 1.1,
];

/** Days are UTC days. Their noon has the same date in almost every time zone. */
const NOON_MS = 12 * 3_600_000;

/** Labels a point on the time axis and in the popover: hours as times, days as dates. */
export function bucketText(range: Range, formats: Pick<Formats, 'time' | 'day'>, at: Date): string {
  if (range === 'day') return formats.time(at);
  if (range === 'week') return `${formats.day(at)}\n${formats.time(at)}`;
  return formats.day(at.getTime() + NOON_MS);
}
