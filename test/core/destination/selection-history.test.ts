import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { notSentReason } from '../../../lambdas/core/destination/not-sent-reason.ts';
import {
  changedDestination,
  disabledDestination,
  enabledDestination,
} from '../../../lambdas/core/destination/rules.ts';
import { destinationAt } from '../../../lambdas/core/destination/selection-history.ts';
import { aDestination, anEvent, T0 } from '../../doubles/factories.ts';

const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  permitPrivateEndpoints: false,
  awsAccountId: '999999999999',
  permitOwnAccountBuses: false,
  eventBridgePartnerMode: false,
};
const selecting = (before: Destination, enabledEvents: string[], now: number) =>
  changedDestination(before, { enabledEvents }, { now, settings });

const event = anEvent({ type: 'invoice.paid', destinations: [] });
const why = (destination: Destination, at: number) => notSentReason(destination, event, at);

describe('why an event did not go to a destination that was changed since', () => {
  const born = aDestination({ enabledEvents: ['invoice.*'], created: T0, updated: T0 });
  const off = disabledDestination(born, T0 + 10);
  const on = enabledDestination(off, T0 + 20);
  const picky = selecting(on, ['charge.*'], T0 + 30);
  const open = selecting(picky, ['*'], T0 + 40);

  test.each([
    [T0 - 1, 'created_later'],
    [T0 + 10, 'disabled'],
    [T0 + 19, 'disabled'],
    [T0 + 30, 'type_not_selected'],
    [T0 + 39, 'type_not_selected'],
    // It would have matched: what is stored does not tell.
    [T0 + 25, 'unknown'],
    [T0 + 45, 'unknown'],
  ])('is determined by the selection at that time (%#)', (at, reason) => {
    expect(why(open, at)).toBe(reason);
  });

  test('a change without an effect on the selection does not change the reason', () => {
    const renamed = changedDestination(off, { name: 'Renamed' }, { now: T0 + 50, settings });
    expect(renamed.selectionHistory).toEqual(off.selectionHistory);
    expect(why(renamed, T0 + 15)).toBe('disabled');
  });

  test('the reason for an event before the start of the history is changed_since', () => {
    let destination: Destination = born;
    for (let n = 1; n <= 8; n++) {
      const change = n % 2 ? disabledDestination : enabledDestination;
      destination = change(destination, T0 + n * 10);
    }
    expect(destination.selectionHistory).toHaveLength(5);
    expect(why(destination, T0 + 15)).toBe('changed_since');
    expect(why(destination, T0 + 55)).toBe('disabled');
    expect(destinationAt(destination, T0 + 29)).toBeUndefined();
    expect(destinationAt(destination, T0 + 30)?.status).toBe('disabled');
  });

  test('the history starts after a selection that is too long to store', () => {
    const many = aDestination({
      enabledEvents: Array.from({ length: 31 }, (_, n) => `t${n}`),
      created: T0,
      updated: T0,
    });
    const chosen = selecting(many, ['charge.*'], T0 + 10);
    const again = selecting(chosen, ['*'], T0 + 20);
    expect(why(again, T0 + 5)).toBe('changed_since');
    expect(why(again, T0 + 15)).toBe('type_not_selected');
  });
});
