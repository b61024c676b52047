/** What the charts of a destination show, from its metrics. Pure. */
import type { Metrics } from '../../api/types.ts';
import { sortedClasses } from '../../health/error-classes.ts';
import type { MetricsRange } from '../../health/queries.ts';
import type { Formats } from '../../i18n/formats.ts';

export const RANGES = ['day', 'week', 'month'] as const satisfies readonly MetricsRange[];
export type Range = MetricsRange;

/** What the address says, or the shortest. */
export const rangeOf = (text: string | null): Range => RANGES.find((range) => range === text) ?? 'day';

type Bucket = Metrics['data'][number];

export interface Bar {
  /** Start of the hours or the day. */
  readonly start: Date;
  readonly delivered: number;
  readonly retried: number;
  readonly failed: number;
}

/** Hours in one bar of a week: 168 bars are too thin to point at. */
const WEEK_BAR = 6;

/** Bars oldest first. Hours of a week are put together, from the newest back, so that the oldest bar may have fewer. */
export function outcomeBars(data: readonly Bucket[], range: Range): Bar[] {
  const size = range === 'week' ? WEEK_BAR : 1;
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

/** Hours or days in which something was attempted: of the others there is nothing to draw. */
export const durationPoints = (data: readonly Bucket[]): DurationPoint[] =>
  data.flatMap(({ start, duration_ms: { p50, p95 } }) =>
    p50 === null || p95 === null ? [] : [{ start: new Date(start), p50, p95 }],
  );

export interface ErrorShare {
  readonly name: string;
  readonly count: number;
  /** Of all that failed, 0 to 1. */
  readonly share: number;
}

export function errorShares(errors: Readonly<Record<string, number>>): ErrorShare[] {
  const sorted = sortedClasses(errors);
  const total = sorted.reduce((all, { count }) => all + count, 0);
  return sorted.map((one) => ({ ...one, share: one.count / total }));
}

/** Whether the bars have anything in them. */
export const isEmpty = (bars: readonly Bar[]): boolean =>
  bars.every(({ delivered, retried, failed }) => delivered + retried + failed === 0);

/** The axis has to have a length, and whole numbers at its ends. */
export const outcomeDomain = (bars: readonly Bar[]): [number, number] => [
  0,
  Math.max(4, ...bars.map(({ delivered, retried, failed }) => delivered + retried + failed)),
];

/** From 0, with some room above the longest. */
export const durationDomain = (points: readonly DurationPoint[]): [number, number] => [
  0,
  Math.max(10, ...points.map(({ p95 }) => p95)) * 1.1,
];

/** Days are those of UTC: their noon is on the same date almost everywhere. */
const NOON_MS = 12 * 3_600_000;

/** A place on the axis of time, of which the details of a bar or point are told as well: hours by the clock, days by their date. */
export function bucketText(range: Range, formats: Pick<Formats, 'time' | 'day'>, at: Date): string {
  if (range === 'day') return formats.time(at);
  if (range === 'week') return `${formats.day(at)}\n${formats.time(at)}`;
  return formats.day(at.getTime() + NOON_MS);
}
