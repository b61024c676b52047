/** The metrics of the functions on the local platform, and the lines of their charts. */

/** A minute of a metric. Times are in the unit of the metric. */
export interface Minute {
  /** Unix milliseconds of its start. */
  readonly start: number;
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

export interface MetricSeries {
  readonly name: string;
  /** `Count`, `Milliseconds` or `Seconds`. */
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly minutes: readonly Minute[];
}

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly series: readonly MetricSeries[];
}

/** @throws Error when the response is not a list of metrics */
export async function fetchMetrics(path: string): Promise<readonly Metric[]> {
  const response = await fetch(path, { cache: 'no-store', credentials: 'omit' });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  const { data } = (await response.json()) as { data: readonly MetricSeries[] };
  const names = [...new Set(data.map(({ name }) => name))];
  return names.map((name) => {
    const series = data.filter((one) => one.name === name);
    return { name, unit: series[0]?.unit ?? 'Count', series };
  });
}

export const isTime = ({ unit }: Pick<Metric, 'unit'>): boolean => unit !== 'Count';

export interface Line {
  /** Values of the dimensions except the stage, or which value of a time it is. */
  readonly title: string;
  readonly data: { readonly x: Date; readonly y: number }[];
}

const MINUTE_MS = 60_000;

/** Returns a line for each combination of dimensions, with 0 for minutes without values. It starts a minute before the first value. */
export function countLines({ series }: Metric, fallbackTitle: string, until: number): Line[] {
  const since = Math.min(...series.flatMap(({ minutes }) => minutes.map(({ start }) => start))) - MINUTE_MS;
  return series.map(({ dimensions, minutes }) => {
    const { stage: _stage, ...others } = dimensions;
    const sums = new Map(minutes.map(({ start, sum }) => [start, sum]));
    const data = [];
    for (let at = since; at <= until; at += MINUTE_MS) data.push({ x: new Date(at), y: sums.get(at) ?? 0 });
    return { title: Object.values(others).join(' · ') || fallbackTitle, data };
  });
}

/**
 * Returns the average and the maximum of a time over all dimensions, milliseconds, for minutes with values. The newest minute has a
 * second point at its end, because a line with one point is invisible.
 */
export function timeLines({ unit, series }: Metric, titles: { average: string; maximum: string }): Line[] {
  const factor = unit === 'Seconds' ? 1000 : 1;
  const byStart = new Map<number, Minute>();
  for (const minute of series.flatMap(({ minutes }) => minutes)) {
    const { count = 0, sum = 0, max = 0 } = byStart.get(minute.start) ?? {};
    byStart.set(minute.start, {
      start: minute.start,
      count: count + minute.count,
      sum: sum + minute.sum,
      max: Math.max(max, minute.max),
    });
  }
  const sorted = [...byStart.values()].sort((one, other) => one.start - other.start);
  const newest = sorted.at(-1);
  const minutes = newest ? [...sorted, { ...newest, start: newest.start + MINUTE_MS }] : [];
  const line = (title: string, value: (minute: Minute) => number): Line => ({
    title,
    data: minutes.map((minute) => ({ x: new Date(minute.start), y: value(minute) * factor })),
  });
  return [line(titles.average, ({ sum, count }) => sum / count), line(titles.maximum, ({ max }) => max)];
}
