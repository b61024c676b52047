import { describe, expect, test } from 'vitest';
import { type DestinationHealth, laneOf } from '../../../../lambdas/core/destination/health/health.ts';
import { healthAfterSlowAttempt } from '../../../../lambdas/core/destination/health/lane.ts';
import { aDestination, T0 } from '../../../doubles/factories.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const slowAgain = (before: DestinationHealth | undefined, now: number, timeScale = 1) =>
  healthAfterSlowAttempt(before, now, timeScale);

describe('a slow attempt', () => {
  test('makes the lane slow for five minutes', () => {
    const health = slowAgain(undefined, T0);
    expect(health).toMatchObject({ circuit: 'closed', slowSince: T0, slowUntil: T0 + 5 * MINUTE });
    const destination = aDestination(health ? { health } : {});
    expect(laneOf(destination, T0 + 5 * MINUTE - 1)).toBe('slow');
    expect(laneOf(destination, T0 + 5 * MINUTE)).toBe('fast');
  });

  test('changes nothing within a minute of the one before', () => {
    const first = slowAgain(undefined, T0);
    expect(slowAgain(first, T0 + MINUTE - 1)).toBeUndefined();
  });

  test('extends the time of a slow lane, which is slow since the first', () => {
    const first = slowAgain(undefined, T0);
    expect(slowAgain(first, T0 + MINUTE)).toMatchObject({ slowSince: T0, slowUntil: T0 + 6 * MINUTE });
  });

  test('after the time is over begins anew', () => {
    const first = slowAgain(undefined, T0);
    expect(slowAgain(first, T0 + 5 * MINUTE)).toMatchObject({ slowSince: T0 + 5 * MINUTE });
  });

  test('keeps what else is known about the health', () => {
    const open: DestinationHealth = { revision: 7, circuit: 'open', openedAt: T0, probeAt: T0 + MINUTE };
    expect(slowAgain(open, T0)).toMatchObject(open);
  });

  test('counts for a minute at least where a time scale shortens waits, because attempts take as long as ever', () => {
    expect(slowAgain(undefined, T0, 60)).toMatchObject({ slowUntil: T0 + MINUTE });
    expect(slowAgain(undefined, T0, 2)).toMatchObject({ slowUntil: T0 + 2.5 * MINUTE });
  });
});
