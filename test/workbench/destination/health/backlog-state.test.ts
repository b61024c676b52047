import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../../workbench/src/api/types.ts';
import {
  backlogState,
  drainedPercent,
  reloadEvery,
} from '../../../../workbench/src/destination/health/backlog-state.ts';

const AT = '2026-11-25T12:00:00.000Z';

const destination = (health: Partial<Destination['health']>, status: Destination['status'] = 'enabled') => ({
  status,
  health: { status: 'healthy' as const, since: null, next_probe_at: null, waiting: 0, draining: null, ...health },
});

describe('the state of a backlog', () => {
  test.each([
    ['none', destination({})],
    ['none', destination({ status: 'failing', since: AT })],
    ['waiting', destination({ status: 'failing', next_probe_at: AT, waiting: 3 })],
    ['waiting', destination({ status: 'failing', next_probe_at: AT })],
    ['probing', destination({ status: 'failing', waiting: 3 })],
    ['draining', destination({ draining: { sent: 1, total: 3, per_second: 1 }, waiting: 2 })],
    ['draining', destination({ status: 'slow', draining: { sent: 1, total: 3, per_second: 1 } })],
    ['slow', destination({ status: 'slow', since: AT })],
    ['none', destination({ status: 'failing', next_probe_at: AT, waiting: 3 }, 'disabled')],
  ])('is %s', (state, given) => {
    expect(backlogState(given)).toBe(state);
  });

  test('that changes is reloaded more often', () => {
    const calm = reloadEvery(destination({}));
    expect(reloadEvery(destination({ status: 'failing', next_probe_at: AT }))).toBeLessThan(calm);
    expect(reloadEvery(destination({ draining: { sent: 0, total: 0, per_second: 1 } }))).toBeLessThan(calm);
  });
});

test('the progress of a drain never passes the end, and an empty one is complete', () => {
  expect(drainedPercent({ sent: 0, total: 3 })).toBe(0);
  expect(drainedPercent({ sent: 1, total: 3 })).toBe(33);
  expect(drainedPercent({ sent: 999, total: 1000 })).toBe(99);
  expect(drainedPercent({ sent: 5, total: 3 })).toBe(100);
  expect(drainedPercent({ sent: 0, total: 0 })).toBe(100);
});
