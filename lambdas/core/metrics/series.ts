/** Selects the hours or days of a metrics request, and their rollups. Hours and days are in UTC. */
import { InvalidFieldsError } from '../errors.ts';
import { EMPTY_ROLLUP, HOUR_MS, type HourlyRollup, merged, type Rollup } from './metrics.ts';

export type Granularity = 'hour' | 'day';

const DAY_MS = 24 * HOUR_MS;

/** Retention of rollups, seconds: a day longer than the longest window, so that its oldest day is complete. */
export const ROLLUP_RETENTION_SECONDS = 32 * 24 * 3600;

const SPANS = {
  hour: { step: HOUR_MS, usual: DAY_MS, longest: 7 * DAY_MS, longestText: '7 days (by hour)' },
  day: { step: DAY_MS, usual: 30 * DAY_MS, longest: 31 * DAY_MS, longestText: '31 days (by day)' },
} as const;

/** Whole hours or days from `since` to before `until`, unix milliseconds. */
export interface MetricsWindow {
  readonly granularity: Granularity;
  readonly since: number;
  readonly until: number;
}

export interface WindowRequest {
  readonly granularity: Granularity;
  /** Unix milliseconds. 24 hours or 30 days before `until` when undefined. */
  readonly since: number | undefined;
  /** Unix milliseconds; now when undefined. */
  readonly until: number | undefined;
}

/**
 * Returns the hours or days that contain the requested range, including the current one.
 * @throws InvalidFieldsError when the range is empty or too long
 */
export function metricsWindow({ granularity, since, until }: WindowRequest, now: number): MetricsWindow {
  const { step, usual, longest, longestText } = SPANS[granularity];
  const end = until ?? now;
  const endName = until === undefined ? 'now' : 'until';
  const refuse = (what: string): never => {
    throw new InvalidFieldsError(`since: should be ${what} ${endName}.`, { param: 'since' });
  };
  if (since !== undefined && since >= end) refuse('before');
  if (since !== undefined && end - since > longest) refuse(`at most ${longestText} before`);
  const alignedEnd = Math.ceil(end / step) * step;
  return {
    granularity,
    since: since === undefined ? alignedEnd - usual : Math.floor(since / step) * step,
    until: alignedEnd,
  };
}

export interface Bucket {
  /** Unix milliseconds. */
  readonly start: number;
  readonly rollup: Rollup;
}

/** Returns each hour or day of the window, oldest first, including those without attempts. */
export function series(rollups: readonly HourlyRollup[], { granularity, since, until }: MetricsWindow): Bucket[] {
  const { step } = SPANS[granularity];
  const byStart = Map.groupBy(rollups, ({ hour }) => Math.floor(hour / step) * step);
  return Array.from({ length: (until - since) / step }, (_, index) => {
    const start = since + index * step;
    return { start, rollup: (byStart.get(start) ?? []).reduce<Rollup>(merged, EMPTY_ROLLUP) };
  });
}
