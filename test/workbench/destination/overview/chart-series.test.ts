import { describe, expect, test } from 'vitest';
import {
  durationDomain,
  durationPoints,
  errorShares,
  isEmpty,
  outcomeBars,
  outcomeDomain,
  rangeOf,
} from '../../../../workbench/src/destination/overview/chart-series.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-20T00:00:00Z');
const hours = (count: number, p50: number | null = null) =>
  Array.from({ length: count }, (_, index) => ({
    start: new Date(T0 + index * HOUR).toISOString(),
    attempts: 6,
    delivered: 3,
    retried: 2,
    failed: 1,
    errors: {},
    duration_ms: { p50, p95: p50 === null ? null : p50 * 3 },
  }));

describe('bars', () => {
  test('are the hours of a day', () => {
    const bars = outcomeBars(hours(24), 'day');
    expect(bars).toHaveLength(24);
    expect(bars[0]).toEqual({ start: new Date(T0), delivered: 3, retried: 2, failed: 1 });
  });

  test('of a week cover six hours each, counted from the newest', () => {
    const bars = outcomeBars(hours(14), 'week');
    expect(bars.map(({ delivered }) => delivered)).toEqual([6, 18, 18]);
    expect(bars.map(({ start }) => (start.getTime() - T0) / HOUR)).toEqual([0, 2, 8]);
  });

  test('contain all attempts', () => {
    const sum = outcomeBars(hours(168), 'week').reduce((all, bar) => all + bar.delivered + bar.retried + bar.failed, 0);
    expect(sum).toBe(168 * 6);
  });

  test('have an axis with a length even when they are empty', () => {
    expect(outcomeDomain([])).toEqual([0, 4]);
    expect(outcomeDomain(outcomeBars(hours(1), 'day'))).toEqual([0, 6]);
    expect(isEmpty([])).toBe(true);
    expect(isEmpty(outcomeBars(hours(1), 'day'))).toBe(false);
  });
});

describe('durations', () => {
  test('cover the hours with attempts', () => {
    expect(durationPoints([...hours(2), ...hours(1, 40)])).toEqual([{ start: new Date(T0), p50: 40, p95: 120 }]);
  });

  test('have an axis that ends above the longest', () => {
    expect(durationDomain(durationPoints(hours(1, 100)))[1]).toBeCloseTo(330);
    expect(durationDomain([])[1]).toBeGreaterThan(0);
  });
});

test('each error has its share of all errors', () => {
  expect(errorShares({ timeout: 1, http_5xx: 3 })).toEqual([
    { name: 'http_5xx', count: 3, share: 0.75 },
    { name: 'timeout', count: 1, share: 0.25 },
  ]);
  expect(errorShares({})).toEqual([]);
});

test('an unknown range is the day', () => {
  expect(rangeOf('month')).toBe('month');
  expect(rangeOf('year')).toBe('day');
  expect(rangeOf(null)).toBe('day');
});
