/** Which hours or days a question about metrics is about, and the rollups of each. Hours and days are those of UTC. */
import { InvalidFieldsError } from '../errors.ts';
import { EMPTY_ROLLUP, HOUR_MS, type HourlyRollup, merged, type Rollup } from './metrics.ts';

export type Granularity = 'hour' | 'day';

const DAY_MS = 24 * HOUR_MS;

/** How long a rollup is kept, seconds: a day more than may be asked for, so that the oldest day is whole. */
export const ROLLUP_RETENTION_SECONDS = 32 * 24 * 3600;

const SPANS = {
  hour: { step: HOUR_MS, usual: DAY_MS, longest: 7 * DAY_MS, said: '7 days (by hour)' },
  day: { step: DAY_MS, usual: 30 * DAY_MS, longest: 31 * DAY_MS, said: '31 days (by day)' },
} as const;

/** From `since` to before `until`, whole hours or days; unix milliseconds. */
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
 * The hours or days that hold what was asked for, the one that is not over included.
 * @throws InvalidFieldsError when it is empty or too long
 */
export function metricsWindow({ granularity, since, until }: WindowRequest, now: number): MetricsWindow {
  const { step, usual, longest, said } = SPANS[granularity];
  const end = until ?? now;
  const endName = until === undefined ? 'now' : 'until';
  const refuse = (what: string): never => {
    throw new InvalidFieldsError(`since: should be ${what} ${endName}.`, { param: 'since' });
  };
  if (since !== undefined && since >= end) refuse('before');
  if (since !== undefined && end - since > longest) refuse(`at most ${said} before`);
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

/** Every hour or day of the window, oldest first, also those in which nothing was attempted. */
export function series(rollups: readonly HourlyRollup[], { granularity, since, until }: MetricsWindow): Bucket[] {
  const { step } = SPANS[granularity];
  const byStart = Map.groupBy(rollups, ({ hour }) => Math.floor(hour / step) * step);
  return Array.from({ length: (until - since) / step }, (_, index) => {
    const start = since + index * step;
    return { start, rollup: (byStart.get(start) ?? []).reduce<Rollup>(merged, EMPTY_ROLLUP) };
  });
}
