import { describe, expect, test } from 'vitest';
import { healthSummary, healthText, recoverHint } from '../../../cli/destination/health-text.ts';
import { shownTime } from '../../../cli/output/times.ts';
import type { DestinationHealthObject } from '../../../lambdas/contract/destination/destination-health-object.ts';
import type { EventDestinationObject } from '../../../lambdas/contract/destination/event-destination-object.ts';

const SINCE = '2026-01-15T12:00:00.000Z';
const PROBE = '2026-01-15T12:10:00.000Z';
const aHealth = (over: Partial<DestinationHealthObject> = {}): DestinationHealthObject => ({
  status: 'healthy',
  since: null,
  next_probe_at: null,
  waiting: 0,
  draining: null,
  ...over,
});

describe('the health of a destination in words', () => {
  test('names the status alone while there is nothing else', () => {
    expect(healthText(aHealth())).toBe('healthy');
  });

  test('has the start, the number of waiting deliveries and the next probe', () => {
    const failing = { status: 'failing', since: SINCE, next_probe_at: PROBE } as const;
    expect(healthText(aHealth({ ...failing, waiting: 12 }))).toBe(
      `failing since ${shownTime(SINCE)}; 12 deliveries wait; next probe ${shownTime(PROBE)}`,
    );
    expect(healthText(aHealth({ ...failing, waiting: 1 }))).toContain('; 1 delivery waits; ');
  });

  test('has the progress of a drain', () => {
    expect(healthText(aHealth({ waiting: 60, draining: { sent: 40, total: 100, per_second: 8 } }))).toBe(
      'healthy; 60 deliveries wait; sending waiting deliveries: estimated 40 of 100, 8 a second',
    );
  });
});

test('the column of the list has the status of enabled destinations, and what waits', () => {
  const of = (status: 'enabled' | 'disabled', health: Partial<DestinationHealthObject> = {}) =>
    healthSummary({ status, health: aHealth(health) } as EventDestinationObject);
  expect(of('enabled')).toBe('healthy');
  expect(of('enabled', { status: 'failing', waiting: 3 })).toBe('failing, 3 waiting');
  expect(of('disabled', { status: 'failing' })).toBe('');
});

test('the command to recover with begins when the destination began to miss events', () => {
  const of = (missed_since: string | null) => recoverHint({ id: 'ed_1', missed_since } as EventDestinationObject);
  expect(of(SINCE)).toBe(`waybill destinations recover ed_1 --since ${SINCE} --status failed,not_sent`);
  expect(of(null)).toContain('--since 1d ');
});
