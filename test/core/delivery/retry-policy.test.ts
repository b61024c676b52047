import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mayHold,
  mostInFlight,
  nextAttemptAt,
  plannedAttempts,
  scheduleEndsAt,
  secondsUntil,
} from '../../../lambdas/core/delivery/retry-policy.ts';
import { T0 } from '../../doubles/factories.ts';

const middle = () => 0.5;
const question = { mode: 'live', automaticCount: 1, firstAttemptAt: T0, now: T0, timeScale: 1 } as const;

/** Returns the attempts of a delivery that never succeeds, milliseconds after the first. */
function failForever(mode: 'live' | 'sandbox', random: () => number, timeScale = 1): number[] {
  const attempts = [0];
  for (let now = T0; ; ) {
    const at = nextAttemptAt({ mode, automaticCount: attempts.length, firstAttemptAt: T0, now, timeScale }, random);
    if (at === undefined) return attempts;
    attempts.push(at - T0);
    now = at;
  }
}

describe('live schedule', () => {
  test('waits 30 s, 2 min, 8 min, 32 min, about 2 h, then 8 h each', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map(
      (automaticCount) => ((nextAttemptAt({ ...question, automaticCount }, middle) ?? 0) - T0) / 1000,
    );
    expect(delays).toEqual([30, 120, 480, 1920, 7680, 28_800, 28_800]);
  });

  test('ends within 72 h of the first attempt, after 12 attempts or more, whatever the jitter', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (stream) => {
        const attempts = failForever('live', () => stream.next().value as number);
        expect(attempts.length).toBeGreaterThanOrEqual(12);
        expect(attempts.at(-1)).toBeLessThanOrEqual(72 * 3_600_000);
      }),
    );
  });

  test('jitter stays within a tenth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 9 }), (random, count) => {
        const delay = (nextAttemptAt({ ...question, automaticCount: count }, () => random) ?? 0) - T0;
        const exact = Math.min(30 * 4 ** (count - 1), 28_800) * 1000;
        expect(delay).toBeGreaterThanOrEqual(Math.floor(exact * 0.9));
        expect(delay).toBeLessThanOrEqual(Math.ceil(exact * 1.1));
      }),
    );
  });
});

test('sandbox retries exactly three times: after 10 min, 1 h and 3 h', () => {
  expect(failForever('sandbox', middle)).toEqual([0, 600_000, 4_200_000, 15_000_000]);
});

test('a time scale divides every delay and the horizon', () => {
  const scaled = failForever('live', middle, 3600);
  expect(scaled.length).toBe(failForever('live', middle).length);
  expect(scaled.at(-1)).toBeLessThanOrEqual(72_000);
});

describe('Retry-After', () => {
  test('is followed when it is longer than the schedule', () => {
    expect(nextAttemptAt({ ...question, retryAfterSeconds: 3600 }, middle)).toBe(T0 + 3_600_000);
  });

  test('does not shorten the schedule', () => {
    expect(nextAttemptAt({ ...question, retryAfterSeconds: 1 }, middle)).toBe(T0 + 30_000);
  });

  test('is limited to 8 h and to the retry horizon', () => {
    expect(nextAttemptAt({ ...question, retryAfterSeconds: 1e9 }, middle)).toBe(T0 + 8 * 3_600_000);
    const late = { ...question, firstAttemptAt: T0 - 71 * 3_600_000, retryAfterSeconds: 7 * 3600 };
    expect(nextAttemptAt(late, middle)).toBe(T0 + 3_600_000);
  });
});

test('the planned attempts are the schedule that follows, the next one first', () => {
  const planned = plannedAttempts({ ...question, mode: 'sandbox', nextAttemptAt: T0 + 600_000 });
  expect(planned).toEqual([T0 + 600_000, T0 + 4_200_000, T0 + 15_000_000]);
});

test('a delivery that waits without attempts fails when its schedule would have ended', () => {
  expect(scheduleEndsAt('live', T0, 1) - T0).toBe(72 * 3_600_000);
  expect(scheduleEndsAt('sandbox', T0, 1) - T0).toBe(250 * 60_000);
  expect(scheduleEndsAt('sandbox', T0, 60) - T0).toBe(250 * 1000);
});

describe('hold or defer', () => {
  const base = { delayMs: 900_000, timeScale: 1, inFlight: 59_999, inFlightLimit: 60_000 };

  test('the queue holds up to 15 minutes', () => {
    expect(mayHold(base)).toBe(true);
    expect(mayHold({ ...base, delayMs: 900_001 })).toBe(false);
    expect(mayHold({ ...base, delayMs: 250, timeScale: 3600 })).toBe(true);
    expect(mayHold({ ...base, delayMs: 251, timeScale: 3600 })).toBe(false);
  });

  test('messages that a reading does not have yet count, as many for each instance as for this one', () => {
    const inFlight = mostInFlight({ reading: 40_000, uncounted: 50, instances: 400 });
    expect(inFlight).toBe(60_000);
    expect(mayHold({ ...base, inFlight })).toBe(false);
  });

  test('the queue holds no retry when too many messages are in flight', () => {
    expect(mayHold({ ...base, delayMs: 1, inFlight: 60_000 })).toBe(false);
  });
});

test('seconds are rounded up', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 10_000_000 }), (ms) => {
      const seconds = secondsUntil(T0 + ms, T0);
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds * 1000).toBeGreaterThanOrEqual(ms);
      expect(seconds * 1000).toBeLessThan(Math.max(ms, 0) + 1000);
    }),
  );
});
