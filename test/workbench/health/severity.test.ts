import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../workbench/src/api/types.ts';
import { addTotals, type Health, type HealthState } from '../../../workbench/src/health/health.ts';
import { recommendedActionFor } from '../../../workbench/src/health/recommended-action.ts';
import { bySeverity, isDisabledByPlatform, needsAttention } from '../../../workbench/src/health/severity.ts';

const aHealth = (state: HealthState, failures = 0): Health => {
  const today = {
    ...addTotals([]),
    attempts: failures,
    retried: failures,
    errors: failures ? { timeout: failures } : {},
  };
  return { state, failingSince: undefined, lastSuccess: undefined, today, all: today };
};
type Reason = NonNullable<Destination['status_details']>['disabled']['reason'];
const aDestination = (name: string, health: Health, reason?: Reason) => ({
  destination: {
    name,
    status: reason ? 'disabled' : 'enabled',
    status_details: reason ? { disabled: { reason } } : null,
  } as Destination,
  health,
});

describe('the order of unhealthy destinations', () => {
  test('is: disabled by the platform, failing, degraded, recovered, disabled by a user', () => {
    const order = bySeverity([
      aDestination('recovered', aHealth('recovered')),
      aDestination('by hand', aHealth('failing', 90), 'user'),
      aDestination('degraded', aHealth('degraded', 50)),
      aDestination('failing', aHealth('failing', 2)),
      aDestination('gone', aHealth('idle'), 'gone'),
      aDestination('failing more', aHealth('failing', 20)),
    ]).map(({ destination }) => destination.name);
    expect(order).toEqual(['gone', 'failing more', 'failing', 'degraded', 'recovered', 'by hand']);
  });

  test('leaves its input unchanged', () => {
    const given = [aDestination('b', aHealth('healthy')), aDestination('a', aHealth('failing'))];
    bySeverity(given);
    expect(given.map(({ destination }) => destination.name)).toEqual(['b', 'a']);
  });
});

describe('a destination', () => {
  test('needs attention when the platform disabled it, even without failures', () => {
    expect(needsAttention(aDestination('x', aHealth('healthy'), 'no_aws_event_source_exists'))).toBe(true);
    expect(needsAttention(aDestination('x', aHealth('healthy')))).toBe(false);
  });

  test('does not count as disabled by the platform when a user disabled it', () => {
    expect(isDisabledByPlatform(aDestination('x', aHealth('healthy'), 'user').destination)).toBe(false);
  });
});

describe('the recommended action', () => {
  const enabled = { status: 'enabled', status_details: null } as const;
  test('for a disabled destination depends on the reason', () => {
    const disabled = (reason: Reason) =>
      recommendedActionFor({ status: 'disabled', status_details: { disabled: { reason } } }, { state: 'failing' }, 3);
    expect(disabled('gone')).toBe('to_do_gone');
    expect(disabled('no_aws_event_source_exists')).toBe('to_do_no_bus');
    expect(disabled('failing')).toBe('to_do_failing');
    expect(disabled('user')).toBe('to_do_enable');
  });

  test('after an outage is to recover, if there are failed deliveries', () => {
    expect(recommendedActionFor(enabled, { state: 'recovered' }, 2)).toBe('to_do_recovered');
    expect(recommendedActionFor(enabled, { state: 'recovered' }, 0)).toBe('nothing_to_do');
  });

  test('is undefined while the destination fails, because the error has advice of its own', () => {
    expect(recommendedActionFor(enabled, { state: 'failing' }, 9)).toBeUndefined();
  });
});
