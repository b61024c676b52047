import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitOf,
  isInLine,
  LATE_MS,
  LINE_MS,
  lineReservation,
  MAX_WAIT_MS,
  secondsUntilPosition,
  slotReservation,
  timesOf,
} from '../../../../lambdas/core/destination/limits/pacing.ts';
import { T0 } from '../../../doubles/factories.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';

describe('the slots of a destination', () => {
  /** Takes slots as a store does. */
  function pacer(perSecond: number) {
    let next: number | undefined;
    return (count: number, now: number): number[] => {
      const reservation = slotReservation(count, perSecond, now);
      const fit = fitOf(next, reservation);
      const slots = timesOf(fit, reservation);
      if (fit.count > 0) next = fit.first + fit.count * reservation.gapMs;
      return slots;
    };
  }

  test('start now, and are one part of a second apart', () => {
    const take = pacer(20);
    expect(take(3, T0)).toEqual([T0, T0 + 50, T0 + 100]);
    expect(take(2, T0 + 60)).toEqual([T0 + 150, T0 + 200]);
    expect(take(1, T0 + 5_000)).toEqual([T0 + 5_000]);
  });

  test('are no further ahead than a worker waits', () => {
    const take = pacer(1);
    expect(take(5, T0)).toEqual([T0, T0 + 1000]);
    expect(take(5, T0)).toEqual([]);
    expect(take(5, T0 + 500)).toEqual([T0 + 2000]);
  });

  test('are not delayed by a worker whose clock is minutes ahead', () => {
    const take = pacer(20);
    expect(take(1, T0 + 600_000)).toEqual([T0 + 600_000]);
    expect(take(1, T0)).toEqual([T0]);
  });

  const times = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 3000 }), count: fc.integer({ min: 1, max: 10 }) }),
  );

  test('are never more in a second than the limit, at any rate and whenever they are taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), times, (perSecond, takes) => {
        const take = pacer(perSecond);
        let now = T0;
        const slots = takes.flatMap(({ after, count }) => {
          now += after;
          const taken = take(count, now);
          expect(taken.length).toBeLessThanOrEqual(count);
          for (const slot of taken) {
            expect(slot).toBeGreaterThanOrEqual(now);
            expect(slot).toBeLessThanOrEqual(now + MAX_WAIT_MS);
          }
          return taken;
        });
        expect(mostInASecond(slots)).toBeLessThanOrEqual(perSecond);
      }),
    );
  });

  test('exceed the limit by 20 % at most when attempts start as late as they may', () => {
    const late = fc.array(fc.integer({ min: 0, max: LATE_MS }), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), late, (perSecond, delays) => {
        const starts = delays.map((delay, index) => T0 + (index * 1000) / perSecond + delay);
        expect(mostInASecond(starts)).toBeLessThanOrEqual(Math.ceil(perSecond * 1.2));
      }),
    );
  });

  test('are all used by a backlog: none is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 10 }), (perSecond, count) => {
        const take = pacer(perSecond);
        const slots: number[] = [];
        for (let now = T0; now < T0 + 20_000; now += 100) {
          for (let taken = take(count, now); taken.length > 0; taken = take(count, now)) slots.push(...taken);
        }
        const last = slots.at(-1) as number;
        const rate = ((slots.length - 1) * 1000) / (last - T0);
        expect(Math.abs(rate / perSecond - 1)).toBeLessThan(0.001);
      }),
    );
  });
});

describe('the line of a destination', () => {
  test('begins where slots end, and ends after three days', () => {
    const all = lineReservation(10_000_000, 20, T0);
    const positions = timesOf(fitOf(undefined, all), all);
    expect(positions[0]).toBe(T0 + MAX_WAIT_MS);
    expect(positions.at(-1)).toBe(T0 + LINE_MS);
    const next = T0 + LINE_MS + 50;
    expect(fitOf(next, lineReservation(1, 20, T0)).count).toBe(0);
  });

  test('is empty when all positions are over', () => {
    expect(isInLine({}, T0)).toBe(false);
    expect(isInLine({ nextPosition: T0 }, T0)).toBe(false);
    expect(isInLine({ nextPosition: T0 + 1 }, T0)).toBe(true);
    expect(isInLine({ nextPosition: T0 + 80 * 3_600_000 }, T0)).toBe(false);
  });

  test.each([
    [T0 + 1500, 1],
    [T0 + 2999, 2],
    [T0 + 120_000, 120],
  ])('lets a message return up to a second before its position', (position, seconds) => {
    expect(secondsUntilPosition(position, T0)).toBe(seconds);
  });
});
