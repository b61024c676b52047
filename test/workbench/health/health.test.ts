import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../workbench/src/api/types.ts';
import {
  addTotals,
  type Bucket,
  errorRateOf,
  failuresOf,
  healthOf,
  newestFailure,
  withMeasured,
} from '../../../workbench/src/health/health.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-20T00:00:00Z');

/** Hours from T0 on: `[delivered, failures]` of each. */
const hours = (...counts: [number, number][]): Bucket[] =>
  counts.map(([delivered, failures], index) => ({
    start: new Date(T0 + index * HOUR).toISOString(),
    attempts: delivered + failures,
    delivered,
    retried: failures,
    failed: 0,
    errors: failures > 0 ? { http_5xx: failures } : {},
  }));

const days = (...counts: [number, number][]): Bucket[] =>
  hours(...counts).map((bucket, index) => ({
    ...bucket,
    start: new Date(T0 + (index - 30) * 24 * HOUR).toISOString(),
  }));

const aDelivery = (status: Delivery['status'], minute: number | null): Delivery => ({
  object: 'event_delivery',
  destination: 'ed_1',
  event: `evt_${status}_${minute}`,
  event_type: 'invoice.paid',
  account: 'acct_1',
  livemode: false,
  created: new Date(T0).toISOString(),
  status,
  failure_reason: null,
  failure_detail: null,
  waiting: false,
  attempt_count: 1,
  first_attempt_at: null,
  last_attempt_at: minute === null ? null : new Date(T0 + minute * 60_000).toISOString(),
  next_attempt_at: null,
});

describe('the state of a destination', () => {
  test('is idle when there were no attempts', () => {
    expect(healthOf({ hours: hours([0, 0], [0, 0]) }).state).toBe('idle');
  });

  test('is healthy when all attempts succeeded', () => {
    expect(healthOf({ hours: hours([4, 0], [0, 0]), days: days([9, 0]) }).state).toBe('healthy');
  });

  test('is failing when the last hour with attempts has no success', () => {
    const health = healthOf({ hours: hours([4, 0], [0, 2], [0, 3], [0, 0]) });
    expect(health.state).toBe('failing');
    expect(health.failingSince).toEqual({ at: T0 + HOUR, precision: 'hour' });
    expect(health.lastSuccess).toEqual({ at: T0, precision: 'hour' });
  });

  test('is failing since a day when the last success is older than the hourly metrics', () => {
    const health = healthOf({ hours: hours([0, 0], [0, 3]), days: days([5, 0], [0, 0], [0, 2], [0, 3]) });
    expect(health.failingSince).toEqual({ at: T0 - 28 * 24 * HOUR, precision: 'day' });
    expect(health.lastSuccess).toEqual({ at: T0 - 30 * 24 * HOUR, precision: 'day' });
  });

  test('is failing since an hour when the hourly metrics include the first failing day', () => {
    const health = healthOf({ hours: hours([0, 0], [0, 3]), days: [...days([0, 0]), ...hours([0, 3])] });
    expect(health.failingSince).toEqual({ at: T0 + HOUR, precision: 'hour' });
  });

  test('is failing since its first failure when no attempt ever succeeded', () => {
    expect(healthOf({ hours: hours([0, 0], [0, 3], [0, 1]) }).failingSince).toEqual({
      at: T0 + HOUR,
      precision: 'hour',
    });
  });

  test('is failing in an hour with successes when the three newest attempts failed', () => {
    const newest = [
      aDelivery('pending', 50),
      aDelivery('failed', 40),
      aDelivery('pending', 30),
      aDelivery('delivered', 20),
      aDelivery('failed', 10),
    ];
    const health = healthOf({ hours: hours([3, 5]), newest });
    expect(health.state).toBe('failing');
    expect(health.failingSince).toEqual({ at: T0 + 30 * 60_000, precision: 'exact' });
    expect(health.lastSuccess).toEqual({ at: T0 + 20 * 60_000, precision: 'exact' });
  });

  test('is degraded when some attempts failed and the latest succeeded', () => {
    const newest = [aDelivery('pending', 50), aDelivery('delivered', 40), aDelivery('delivered', 30)];
    expect(healthOf({ hours: hours([30, 1]), newest }).state).toBe('degraded');
  });

  test('is recovered when failures are more than 24 hours ago', () => {
    const long = hours([0, 3], ...Array.from({ length: 24 }, (): [number, number] => [2, 0]));
    expect(healthOf({ hours: long }).state).toBe('recovered');
  });

  test('counts events that could not be rendered as failures', () => {
    const unrendered = hours([0, 0]).map((bucket) => ({ ...bucket, failed: 2, errors: { render_failed: 2 } }));
    expect(healthOf({ hours: unrendered }).state).toBe('failing');
  });
});

describe('the totals', () => {
  test('of buckets are summed, errors by class', () => {
    const sum = addTotals(hours([1, 2], [3, 4]));
    expect(sum).toMatchObject({ attempts: 10, delivered: 4, retried: 6, errors: { http_5xx: 6 } });
    expect(failuresOf(sum)).toBe(6);
    expect(errorRateOf(sum)).toBeCloseTo(0.6);
  });

  test('have no error rate without attempts', () => {
    expect(errorRateOf(addTotals([]))).toBeUndefined();
  });
});

test('the newest failure is the delivery with the latest attempt, not the latest event', () => {
  const found = newestFailure([
    aDelivery('failed', 5),
    aDelivery('pending', 9),
    aDelivery('delivered', 20),
    aDelivery('pending', null),
  ]);
  expect(found?.event).toBe('evt_pending_9');
});

describe('what the platform measures', () => {
  const measured = (over: Partial<Parameters<typeof withMeasured>[1]> = {}) => ({
    status: 'healthy' as const,
    since: null,
    next_probe_at: null,
    waiting: 0,
    draining: null,
    ...over,
  });
  const failing = healthOf({ hours: hours([5, 0], [0, 3]) });
  const healthy = healthOf({ hours: hours([5, 0]) });

  test('makes a destination failing, since the time that the platform knows', () => {
    const since = new Date(T0 + 90 * 60_000).toISOString();
    const shown = withMeasured(healthy, measured({ status: 'failing', since }));
    expect(shown).toEqual({
      ...healthy,
      state: 'failing',
      failingSince: { at: Date.parse(since), precision: 'exact' },
    });
  });

  test('makes a destination recovered while what waited is sent', () => {
    const shown = withMeasured(failing, measured({ draining: { sent: 1, total: 9, per_second: 2 } }));
    expect(shown).toMatchObject({ state: 'recovered', failingSince: undefined });
  });

  test('changes nothing otherwise', () => {
    expect(withMeasured(failing, measured())).toEqual(failing);
    expect(withMeasured(healthy, measured({ status: 'slow' }))).toEqual(healthy);
  });
});
