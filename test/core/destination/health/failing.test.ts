import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { circuitBreakerSettings, healthAfter } from '../../../../lambdas/core/destination/health/circuit-breaker.ts';
import {
  healthAnew,
  healthAnnounced,
  healthChange,
  isWarned,
  WARNINGS_AFTER_MS,
} from '../../../../lambdas/core/destination/health/failing.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { aDestination, T0 } from '../../../doubles/factories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const settings = { disableFailingAfterDays: 5 };

const aHealth = (over: Partial<DestinationHealth> = {}): DestinationHealth => ({
  revision: 1,
  circuit: 'closed',
  ...over,
});
/** A destination whose attempts failed for so long, from T0 on. */
const failed = (ms: number, over: Partial<DestinationHealth> = {}) =>
  aDestination({ health: aHealth({ failingSince: T0, lastFailureAt: T0 + ms, ...over }) });

describe('a destination whose attempts all fail', () => {
  test.each([
    [HOUR - 1, undefined],
    [HOUR, 1],
    [DAY - 1, 1],
    [DAY, 2],
    [4 * DAY, 3],
    [5 * DAY - 1, 3],
  ])('for %i ms is warned of with level %s', (ms, level) => {
    const expected = level === undefined ? undefined : { kind: 'failing', since: T0, level };
    expect(healthChange(failed(ms), settings)).toEqual(expected);
  });

  test('for five days is disabled, or for the days of the setting, or never', () => {
    const disabled = { kind: 'disabled', since: T0, reason: 'failing' };
    expect(healthChange(failed(5 * DAY), settings)).toEqual(disabled);
    expect(healthChange(failed(DAY), { disableFailingAfterDays: 1 })).toEqual(disabled);
    expect(healthChange(failed(60 * DAY), { disableFailingAfterDays: 0 })).toMatchObject({ kind: 'failing', level: 3 });
  });

  test('is warned of once for each level, whatever the sweep missed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 * DAY - 1 })), (times) => {
        const levels: number[] = [];
        let destination = failed(0);
        for (const ms of times.sort((a, b) => a - b)) {
          destination = aDestination({
            health: { ...(destination.health as DestinationHealth), lastFailureAt: T0 + ms },
          });
          const change = healthChange(destination, settings);
          if (!change) continue;
          levels.push(change.kind === 'failing' ? change.level : 0);
          destination = aDestination({ health: healthAnnounced(destination.health, change) });
          expect(healthChange(destination, settings)).toBeUndefined();
        }
        expect(levels).toEqual([...new Set(levels)].sort());
        expect(levels.every((level) => level >= 1 && level <= WARNINGS_AFTER_MS.length)).toBe(true);
      }),
    );
  });

  test('is not disabled by the passing of time: the latest failure decides', () => {
    // Four attempts of one event: at once, and after 30 s, 2.5 min and 10.5 min.
    expect(healthChange(failed(630_000), settings)).toBeUndefined();
  });
});

describe('a destination with a success after a warning', () => {
  const warned = { warned: 2, warnedSince: T0, lastSuccessAt: T0 + 3 * DAY };

  test('has recovered', () => {
    const destination = aDestination({ health: aHealth(warned) });
    const change = healthChange(destination, settings);
    expect(change).toEqual({ kind: 'recovered', since: T0 });
    const after = change && healthAnnounced(destination.health, change);
    expect(after).toEqual(aHealth({ revision: 2, lastSuccessAt: T0 + 3 * DAY }));
    expect(healthChange({ ...destination, health: after as DestinationHealth }, settings)).toBeUndefined();
  });

  test('has recovered before it failed again, and is then warned of anew', () => {
    const again = { failingSince: T0 + 4 * DAY, lastFailureAt: T0 + 4 * DAY + HOUR };
    const destination = aDestination({ health: aHealth({ ...warned, ...again }) });
    expect(healthChange(destination, settings)).toEqual({ kind: 'recovered', since: T0 });
    const after = healthAnnounced(destination.health, { kind: 'recovered', since: T0 });
    expect(healthChange(aDestination({ health: after }), settings)).toEqual({
      kind: 'failing',
      since: T0 + 4 * DAY,
      level: 1,
    });
  });

  test('that was never warned of says nothing', () => {
    expect(healthChange(aDestination({ health: aHealth({ lastSuccessAt: T0 }) }), settings)).toBeUndefined();
    expect(healthChange(aDestination(), settings)).toBeUndefined();
  });
});

describe('a disabled destination', () => {
  test.each(['failing', 'gone', 'no_aws_event_source_exists'] as const)(
    'with the reason %s is announced once',
    (reason) => {
      const destination = { ...failed(HOUR), status: 'disabled', disabledReason: reason } as const;
      const change = healthChange(destination, settings);
      expect(change).toEqual({ kind: 'disabled', since: T0, reason });
      const health = change && healthAnnounced(destination.health, change);
      expect(healthChange({ ...destination, health: health as DestinationHealth }, settings)).toBeUndefined();
      expect(isWarned(health)).toBe(false);
    },
  );

  test('without a recorded failure is announced with the time when it was disabled', () => {
    const destination = aDestination({ status: 'disabled', disabledReason: 'gone', updated: T0 + 5 });
    expect(healthChange(destination, settings)).toEqual({ kind: 'disabled', since: T0 + 5, reason: 'gone' });
  });

  test('by its user is not announced', () => {
    expect(healthChange({ ...failed(5 * DAY), status: 'disabled', disabledReason: 'user' }, settings)).toBeUndefined();
  });
});

describe('the health after a person enabled the destination or changed its target', () => {
  test('is that of a healthy destination when nothing waits and no warning is open', () => {
    const healthy = aHealth({ revision: 2 });
    expect(healthAnew(aHealth({ failingSince: T0, lastFailureAt: T0, slowUntil: T0 }), T0)).toEqual(healthy);
    expect(healthAnew(aHealth({ warned: WARNINGS_AFTER_MS.length + 1, warnedSince: T0 }), T0)).toEqual(healthy);
  });

  test('drains what waits', () => {
    const drained = aHealth({ revision: 2, drainingSince: T0 + 9 });
    expect(healthAnew(aHealth({ circuit: 'open', openedAt: T0, probeAt: T0, failingSince: T0 }), T0 + 9)).toEqual(
      drained,
    );
    expect(healthAnew(aHealth({ drainingSince: T0, drained: 5 }), T0 + 9)).toEqual(drained);
  });

  test('keeps a warning until the next success', () => {
    const anew = healthAnew(
      aHealth({ failingSince: T0, lastFailureAt: T0 + HOUR, warned: 1, warnedSince: T0 }),
      T0 + DAY,
    );
    expect(anew).toEqual(aHealth({ revision: 2, warned: 1, warnedSince: T0 }));
    expect(healthChange(aDestination({ health: anew }), settings)).toBeUndefined();
    const breaker = circuitBreakerSettings(1);
    const succeeded = healthAfter(anew, { successes: 1, failures: 0 }, T0 + DAY + 1, breaker, Math.random);
    expect(succeeded).toEqual({ ...anew, revision: 3, lastSuccessAt: T0 + DAY + 1 });
    expect(healthChange(aDestination({ health: succeeded as DestinationHealth }), settings)).toMatchObject({
      kind: 'recovered',
    });
    expect(healthAfter(succeeded, { successes: 1, failures: 0 }, T0 + DAY + 2, breaker, Math.random)).toBeUndefined();
  });
});
