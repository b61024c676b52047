import { describe, expect, test } from 'vitest';
import {
  type DestinationHealth,
  FAILING_AFTER_MS,
  mayHaveWaiting,
  publicHealth,
} from '../../../../lambdas/core/destination/health/health.ts';
import { T0 } from '../../../doubles/factories.ts';

const NOW = T0 + 10 * FAILING_AFTER_MS;
const shown = (health: Partial<DestinationHealth>) => publicHealth({ revision: 1, circuit: 'closed', ...health }, NOW);

describe('the health that the owner of a destination sees', () => {
  test('is healthy without a stored health', () => {
    expect(publicHealth(undefined, NOW)).toEqual({ status: 'healthy' });
  });

  test('is slow until the time until which its lane is slow', () => {
    expect(shown({ slowSince: T0, slowUntil: NOW + 1 })).toEqual({ status: 'slow', since: T0 });
    expect(shown({ slowSince: T0, slowUntil: NOW })).toEqual({ status: 'healthy' });
  });

  test('is failing while the circuit is open, with the next probe', () => {
    const health = { circuit: 'open', openedAt: T0 + 5, failingSince: T0, probeAt: NOW + 30_000 } as const;
    expect(shown(health)).toEqual({ status: 'failing', since: T0, nextProbeAt: NOW + 30_000 });
    expect(shown({ circuit: 'open', openedAt: T0 + 5 })).toEqual({ status: 'failing', since: T0 + 5 });
  });

  test('has no next probe while a probe is in progress', () => {
    const probe = { eventKey: 'evt_1', account: 'acct_shop', until: NOW + 1 };
    expect(shown({ circuit: 'half_open', openedAt: T0, probe, probeAt: NOW - 1 })).toEqual({
      status: 'failing',
      since: T0,
    });
  });

  test('is failing when every attempt failed for an hour, and not by the mere passing of time', () => {
    const failed = (ms: number) => shown({ failingSince: T0, lastFailureAt: T0 + ms });
    expect(failed(FAILING_AFTER_MS)).toEqual({ status: 'failing', since: T0 });
    expect(failed(FAILING_AFTER_MS - 1)).toEqual({ status: 'healthy' });
    expect(shown({ failingSince: T0 })).toEqual({ status: 'healthy' });
  });

  test('shows the progress of a drain, also while the destination is slow', () => {
    const drain = { drainingSince: T0, drained: 40, drainTotal: 100, drainRate: 8 };
    const draining = { sent: 40, total: 100, perSecond: 8 };
    expect(shown(drain)).toEqual({ status: 'healthy', draining });
    expect(shown({ ...drain, slowSince: T0, slowUntil: NOW + 1 })).toEqual({ status: 'slow', since: T0, draining });
    expect(shown({ ...drain, circuit: 'open', openedAt: NOW })).not.toHaveProperty('draining');
  });

  test('counts as sent what is not delayed in the queue any more', () => {
    const drain = { drainingSince: T0, drained: 40, drainTotal: 100, drainRate: 8 };
    const sent = (aheadMs: number) => shown({ ...drain, drainScheduledUntil: NOW + aheadMs }).draining?.sent;
    expect([sent(-1000), sent(0), sent(2_000), sent(60_000)]).toEqual([40, 40, 24, 0]);
  });
});

test('deliveries may wait while the circuit is not closed and while a backlog is drained', () => {
  const of = (health: Partial<DestinationHealth>) =>
    mayHaveWaiting({ health: { revision: 1, circuit: 'closed', ...health } });
  expect(mayHaveWaiting({})).toBe(false);
  expect(of({ slowUntil: NOW + 1, failingSince: T0 })).toBe(false);
  expect(of({ circuit: 'open' })).toBe(true);
  expect(of({ circuit: 'half_open' })).toBe(true);
  expect(of({ drainingSince: T0 })).toBe(true);
});
