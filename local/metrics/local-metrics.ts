/** Collects the metrics of the functions: the last hours by minute for the Workbench, and everything since the start for Prometheus. */
import { Counter, Histogram, Registry } from 'prom-client';
import type { Sample } from './embedded-metrics.ts';

const MINUTE_MS = 60_000;
/** Minutes that the Workbench can show. */
const KEPT_MINUTES = 180;

/** The values of a minute. Times are in the unit of the metric. */
export interface Minute {
  /** Unix milliseconds of its start. */
  readonly start: number;
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

export interface MetricSeries {
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Oldest first, without those that have no values. */
  readonly minutes: readonly Minute[];
}

export interface LocalMetrics {
  add(sample: Sample): void;
  /** Returns the series of the last three hours, by name and dimensions. */
  series(): MetricSeries[];
  /** Returns the text that Prometheus reads. https://prometheus.io/docs/instrumenting/exposition_formats/ */
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function createLocalMetrics(now: () => number): LocalMetrics {
  const registry = new Registry();
  const byKey = new Map<string, MetricSeries & { readonly minutes: Minute[] }>();
  return {
    add(sample) {
      count(registry, sample);
      const { name, unit, dimensions, values, at } = sample;
      const key = JSON.stringify([name, dimensions]);
      const series = byKey.get(key) ?? { name, unit, dimensions, minutes: [] };
      byKey.set(key, series);
      const start = at - (at % MINUTE_MS);
      const index = series.minutes.findIndex((minute) => minute.start >= start);
      const before = series.minutes[index]?.start === start ? series.minutes[index] : undefined;
      const { count: counted = 0, sum = 0, max = Number.NEGATIVE_INFINITY } = before ?? {};
      const minute = {
        start,
        count: counted + values.length,
        sum: values.reduce((total, value) => total + value, sum),
        max: Math.max(max, ...values),
      };
      // The lines of several instances can be a little out of order.
      series.minutes.splice(index === -1 ? series.minutes.length : index, before ? 1 : 0, minute);
      if (series.minutes.length > KEPT_MINUTES) series.minutes.shift();
    },

    series() {
      const since = now() - KEPT_MINUTES * MINUTE_MS;
      return [...byKey.keys()].sort().flatMap((key) => {
        const { minutes, ...series } = byKey.get(key) as MetricSeries;
        const recent = minutes.filter(({ start }) => start >= since);
        return recent.length === 0 ? [] : [{ ...series, minutes: recent }];
      });
    },

    prometheus: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

/** Milliseconds of each unit of time. */
const SECONDS: Readonly<Record<string, number>> = { Milliseconds: 0.001, Seconds: 1 };
/** Upper bounds in seconds: from a fast response to the longest schedule. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 14_400, 86_400];

/**
 * Adds a sample to its Prometheus metric: a counter, or for times a histogram in seconds. `AttemptDuration` is
 * `waybill_attempt_duration_seconds`. https://prometheus.io/docs/practices/naming/
 */
function count(registry: Registry, { name, unit, dimensions, values }: Sample): void {
  const seconds = SECONDS[unit];
  const snake = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  const fullName = `waybill_${snake}_${seconds === undefined ? 'total' : 'seconds'}`;
  const settings = {
    name: fullName,
    help: `The CloudWatch metric ${name}.`,
    labelNames: Object.keys(dimensions),
    registers: [registry],
  };
  const known = registry.getSingleMetric(fullName);
  if (seconds === undefined) {
    const counter = (known as Counter | undefined) ?? new Counter(settings);
    for (const value of values) counter.inc(dimensions, value);
  } else {
    const histogram = (known as Histogram | undefined) ?? new Histogram({ ...settings, buckets: BUCKETS });
    for (const value of values) histogram.observe(dimensions, value * seconds);
  }
}
