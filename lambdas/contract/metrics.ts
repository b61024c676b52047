/** Metrics of a destination: what readers ask, and the answer. */
import * as z from 'zod';
import { quantile, type Rollup } from '../core/metrics.ts';
import type { Bucket, MetricsWindow } from '../core/metrics-series.ts';
import { moment } from './fields.ts';

export const getMetricsSchema = z.strictObject({
  granularity: z.enum(['hour', 'day']).optional(),
  since: moment.optional(),
  until: moment.optional(),
});

const time = z.iso.datetime();
const milliseconds = z.number().nullable();

const metricsTotals = z.object({
  /** Attempts that started then. */
  attempts: z.int(),
  /** Attempts that got through. */
  delivered: z.int(),
  /** Attempts that failed and are followed by another. */
  retried: z.int(),
  /** Attempts after which the delivery ended as failed. */
  failed: z.int(),
  /** Null when there were no attempts. */
  duration_ms: z.object({ p50: milliseconds, p95: milliseconds }),
  /** Failed attempts by what went wrong: `http_4xx`, `http_5xx`, `timeout`, `dns`, … */
  errors: z.record(z.string(), z.int()),
});
type MetricsTotals = z.infer<typeof metricsTotals>;

export const metricsObject = z.object({
  object: z.literal('event_destination_metrics'),
  destination: z.string(),
  granularity: z.enum(['hour', 'day']),
  /** Start of the first hour or day. */
  since: time,
  /** End of the last one. */
  until: time,
  totals: metricsTotals,
  /** Every hour or day, oldest first. */
  data: z.array(metricsTotals.extend({ start: time })),
});
export type MetricsObject = z.infer<typeof metricsObject>;

/** @param total the buckets merged */
export const toMetricsObject = (
  destination: string,
  { granularity, since, until }: MetricsWindow,
  buckets: readonly Bucket[],
  total: Rollup,
): MetricsObject => ({
  object: 'event_destination_metrics',
  destination,
  granularity,
  since: shown(since),
  until: shown(until),
  totals: totalsOf(total),
  data: buckets.map(({ start, rollup }) => ({ start: shown(start), ...totalsOf(rollup) })),
});

const totalsOf = ({ attempts, delivered, retried, failed, errors, durations }: Rollup): MetricsTotals => ({
  attempts,
  delivered,
  retried,
  failed,
  duration_ms: { p50: tenths(quantile(durations, 0.5)), p95: tenths(quantile(durations, 0.95)) },
  errors: { ...errors },
});

const tenths = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);
const shown = (ms: number): string => new Date(ms).toISOString();
