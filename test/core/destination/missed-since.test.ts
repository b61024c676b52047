import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { missedSince } from '../../../lambdas/core/destination/missed-since.ts';
import {
  changedDestination,
  disabledDestination,
  enabledDestination,
  recoveredDestination,
} from '../../../lambdas/core/destination/rules.ts';
import { aDestination, T0 } from '../../doubles/factories.ts';

const DAY = 24 * 3_600_000;
const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  permitPrivateEndpoints: false,
  awsAccountId: '999999999999',
  permitOwnAccountBuses: false,
  eventBridgePartnerMode: false,
};

const select = (destination: Destination, type: string, now: number) =>
  changedDestination(destination, { enabledEvents: [type] }, { now, settings });

describe('a destination misses events', () => {
  test('never, unless it is or was disabled', () => {
    expect(missedSince(aDestination(), T0)).toBeUndefined();
    expect(missedSince(select(aDestination(), 'a.b', T0 + 1), T0 + 2)).toBeUndefined();
  });

  test('since it was disabled, also when its selection changed meanwhile', () => {
    const disabled = disabledDestination(select(aDestination(), 'a.b', T0 + 1), T0 + 10);
    expect(missedSince(disabled, T0 + 20)).toBe(T0 + 10);
    expect(missedSince(select(disabled, 'c.d', T0 + 15), T0 + 20)).toBe(T0 + 10);
  });

  test('since its first failed attempt, when it was disabled because it failed', () => {
    const health = { revision: 1, circuit: 'closed', failingSince: T0 + 5, lastFailureAt: T0 + 5 * DAY } as const;
    expect(missedSince(disabledDestination(aDestination({ health }), T0 + 5 * DAY, 'failing'), T0 + 6 * DAY)).toBe(
      T0 + 5,
    );
  });

  test('since the start of its history, when that does not show when it was disabled', () => {
    expect(missedSince(aDestination({ status: 'disabled', historyFrom: T0 + 3 }), T0 + 9)).toBe(T0 + 3);
    expect(missedSince(aDestination({ status: 'disabled', created: T0 + 2 }), T0 + 9)).toBe(T0 + 2);
  });

  test('until a recovery covers the time, also after it was enabled', () => {
    const enabled = enabledDestination(disabledDestination(aDestination(), T0 + 10), T0 + 20);
    expect(missedSince(enabled, T0 + 30)).toBe(T0 + 10);
    expect(missedSince(enabled, T0 + 10 + 30 * DAY)).toBe(T0 + 10);
    expect(missedSince(enabled, T0 + 11 + 30 * DAY)).toBeUndefined();
    expect(recoveredDestination(enabled, T0 + 11, T0 + 40)).toBe(enabled);
    const recovered = recoveredDestination(enabled, T0 + 10, T0 + 40);
    expect(missedSince(recovered, T0 + 50)).toBeUndefined();
    expect(recovered.updated).toBe(T0 + 40);
  });

  test('since the first of several times without a recovery', () => {
    const enabled = enabledDestination(disabledDestination(aDestination(), T0 + 10), T0 + 20);
    const again = disabledDestination(enabled, T0 + 30);
    expect(missedSince(again, T0 + 40)).toBe(T0 + 10);
    expect(missedSince(enabledDestination(again, T0 + 50), T0 + 60)).toBe(T0 + 10);
  });
});
