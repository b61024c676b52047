import { describe, expect, test } from 'vitest';
import {
  circuitBreakerSettings,
  healthAfter,
  openedWhileLate,
  probeDueAt,
  withoutDrain,
  withoutProbe,
  withProbe,
} from '../../../../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { T0 } from '../../../doubles/factories.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const settings = circuitBreakerSettings(1);
const middle = () => 0.5;

const success = (before: DestinationHealth | undefined, now = T0) =>
  healthAfter(before, { successes: 1, failures: 0 }, now, settings, middle);
const failure = (before: DestinationHealth | undefined, now = T0, failures = 1, failedProbe?: string) =>
  healthAfter(before, { successes: 0, failures, failedProbe }, now, settings, middle);

const anOpen = (over: Partial<DestinationHealth> = {}): DestinationHealth => ({
  revision: 4,
  circuit: 'open',
  openedAt: T0,
  probeAt: T0 + 30 * SECOND,
  probeInterval: 30 * SECOND,
  failingSince: T0 - MINUTE,
  lastFailureAt: T0,
  ...over,
});
const aHalfOpen = (over: Partial<DestinationHealth> = {}): DestinationHealth =>
  anOpen({ circuit: 'half_open', probe: { eventKey: 'evt_1', account: 'acct_shop', until: T0 + 4 * MINUTE }, ...over });

describe('a closed circuit', () => {
  test('a success of a healthy destination changes nothing', () => {
    expect(success(undefined)).toBeUndefined();
    expect(success({ revision: 7, circuit: 'closed', lastSuccessAt: T0 - 9 * MINUTE })).toBeUndefined();
  });

  test('the first failure starts the window and the time of failing', () => {
    expect(failure(undefined)).toEqual({
      revision: 1,
      circuit: 'closed',
      window: { since: T0, failures: 1 },
      failingSince: T0,
      lastFailureAt: T0,
    });
  });

  test('20 failures within five minutes open the circuit, and the first probe is due in 30 seconds', () => {
    const counting = failure(failure(undefined, T0, 5), T0 + 4 * MINUTE, 14);
    expect(counting).toMatchObject({ circuit: 'closed', window: { failures: 19 } });
    const now = T0 + 5 * MINUTE - 1;
    expect(failure(counting, now)).toEqual({
      revision: 3,
      circuit: 'open',
      openedAt: now,
      probeAt: now + 30 * SECOND,
      probeInterval: 30 * SECOND,
      failingSince: T0,
      lastFailureAt: now,
    });
  });

  test('failures in more than five minutes start a new window, and the destination has failed since the first one', () => {
    const later = failure(failure(undefined, T0, 19), T0 + 5 * MINUTE, 19);
    expect(later).toMatchObject({
      circuit: 'closed',
      window: { since: T0 + 5 * MINUTE, failures: 19 },
      failingSince: T0,
    });
  });

  test('one failed attempt that started late opens the circuit, unless a success was just recorded', () => {
    const late = (before: DestinationHealth | undefined) =>
      healthAfter(before, { successes: 0, failures: 1, lateFailures: 1 }, T0, settings, middle);
    expect(late(undefined)).toMatchObject({ circuit: 'open', openedAt: T0, failingSince: T0 });
    expect(late({ revision: 1, circuit: 'closed', lastSuccessAt: T0 - SECOND })).toBeUndefined();
  });

  test('a success after failures ends the window and the time of failing', () => {
    expect(success(failure(undefined, T0, 19), T0 + SECOND)).toEqual({
      revision: 2,
      circuit: 'closed',
      lastSuccessAt: T0 + SECOND,
    });
  });

  test('failures together with a success count as a success', () => {
    const before = failure(undefined, T0, 19);
    const after = healthAfter(before, { successes: 1, failures: 40 }, T0 + SECOND, settings, middle);
    expect(after).toMatchObject({ circuit: 'closed', lastSuccessAt: T0 + SECOND });
    expect(after?.window).toBeUndefined();
  });

  test('within a minute of a recorded success, failures are not recorded', () => {
    const recovered = success(failure(undefined), T0);
    expect(failure(recovered, T0 + 59 * SECOND, 100)).toBeUndefined();
    expect(failure(recovered, T0 + 61 * SECOND)).toMatchObject({ window: { failures: 1 } });
  });

  test('the latest failure is written again after ten minutes', () => {
    const first = failure(undefined);
    expect(failure(first, T0 + 9 * MINUTE)).toMatchObject({ lastFailureAt: T0 });
    expect(failure(first, T0 + 11 * MINUTE)).toMatchObject({ lastFailureAt: T0 + 11 * MINUTE, failingSince: T0 });
  });

  test('a clock that is ten minutes fast neither stops the count for long nor opens the circuit', () => {
    const fast = T0 + 10 * MINUTE;
    expect(failure(success(failure(undefined), fast), T0 + SECOND)).toMatchObject({ window: { failures: 1 } });
    expect(failure(failure(undefined, fast, 19), T0)).toMatchObject({ circuit: 'closed', window: { since: T0 } });
  });

  test('the lane and the warnings stay when the circuit opens and closes', () => {
    const slow = { slowUntil: T0 + MINUTE, slowSince: T0 - MINUTE, warned: 1 };
    const open = failure({ revision: 1, circuit: 'closed', ...slow }, T0, 20);
    expect(open).toMatchObject({ circuit: 'open', ...slow });
    expect(success(open, T0 + SECOND)).toMatchObject({ circuit: 'closed', ...slow });
  });
});

describe('a delivery that is late in the slow lane', () => {
  const slow: DestinationHealth = {
    revision: 3,
    circuit: 'closed',
    slowSince: T0 - MINUTE,
    slowUntil: T0 + 4 * MINUTE,
  };
  const late = (before: DestinationHealth | undefined, lateMs = 31 * SECOND) =>
    openedWhileLate(before, lateMs, T0, settings, middle);

  test('opens the circuit of a slow destination without an attempt, and the first probe is due in 30 seconds', () => {
    expect(late(slow)).toEqual({
      ...slow,
      revision: 4,
      circuit: 'open',
      openedAt: T0,
      probeAt: T0 + 30 * SECOND,
      probeInterval: 30 * SECOND,
      failingSince: T0,
      lastFailureAt: T0,
    });
  });

  test('is attempted when it is at most 30 seconds late', () => {
    expect(late(slow, 30 * SECOND)).toBeUndefined();
  });

  test('is attempted when its destination is not slow', () => {
    expect(late(undefined)).toBeUndefined();
    expect(late({ ...slow, slowUntil: T0 })).toBeUndefined();
  });

  test('is attempted when an attempt succeeded in the last five minutes', () => {
    expect(late({ ...slow, lastSuccessAt: T0 - 4 * MINUTE })).toBeUndefined();
    expect(late({ ...slow, lastSuccessAt: T0 - 5 * MINUTE })).toMatchObject({ circuit: 'open' });
  });

  test('changes nothing while the circuit is open', () => {
    expect(late(anOpen({ slowUntil: T0 + MINUTE }))).toBeUndefined();
    expect(late(aHalfOpen({ slowUntil: T0 + MINUTE }))).toBeUndefined();
  });

  test('a success of a slow destination is recorded at most once a minute', () => {
    const recorded = success(slow, T0);
    expect(recorded).toEqual({ ...slow, revision: 4, lastSuccessAt: T0 });
    expect(success(recorded, T0 + 59 * SECOND)).toBeUndefined();
    expect(success(recorded, T0 + 60 * SECOND)).toMatchObject({ lastSuccessAt: T0 + 60 * SECOND });
    expect(success({ ...slow, slowUntil: T0 }, T0)).toBeUndefined();
  });
});

describe('an open circuit', () => {
  test('a success closes it, and the backlog is drained', () => {
    for (const before of [anOpen(), aHalfOpen()]) {
      expect(success(before, T0 + SECOND)).toEqual({
        revision: 5,
        circuit: 'closed',
        lastSuccessAt: T0 + SECOND,
        drainingSince: T0 + SECOND,
      });
    }
  });

  test('further failures change nothing but the latest one, after ten minutes', () => {
    expect(failure(anOpen(), T0 + 9 * MINUTE, 100)).toBeUndefined();
    expect(failure(aHalfOpen(), T0 + 9 * MINUTE)).toBeUndefined();
    expect(failure(anOpen(), T0 + 10 * MINUTE)).toEqual(anOpen({ revision: 5, lastFailureAt: T0 + 10 * MINUTE }));
  });

  test('a failed probe opens it again, and the interval doubles up to 15 minutes', () => {
    let health = anOpen();
    const intervals = [];
    for (let round = 0; round < 8; round++) {
      const now = health.probeAt as number;
      health = withProbe(health, { eventKey: 'evt_1', account: 'acct_shop', dueAt: now }, settings);
      health = failure(health, now, 1, 'evt_1') as DestinationHealth;
      expect(health).toMatchObject({ circuit: 'open', probeAt: now + (health.probeInterval as number) });
      expect(health.probe).toBeUndefined();
      intervals.push((health.probeInterval as number) / MINUTE);
    }
    expect(intervals).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
  });

  test('the interval varies by a tenth', () => {
    const probeAt = (random: number) =>
      healthAfter(undefined, { successes: 0, failures: 20 }, T0, settings, () => random)?.probeAt;
    expect([probeAt(0), probeAt(1)]).toEqual([T0 + 27 * SECOND, T0 + 33 * SECOND]);
  });

  test('a failure of another delivery than the probe does not end the probe', () => {
    expect(failure(aHalfOpen(), T0 + SECOND, 1, 'evt_2')).toBeUndefined();
    expect(failure(aHalfOpen(), T0 + SECOND, 1)).toBeUndefined();
  });

  test('the next probe is due at its time, or when the present one is lost', () => {
    expect(probeDueAt(undefined, T0)).toBeUndefined();
    expect(probeDueAt({ revision: 1, circuit: 'closed' }, T0)).toBeUndefined();
    expect(probeDueAt(anOpen(), T0)).toBe(T0 + 30 * SECOND);
    expect(probeDueAt(aHalfOpen(), T0 + 4 * MINUTE - 1)).toBeUndefined();
    expect(probeDueAt(aHalfOpen(), T0 + 4 * MINUTE)).toBe(T0 + 4 * MINUTE);
  });

  test('a probe that ended without an attempt leaves the circuit open, with a probe that is due', () => {
    expect(withoutProbe(aHalfOpen(), 'evt_1')).toEqual(anOpen({ revision: 5 }));
    expect(withoutProbe(aHalfOpen(), 'evt_2')).toBeUndefined();
    expect(withoutProbe(anOpen(), 'evt_1')).toBeUndefined();
    expect(withoutProbe(undefined, 'evt_1')).toBeUndefined();
  });
});

test('20 failures while the backlog is drained open the circuit, and the drain ends', () => {
  const draining = { ...(success(anOpen(), T0) as DestinationHealth), drainRate: 4, drained: 9, drainTotal: 50 };
  expect(failure(draining, T0 + 61 * SECOND, 20)).toEqual({
    revision: 6,
    circuit: 'open',
    openedAt: T0 + 61 * SECOND,
    probeAt: T0 + 91 * SECOND,
    probeInterval: 30 * SECOND,
    failingSince: T0 + 61 * SECOND,
    lastFailureAt: T0 + 61 * SECOND,
    lastSuccessAt: T0,
  });
  expect(withoutDrain({ ...draining, drainScheduledUntil: T0 })).toEqual({
    revision: 6,
    circuit: 'closed',
    lastSuccessAt: T0,
  });
});

test('the intervals between probes follow the time scale', () => {
  expect(circuitBreakerSettings(60)).toMatchObject({
    firstProbeMs: 500,
    longestProbeMs: 15 * SECOND,
    windowMs: 5 * MINUTE,
  });
});
