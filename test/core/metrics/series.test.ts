import { describe, expect, test } from 'vitest';
import { InvalidFieldsError } from '../../../lambdas/core/errors.ts';
import { EMPTY_ROLLUP, HOUR_MS, type HourlyRollup } from '../../../lambdas/core/metrics/metrics.ts';
import {
  type Granularity,
  metricsWindow,
  ROLLUP_RETENTION_SECONDS,
  series,
} from '../../../lambdas/core/metrics/series.ts';

const NOW = Date.UTC(2026, 0, 15, 12, 34);
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => Date.parse(`${text}Z`);
const windowOf = (granularity: Granularity, since?: string, until?: string) => {
  const window = metricsWindow(
    { granularity, since: since ? at(since) : undefined, until: until ? at(until) : undefined },
    NOW,
  );
  return [window.since, window.until].map((ms) => new Date(ms).toISOString().slice(0, 16));
};

describe('the window', () => {
  test.each<[string, Granularity, string | undefined, string | undefined, string[]]>([
    ['the last 24 hours by hour', 'hour', undefined, undefined, ['2026-01-14T13:00', '2026-01-15T13:00']],
    ['the last 30 days by day', 'day', undefined, undefined, ['2025-12-17T00:00', '2026-01-16T00:00']],
    ['whole hours', 'hour', '2026-01-15T03:10', '2026-01-15T05:10', ['2026-01-15T03:00', '2026-01-15T06:00']],
    [
      'no hour more than asked',
      'hour',
      '2026-01-15T03:00',
      '2026-01-15T05:00',
      ['2026-01-15T03:00', '2026-01-15T05:00'],
    ],
    ['whole days', 'day', '2026-01-13T23:59', '2026-01-14T00:01', ['2026-01-13T00:00', '2026-01-15T00:00']],
    ['until now', 'hour', '2026-01-15T12:00', undefined, ['2026-01-15T12:00', '2026-01-15T13:00']],
    ['24 hours until then', 'hour', undefined, '2026-01-10T00:00', ['2026-01-09T00:00', '2026-01-10T00:00']],
  ])('is %s', (_what, granularity, since, until, expected) => {
    expect(windowOf(granularity, since, until)).toEqual(expected);
  });

  test.each<[Granularity, string, string | undefined, RegExp]>([
    ['hour', '2026-01-15T05:00', '2026-01-15T05:00', /since: should be before until/],
    ['hour', '2026-01-15T13:00', undefined, /since: should be before now/],
    ['hour', '2026-01-01T00:00', '2026-01-08T00:01', /since: should be at most 7 days/],
    ['day', '2025-12-01T00:00', undefined, /since: should be at most 31 days .* before now/],
  ])('by %s from %s to %s is refused', (granularity, since, until, message) => {
    expect(() => windowOf(granularity, since, until)).toThrow(InvalidFieldsError);
    expect(() => windowOf(granularity, since, until)).toThrow(message);
  });

  test('may have exactly the longest length, and its oldest day is then still stored', () => {
    expect(windowOf('hour', '2026-01-01T00:00', '2026-01-08T00:00')).toEqual(['2026-01-01T00:00', '2026-01-08T00:00']);
    const oldest = metricsWindow({ granularity: 'day', since: NOW - 31 * DAY_MS, until: undefined }, NOW);
    expect(oldest.since + ROLLUP_RETENTION_SECONDS * 1000).toBeGreaterThan(NOW);
  });
});

describe('the series', () => {
  const aRollup = (start: string, attempts: number): HourlyRollup => ({
    ...EMPTY_ROLLUP,
    destinationId: 'ed_1',
    hour: at(start),
    attempts,
  });
  const rollups = [aRollup('2026-01-13T00:00', 1), aRollup('2026-01-13T23:00', 2), aRollup('2026-01-15T01:00', 4)];
  const shown = (granularity: Granularity, since: string, until: string) =>
    series(rollups, { granularity, since: at(since), until: at(until) }).map(({ start, rollup }) => [
      new Date(start).toISOString().slice(0, 13),
      rollup.attempts,
    ]);

  test('has each day, with its hours merged', () => {
    expect(shown('day', '2026-01-12T00:00', '2026-01-16T00:00')).toEqual([
      ['2026-01-12T00', 0],
      ['2026-01-13T00', 3],
      ['2026-01-14T00', 0],
      ['2026-01-15T00', 4],
    ]);
  });

  test('has every hour', () => {
    expect(shown('hour', '2026-01-15T00:00', '2026-01-15T03:00')).toEqual([
      ['2026-01-15T00', 0],
      ['2026-01-15T01', 4],
      ['2026-01-15T02', 0],
    ]);
  });
});
