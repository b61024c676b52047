import { describe, expect, test } from 'vitest';
import {
  averageAfter,
  expiredIntervals,
  intervalAt,
  lineRate,
} from '../../../../lambdas/core/destination/limits/leases.ts';
import { T0 } from '../../../doubles/factories.ts';

describe('a lease', () => {
  test('expires one to one and a quarter minutes after it was taken', () => {
    for (const takenAt of [T0, T0 + 1, T0 + 14_999]) {
      const state = { taken: 1, byInterval: { [intervalAt(takenAt)]: 1 } };
      expect(expiredIntervals(state, takenAt + 59_999)).toEqual([]);
      expect(expiredIntervals(state, takenAt + 75_000)).toEqual([[intervalAt(takenAt), 1]]);
    }
  });
});

describe('the average duration', () => {
  test('is that of the first attempt, and follows later ones', () => {
    expect(averageAfter(undefined, 200)).toBe(200);
    expect(averageAfter(200, 300)).toBe(210);
    let average = 200;
    for (let attempts = 0; attempts < 50; attempts++) average = averageAfter(average, 1000);
    expect(average).toBeGreaterThan(990);
  });
});

describe('the rate of the line', () => {
  test.each([
    ['is the limit of attempts a second', { perSecond: 20 }, undefined, 20],
    ['is a little higher than the rate at which leases become free', { maxInFlight: 4 }, 100, 50],
    ['assumes a second before an attempt has ended', { maxInFlight: 4 }, undefined, 5],
    ['is the lower one of both', { perSecond: 20, maxInFlight: 4 }, 100, 20],
    ['is the lower one of both, also the other way around', { perSecond: 20, maxInFlight: 1 }, 500, 2.5],
    ['is never more than the largest limit', { maxInFlight: 1000 }, 0, 1000],
  ])('%s', (_, limits, averageMs, rate) => {
    expect(lineRate(limits, averageMs)).toBeCloseTo(rate, 9);
  });
});
