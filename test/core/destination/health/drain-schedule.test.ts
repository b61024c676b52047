import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  drainPlan,
  drainRamp,
  drainRampFor,
  drainRateAt,
  drainSchedule,
} from '../../../../lambdas/core/destination/health/drain-schedule.ts';
import { T0 } from '../../../doubles/factories.ts';

const ramp = drainRamp(50, 1);

describe('the schedule of a drain', () => {
  test('the rate doubles every ten seconds up to its maximum', () => {
    const rates = [0, 9, 10, 20, 30, 40, 50, 60, 3600].map((second) => drainRateAt(T0, T0 + second * 1000, ramp));
    expect(rates).toEqual([1, 1, 2, 4, 8, 16, 32, 50, 50]);
  });

  test('before its start, by another clock, the rate is that of the first second', () => {
    expect(drainRateAt(T0, T0 - 60_000, ramp)).toBe(1);
  });

  test('a limit below the first rates is not exceeded', () => {
    expect(drainRateAt(T0, T0 + 3_600_000, drainRamp(3, 1))).toBe(3);
  });

  test('the rate doubles faster with a time scale', () => {
    expect(drainRateAt(T0, T0 + 1000, drainRamp(1000, 60))).toBe(64);
  });

  test('it has the whole seconds of a time', () => {
    expect(drainSchedule({ since: T0, from: T0 + 8500, until: T0 + 11_900 }, ramp)).toEqual([
      { at: T0 + 8500, count: 1 },
      { at: T0 + 9500, count: 1 },
      { at: T0 + 10_500, count: 2 },
    ]);
  });

  test('a rate below one sends one delivery at once, and then one in its time', () => {
    const counts = drainSchedule({ since: T0, from: T0, until: T0 + 12_000 }, drainRamp(0.25, 1)).map(
      ({ count }) => count,
    );
    expect(counts).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(drainSchedule({ since: T0, from: T0, until: T0 + 1000 }, drainRamp(0.01, 1))).toEqual([
      { at: T0, count: 1 },
    ]);
  });

  test('schedules that follow each other have no gap, no overlap, and never more than the rate', () => {
    const lengths = fc.array(fc.nat({ max: 90_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(lengths, (all) => {
        let from = T0;
        for (const length of all) {
          const seconds = drainSchedule({ since: T0, from, until: from + length }, ramp);
          expect(seconds.length).toBe(Math.floor(length / 1000));
          seconds.forEach(({ at, count }, index) => {
            expect(at).toBe(from + index * 1000);
            expect(count).toBe(drainRateAt(T0, at, ramp));
          });
          from += seconds.length * 1000;
        }
      }),
      { numRuns: 50, seed: 13 },
    );
  });
});

describe('the ramp of a destination', () => {
  const settings = { drainRatePerSecond: 50, drainCapacityPerSecond: 500, timeScale: 1 };

  test('ends at its part of the slow lane, of which each shard of the watch list has an equal part', () => {
    expect(drainRampFor(50, Array(5).fill(50), settings).maxRate).toBe(25);
    expect(drainRampFor(50, Array(250).fill(50), settings).maxRate).toBe(0.5);
  });

  test('ends at the rate of the setting, or at the own limit of the destination', () => {
    expect(drainRampFor(50, [50], settings).maxRate).toBe(50);
    expect(drainRampFor(20, [20], settings).maxRate).toBe(20);
  });

  test('leaves to the others what slower drains do not use', () => {
    const drainRates = [100, ...Array(24).fill(1), 200];
    const rates = [1, 100, 200].map((rate) => drainRampFor(rate, drainRates, settings).maxRate);
    expect(rates).toEqual([1, 50.5, 50.5]);
    expect(drainRampFor(100, [100, ...Array(24).fill(1)], settings).maxRate).toBe(100);
  });
});

describe('the plan of a sweep', () => {
  const plan = (planned: number | undefined, now: number) =>
    drainPlan({ since: T0, planned, now, periodMs: 60_000 }, ramp);

  test('reaches until the middle of the period after the next one, from the end of the plan before', () => {
    const first = plan(undefined, T0);
    expect(first).toMatchObject({ until: T0 + 90_000, rate: 50 });
    expect(first.seconds).toHaveLength(90);
    const second = plan(first.until, T0 + 60_000);
    expect(second.seconds[0]).toEqual({ at: T0 + 90_000, count: 50 });
    expect(second.seconds).toHaveLength(60);
  });

  test('starts now when the plan before has ended, or is minutes ahead', () => {
    expect(plan(T0 + 90_000, T0 + 300_000).seconds[0]?.at).toBe(T0 + 300_000);
    expect(plan(T0 + 600_000, T0 + 60_000).seconds[0]?.at).toBe(T0 + 60_000);
  });
});
