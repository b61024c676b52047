/** Valid objects for tests; each test overrides only the fields that it is about. */
import type { Attempt, Delivery, DeliveryMessage, SendResult } from '../../lambdas/core/delivery/delivery.ts';
import type { DestinationHealth } from '../../lambdas/core/destination/health/health.ts';
import type { EventBridgeDestination } from '../../lambdas/core/destination/types/eventbridge/destination.ts';
import type { WebhookDestination } from '../../lambdas/core/destination/types/webhook/destination.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';

export const T0 = Date.UTC(2026, 0, 15, 12);

/** Returns keys of different events that were published at T0. @param n 0 to 99 */
export const eventKeyNo = (n: number): string => `evt_01KF0RDQG000000000000001${String(n).padStart(2, '0')}`;

export const aDestination = (over: Partial<WebhookDestination> = {}): WebhookDestination => ({
  account: 'acct_shop',
  mode: 'live',
  id: 'ed_01KF0000000000000000000001',
  name: 'Orders',
  description: '',
  type: 'webhook_endpoint',
  eventPayload: 'snapshot',
  enabledEvents: ['*'],
  eventsFrom: ['@self'],
  snapshotApiVersion: '2026-01-01',
  status: 'enabled',
  metadata: {},
  created: T0,
  updated: T0,
  webhookEndpoint: { url: 'https://example.com/hook', secrets: [{ sealed: 'whsec_dGVzdA==' }] },
  ...over,
});

/** Health of a destination that is in the slow lane for five minutes from T0. */
export const SLOW: DestinationHealth & { readonly slowUntil: number } = {
  revision: 1,
  circuit: 'closed',
  slowSince: T0,
  slowUntil: T0 + 5 * 60_000,
};

export const anEventBridgeDestination = (over: Partial<EventBridgeDestination> = {}): EventBridgeDestination => {
  const { webhookEndpoint: _none, ...rest } = aDestination({ id: 'ed_01KF0000000000000000000002' });
  return {
    ...rest,
    type: 'amazon_eventbridge',
    amazonEventbridge: {
      awsAccountId: '123456789012',
      awsRegion: 'eu-west-1',
      eventBusArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
      status: 'pending',
    },
    ...over,
  };
};

export const anEvent = (over: Partial<WaybillEvent> = {}): WaybillEvent => ({
  account: 'acct_shop',
  mode: 'live',
  id: 'evt_01KF0RDQG00000000000000001',
  key: 'evt_01KF0RDQG00000000000000001',
  type: 'invoice.paid',
  apiVersion: '2026-01-01',
  created: T0 / 1000,
  data: { object: { id: 'in_1', object: 'invoice', amount: 100 } },
  request: null,
  destinations: [{ account: 'acct_shop', id: 'ed_01KF0000000000000000000001' }],
  ...over,
});

export const aMessage = (over: Partial<DeliveryMessage> = {}): DeliveryMessage => {
  const event = over.inline ?? anEvent();
  return {
    destination: { account: 'acct_shop', id: 'ed_01KF0000000000000000000001' },
    event: { account: event.account, mode: event.mode, key: event.key },
    inline: event,
    first: true,
    trigger: 'automatic',
    ...over,
  };
};

export const aResult = (over: Partial<SendResult> = {}): SendResult => ({
  ok: true,
  httpStatus: 200,
  retryable: true,
  durationMs: 12,
  timing: { first_byte: 10 },
  requestHeaders: { 'content-type': 'application/json; charset=utf-8' },
  responseHeaders: { 'content-type': 'text/plain' },
  responseExcerpt: 'OK',
  responseTruncated: false,
  ...over,
});

export const aFailure = (over: Partial<SendResult> = {}): SendResult =>
  aResult({
    ok: false,
    httpStatus: 500,
    error: { code: 'http_status', message: 'The endpoint responded with 500.' },
    ...over,
  });

export const anAttempt = (over: Partial<Attempt> = {}): Attempt => {
  const { retryable: _retryable, ...seen } = aResult();
  return { ...seen, number: 1, trigger: 'automatic', startedAt: T0, ...over };
};

export const aDelivery = (over: Partial<Delivery> = {}): Delivery => {
  const event = anEvent();
  return {
    account: event.account,
    mode: event.mode,
    destinationId: 'ed_01KF0000000000000000000001',
    eventKey: event.key,
    eventId: event.id,
    eventType: event.type,
    status: 'pending',
    attemptCount: 1,
    automaticCount: 1,
    firstAttemptAt: T0,
    nextAttemptAt: T0 + 30_000,
    attempts: [anAttempt({ ok: false, httpStatus: 500 })],
    ...over,
  };
};
