/** Metrics of a destination: the request, and the metrics object. */
import * as z from 'zod';
import { quantile, type Rollup } from '../../core/metrics/metrics.ts';
import type { Bucket, MetricsWindow } from '../../core/metrics/series.ts';
import { moment } from '../fields.ts';
import { timeText } from '../times.ts';

export const getMetricsSchema = z.strictObject({
  granularity: z.enum(['hour', 'day']).optional().meta({ default: 'hour' }),
  since: moment.optional().describe('A time in the first hour or day. Defaults to 24 hours or 30 days before `until`.'),
  until: moment.optional().describe('The end of the last hour or day, or a time in it. Defaults to the current time.'),
});

const time = z.iso.datetime();
const milliseconds = z.number().nullable();

const metricsTotals = z.object({
  attempts: z.int().describe('Number of attempts that started in this period.'),
  delivered: z.int().describe('Attempts that succeeded.'),
  retried: z.int().describe('Attempts that failed and are retried.'),
  failed: z
    .int()
    .describe('Deliveries that became `failed`, with an attempt or because the event could not be rendered.'),
  duration_ms: z.object({ p50: milliseconds, p95: milliseconds }).describe('Null when there were no attempts.'),
  errors: z
    .record(z.string(), z.int())
    .describe('Number of failures by cause: `http_4xx`, `http_5xx`, `timeout`, `dns`, …, and `render_failed`.'),
});
type MetricsTotals = z.infer<typeof metricsTotals>;

export const metricsObject = z.object({
  object: z.literal('event_destination_metrics'),
  destination: z.string(),
  granularity: z.enum(['hour', 'day']),
  since: time.describe('Start of the first hour or day.'),
  until: time.describe('End of the last one.'),
  totals: metricsTotals,
  data: z.array(metricsTotals.extend({ start: time })).describe('Every hour or day, oldest first.'),
});
export type MetricsObject = z.infer<typeof metricsObject>;

/** Converts metrics. @param total the sum of the buckets */
export const toMetricsObject = (
  destination: string,
  { granularity, since, until }: MetricsWindow,
  buckets: readonly Bucket[],
  total: Rollup,
): MetricsObject => ({
  object: 'event_destination_metrics',
  destination,
  granularity,
  since: timeText(since),
  until: timeText(until),
  totals: totalsOf(total),
  data: buckets.map(({ start, rollup }) => ({ start: timeText(start), ...totalsOf(rollup) })),
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
