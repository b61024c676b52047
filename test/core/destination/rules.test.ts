import { describe, expect, test } from 'vitest';
import {
  changedDestination,
  disabledDestination,
  enabledDestination,
  withRotatedSecret,
} from '../../../lambdas/core/destination/rules.ts';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import { aDestination, anEventBridgeDestination, T0 } from '../../doubles/factories.ts';

const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  permitPrivateEndpoints: false,
  awsAccountId: '999999999999',
  permitOwnAccountBuses: false,
  eventBridgePartnerMode: false,
};

describe('every change', () => {
  test('moves `updated`, also when the clock stands still or runs back', () => {
    const before = aDestination({ updated: T0 });
    for (const now of [T0 - 5000, T0, T0 + 5000]) {
      expect(changedDestination(before, { name: 'x' }, { now, settings }).updated).toBeGreaterThan(T0);
      expect(disabledDestination(before, now).updated).toBeGreaterThan(T0);
    }
  });

  test('without a change does not change the destination', () => {
    const enabled = aDestination();
    expect(enabledDestination(enabled, T0 + 1)).toBe(enabled);
    const disabled = aDestination({ status: 'disabled', disabledReason: 'gone' });
    expect(disabledDestination(disabled, T0 + 1)).toBe(disabled);
  });
});

test('an EventBridge target that was lost is pending again when enabled', () => {
  const lost = anEventBridgeDestination({ status: 'disabled', disabledReason: 'no_aws_event_source_exists' });
  const target = lost.amazonEventbridge;
  const enabled = enabledDestination({ ...lost, amazonEventbridge: { ...target, status: 'deleted' } }, T0 + 1);
  expect(enabled).toMatchObject({ status: 'enabled', amazonEventbridge: { status: 'pending' } });
  expect(enabled).not.toHaveProperty('disabledReason');
});

describe('a rolled secret', () => {
  const endpoint = (...secrets: { sealed: string; expiresAt?: number }[]) =>
    aDestination({ webhookEndpoint: { url: 'https://example.com', secrets } });
  const secretsAfter = (before: WebhookDestination, sealed: string, expiresIn: number) =>
    (withRotatedSecret(before, sealed, expiresIn, T0) as WebhookDestination).webhookEndpoint.secrets;

  test('is first, and no former secret signs longer than requested', () => {
    const before = endpoint(
      { sealed: 'c' },
      { sealed: 'b', expiresAt: T0 + 5_000 },
      { sealed: 'a', expiresAt: T0 + 99_000 },
    );
    expect(secretsAfter(before, 'd', 60)).toEqual([
      { sealed: 'd' },
      { sealed: 'c', expiresAt: T0 + 60_000 },
      { sealed: 'b', expiresAt: T0 + 5_000 },
      { sealed: 'a', expiresAt: T0 + 60_000 },
    ]);
  });

  test('drops those that no longer sign', () => {
    const before = endpoint({ sealed: 'b' }, { sealed: 'a', expiresAt: T0 - 1 });
    expect(secretsAfter(before, 'c', 0)).toEqual([{ sealed: 'c' }]);
  });
});
