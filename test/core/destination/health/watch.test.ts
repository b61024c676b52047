import { expect, test } from 'vitest';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { needsWatch } from '../../../../lambdas/core/destination/health/watch.ts';
import { T0 } from '../../../doubles/factories.ts';

const closed: DestinationHealth = { revision: 1, circuit: 'closed' };

test.each<[string, DestinationHealth | undefined, boolean]>([
  ['a healthy destination', undefined, false],
  ['a destination that recovered', { ...closed, lastSuccessAt: T0 }, false],
  ['a slow destination', { ...closed, slowUntil: T0 + 1 }, false],
  ['a failure that has just begun', { ...closed, failingSince: T0, lastFailureAt: T0 }, false],
  ['a failure that lasts', { ...closed, failingSince: T0, lastFailureAt: T0 + 600_000 }, true],
  ['a recovery that has not been reported', { ...closed, warned: 1 }, true],
  ['a destination that was disabled because it failed', { ...closed, warned: 4 }, false],
  ['a backlog that is drained', { ...closed, drainingSince: T0 }, true],
  ['an open circuit', { ...closed, circuit: 'open' }, true],
  ['a probe', { ...closed, circuit: 'half_open' }, true],
])('the sweep watches %s or not', (_case, health, isWatched) => {
  expect(needsWatch(health)).toBe(isWatched);
});
