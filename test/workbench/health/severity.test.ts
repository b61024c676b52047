import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../workbench/src/api/types.ts';
import { addTotals, type Health, type HealthState } from '../../../workbench/src/health/health.ts';
import { careFor } from '../../../workbench/src/health/recommended-action.ts';
import { byPain, isCutOff, isTroubled } from '../../../workbench/src/health/severity.ts';

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
const aPatient = (name: string, health: Health, reason?: Reason) => ({
  destination: {
    name,
    status: reason ? 'disabled' : 'enabled',
    status_details: reason ? { disabled: { reason } } : null,
  } as Destination,
  health,
});

describe('the order of trouble', () => {
  test('begins with what the platform disabled, then what fails, what fails now and then, what failed', () => {
    const order = byPain([
      aPatient('recovered', aHealth('recovered')),
      aPatient('by hand', aHealth('failing', 90), 'user'),
      aPatient('unsteady', aHealth('unsteady', 50)),
      aPatient('failing', aHealth('failing', 2)),
      aPatient('gone', aHealth('quiet'), 'gone'),
      aPatient('failing more', aHealth('failing', 20)),
    ]).map(({ destination }) => destination.name);
    expect(order).toEqual(['gone', 'failing more', 'failing', 'unsteady', 'recovered', 'by hand']);
  });

  test('does not change what it is given', () => {
    const given = [aPatient('b', aHealth('healthy')), aPatient('a', aHealth('failing'))];
    byPain(given);
    expect(given.map(({ destination }) => destination.name)).toEqual(['b', 'a']);
  });
});

describe('trouble', () => {
  test('is also a destination that the platform disabled and that has no failures', () => {
    expect(isTroubled(aPatient('x', aHealth('healthy'), 'no_aws_event_source_exists'))).toBe(true);
    expect(isTroubled(aPatient('x', aHealth('healthy')))).toBe(false);
  });

  test('is not what a person disabled', () => {
    expect(isCutOff(aPatient('x', aHealth('healthy'), 'user').destination)).toBe(false);
  });
});

describe('what to do', () => {
  const enabled = { status: 'enabled', status_details: null } as const;
  test('is said of what was disabled by its reason', () => {
    const disabled = (reason: Reason) =>
      careFor({ status: 'disabled', status_details: { disabled: { reason } } }, { state: 'failing' }, 3);
    expect(disabled('gone')).toBe('to_do_gone');
    expect(disabled('no_aws_event_source_exists')).toBe('to_do_no_bus');
    expect(disabled('failing')).toBe('to_do_failing');
    expect(disabled('user')).toBe('to_do_enable');
  });

  test('after an outage is to recover, if anything is left', () => {
    expect(careFor(enabled, { state: 'recovered' }, 2)).toBe('to_do_recovered');
    expect(careFor(enabled, { state: 'recovered' }, 0)).toBe('nothing_to_do');
  });

  test('while it fails is what its error asks for', () => {
    expect(careFor(enabled, { state: 'failing' }, 9)).toBeUndefined();
  });
});
