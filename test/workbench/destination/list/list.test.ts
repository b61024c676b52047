import { describe, expect, it } from 'vitest';
import type { Delivery, Destination } from '../../../../workbench/src/api/types.ts';
import { availableActions, isSameName } from '../../../../workbench/src/destination/actions/available.ts';
import { summaryOfTypes } from '../../../../workbench/src/destination/list/event-types.ts';
import { lastFailureOf } from '../../../../workbench/src/destination/list/last-failure.ts';
import { moduleOf } from '../../../../workbench/src/destination-types/by-type.ts';

describe('the summary of event types', () => {
  it('is all events with *, whatever else is listed', () => {
    expect(summaryOfTypes(['invoice.paid', '*'])).toEqual({ all: true, shown: [], more: 0 });
  });

  it('has two types and the number of the others', () => {
    expect(summaryOfTypes(['a', 'b', 'c', 'd'])).toEqual({ all: false, shown: ['a', 'b'], more: 2 });
    expect(summaryOfTypes(['a'])).toEqual({ all: false, shown: ['a'], more: 0 });
  });
});

describe('the address of a destination', () => {
  const address = (destination: object) => moduleOf(destination as Destination).addressOf(destination as Destination);
  const eventBridge = (event_bus_arn: string | null) => ({
    type: 'amazon_eventbridge',
    amazon_eventbridge: { event_bus_arn, aws_account_id: '1', aws_region: 'eu-west-1' },
  });

  it('is the URL of a webhook endpoint', () => {
    const webhook_endpoint = { url: 'https://a.example/', signing_secret: null };
    expect(address({ type: 'webhook_endpoint', webhook_endpoint })).toBe('https://a.example/');
  });

  it('is the event bus with its account and Region', () => {
    expect(address(eventBridge('arn:aws:events:eu-west-1:1:event-bus/orders'))).toBe('orders · 1 · eu-west-1');
    expect(address(eventBridge(null))).toBe('1 · eu-west-1');
  });
});

describe('the last failure', () => {
  const delivery = (status: Delivery['status'], last_attempt_at: string | null, attempt_count = 1) =>
    ({ status, last_attempt_at, attempt_count, created: '2026-11-24T00:00:00.000Z' }) as Delivery;

  it('is a delivery that waits for a retry, when it failed later', () => {
    const failure = lastFailureOf(
      [delivery('failed', '2026-11-24T01:00:00.000Z')],
      [delivery('pending', '2026-11-24T02:00:00.000Z')],
    );
    expect(failure).toMatchObject({ at: '2026-11-24T02:00:00.000Z', retrying: true });
  });

  it('is not a delivery that waits for its first attempt', () => {
    expect(lastFailureOf([], [delivery('pending', null, 0)])).toBeUndefined();
  });

  it('has the time of its event when there was no attempt', () => {
    expect(lastFailureOf([delivery('failed', null, 0)], [])?.at).toBe('2026-11-24T00:00:00.000Z');
  });
});

describe('actions', () => {
  const of = (type: Destination['type'], status: Destination['status'], canWrite = true) =>
    availableActions({ type, status }, canWrite);

  it('rotate a secret only of types that sign', () => {
    expect(of('webhook_endpoint', 'enabled').map(({ action }) => action)).toContain('rotate');
    expect(of('amazon_eventbridge', 'enabled').map(({ action }) => action)).not.toContain('rotate');
  });

  it('disable what is enabled, and enable what is disabled, to which no test event is sent', () => {
    expect(of('webhook_endpoint', 'enabled').map(({ action }) => action)).toContain('disable');
    const disabled = of('webhook_endpoint', 'disabled');
    expect(disabled.map(({ action }) => action)).toContain('enable');
    expect(disabled.find(({ action }) => action === 'ping')?.obstacle).toBe('ping_disabled');
  });

  it('are not available to a key without permission', () => {
    expect(new Set(of('webhook_endpoint', 'enabled', false).map(({ obstacle }) => obstacle))).toEqual(
      new Set(['no_permission']),
    );
  });
});

describe('the name to delete a destination by', () => {
  it('is the name as it is shown', () => {
    expect(isSameName(' Orders service ', 'Orders  service')).toBe(true);
    expect(isSameName('orders service', 'Orders service')).toBe(false);
    expect(isSameName('', 'Orders service')).toBe(false);
  });
});
