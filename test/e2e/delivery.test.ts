/** One platform, driven by HTTP only. Retry delays are divided by 3600: three days pass in 72 seconds. */

import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

/** Seconds of a deployment that pass in one second here. */
const TIME_SCALE = 3600;
const HORIZON_MS = (72 * 3_600_000) / TIME_SCALE;
const LONGEST_WAIT_MS = (8 * 3_600_000) / TIME_SCALE;

let platform: Platform;
let sandbox: ApiClient;
let live: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** Disables a destination before its endpoint responds. */
let disabling: () => Promise<unknown>;

/** The path selects the response of the receiver. */
beforeAll(async () => {
  platform = await startPlatform({ timeScale: TIME_SCALE });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  live = apiClient(platform.url, platform.keys.live);
  receiver = await startReceiver(async ({ path }, before) => {
    if (path === '/always500/disabled') await disabling();
    if (path.startsWith('/always500')) return { status: 500, body: 'no' };
    if (path.startsWith('/gone')) return { status: 410 };
    if (path.startsWith('/redirect')) return { status: 302, headers: { location: '/healthy' } };
    if (path.startsWith('/fail2')) return { status: before < 2 ? 503 : 200 };
    return { status: 200, body: 'thanks' };
  });
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

/** Creates a destination for events of this test only. */
const destinationFor = (client: ApiClient, path: string, group: string, over: Json = {}) =>
  client.createWebhook(receiver.url + path, { enabled_events: [`${group}.*`], ...over });

const settled = (client: ApiClient, destination: string, event: string) =>
  until(`the delivery of ${event} settles`, async () => {
    const { body } = await client.delivery(destination, event);
    return body?.status === 'delivered' || body?.status === 'failed' ? body : undefined;
  });

describe('a healthy endpoint', () => {
  test('receives an event that is published right after its creation, signed both ways, and the attempt is recorded', async () => {
    const destination = await destinationFor(live, '/healthy/1', 'first');
    const event = await live.publish('first.paid', { id: 'in_1', text: 'größer 🚚 \u2028' });
    const delivery = await settled(live, destination.id, event.id);
    const [request] = receiver.at('/healthy/1');
    const secret = destination.webhook_endpoint.signing_secret;
    const constructed = new Stripe('sk_test_x').webhooks.constructEvent(
      request?.body ?? '',
      request?.headers['stripe-signature'] ?? '',
      secret,
    );
    expect(constructed.data.object).toEqual({ id: 'in_1', text: 'größer 🚚 \u2028' });
    new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    expect(request?.headers).toMatchObject({
      'webhook-id': event.id,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(delivery).toMatchObject({ status: 'delivered', next_attempt_at: null });
    expect(delivery.attempts).toHaveLength(1);
    expect(delivery.attempts[0]).toMatchObject({
      number: 1,
      trigger: 'automatic',
      http_status: 200,
      response_excerpt: 'thanks',
    });
    expect(delivery.attempts[0].request_headers['webhook-id']).toBe(event.id);
    expect(delivery.attempts[0].duration_ms).toBeGreaterThan(0);
  });

  test('receives a thin event without data', async () => {
    await destinationFor(sandbox, '/healthy/thin', 'thin', { event_payload: 'thin', enabled_events: ['thin.paid'] });
    const event = await sandbox.publish('thin.paid', { id: 'in_1', object: 'invoice' });
    const request = await until('the thin event arrives', () => receiver.at('/healthy/thin')[0]);
    const body = JSON.parse(request.body);
    expect(body).toMatchObject({
      id: event.id,
      object: 'v2.core.event',
      related_object: { id: 'in_1', type: 'invoice' },
    });
    expect(body).not.toHaveProperty('data');
  });

  test('receives the same event once when the publisher repeats the call', async () => {
    const destination = await destinationFor(sandbox, '/healthy/twice', 'twice');
    const first = await sandbox.publish('twice.paid', { id: 1 }, {}, { 'idempotency-key': 'k-1' });
    await settled(sandbox, destination.id, first.id);
    const again = await sandbox.publish('twice.paid', { id: 1 }, {}, { 'idempotency-key': 'k-1' });
    expect(again.id).toBe(first.id);
    const marker = await sandbox.publish('twice.marker', { id: 2 });
    await settled(sandbox, destination.id, marker.id);
    expect(receiver.at('/healthy/twice')).toHaveLength(2);
    const conflict = await sandbox.call(
      'POST',
      '/v1/events',
      { type: 'twice.x', data: { object: {} } },
      { 'idempotency-key': 'k-1' },
    );
    expect(conflict.status).toBe(400);
    expect(conflict.body.error.type).toBe('idempotency_error');
  });
});

describe('a failing endpoint', () => {
  test('in live mode is retried over 72 scaled seconds by held and deferred retries, and then the delivery fails', async () => {
    const destination = await destinationFor(live, '/always500/live', 'down');
    const event = await live.publish('down.paid', { id: 'in_1' });
    const seen: Json[] = [];
    const delivery = await until('the delivery fails', async () => {
      const { body } = await live.delivery(destination.id, event.id);
      if (body?.status === 'pending' && body.next_attempt_at !== seen.at(-1)?.next_attempt_at) seen.push(body);
      return body?.status === 'failed' ? body : undefined;
    });
    expect(delivery.failure_reason).toBe('attempts_exhausted');
    // Six attempts come soon, then one every 8 s. A busy machine delays each, so that fewer fit into the time.
    expect(delivery.attempts.length).toBeGreaterThanOrEqual(10);
    expect(receiver.at('/always500/live')).toHaveLength(delivery.attempts.length);
    const started: number[] = delivery.attempts.map(({ started_at }: Json) => Date.parse(started_at));
    const [first = 0, last = 0] = [started[0], started.at(-1)];
    // The long waits at the end are long enough to be seen by polling.
    const planned = seen.filter(({ attempts }) => attempts.length > 0);
    expect(planned.length).toBeGreaterThanOrEqual(4);
    for (const { attempts, next_attempt_at } of planned) {
      const next = Date.parse(next_attempt_at);
      expect(next).toBeGreaterThan(Date.parse(attempts.at(-1).started_at));
      expect(next).toBeLessThanOrEqual(first + HORIZON_MS);
      expect(started[attempts.length]).toBeGreaterThanOrEqual(next);
    }
    expect(last - first).toBeGreaterThan(HORIZON_MS - LONGEST_WAIT_MS - 10_000);
    const held = platform.attempts.filter((one) => one.destination_id === destination.id).map((one) => one.held);
    expect(held).toContain('visibility');
    expect(held).toContain('parked');
    // Each attempt has its own timestamp and signature, and the same id.
    const requests = receiver.at('/always500/live');
    expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event.id]));
    expect(new Set(requests.map(({ headers }) => headers['stripe-signature'])).size).toBeGreaterThanOrEqual(4);
  });

  test('in sandbox mode gets exactly 1 + 3 attempts', async () => {
    const destination = await destinationFor(sandbox, '/always500/sandbox', 'down');
    const event = await sandbox.publish('down.paid', { id: 'in_1' });
    const delivery = await settled(sandbox, destination.id, event.id);
    expect(delivery).toMatchObject({ status: 'failed', failure_reason: 'attempts_exhausted' });
    expect(delivery.attempts.map(({ number }: Json) => number)).toEqual([1, 2, 3, 4]);
    expect(receiver.at('/always500/sandbox')).toHaveLength(4);
  });

  test('that recovers receives the event, and every attempt is recorded', async () => {
    const destination = await destinationFor(live, '/fail2/a', 'flaky');
    const event = await live.publish('flaky.paid', { id: 'in_1' });
    const delivery = await settled(live, destination.id, event.id);
    expect(delivery.attempts.map(({ http_status }: Json) => http_status)).toEqual([503, 503, 200]);
  });

  test('that redirects is not followed', async () => {
    const destination = await destinationFor(live, '/redirect/a', 'redirect');
    const event = await live.publish('redirect.paid', { id: 'in_1' });
    const delivery = await until('an attempt is recorded', async () => {
      const { body } = await live.delivery(destination.id, event.id);
      return body?.attempts?.length ? body : undefined;
    });
    expect(delivery.attempts[0]).toMatchObject({ http_status: 302, error: { code: 'redirect' } });
  });

  test('that responds with 410 disables its destination', async () => {
    const destination = await destinationFor(live, '/gone/a', 'gone');
    const event = await live.publish('gone.paid', { id: 'in_1' });
    expect(await settled(live, destination.id, event.id)).toMatchObject({ status: 'failed', failure_reason: 'gone' });
    await expect
      .poll(() => live.get(`/v2/core/event_destinations/${destination.id}`))
      .toMatchObject({ status: 'disabled', status_details: { disabled: { reason: 'gone' } } });
  });
});

test('a disabled destination receives nothing, and after it is enabled only new events', async () => {
  const destination = await destinationFor(live, '/healthy/toggle', 'toggle');
  const path = `/v2/core/event_destinations/${destination.id}`;
  const publish = async (n: number) => (await live.publish('toggle.paid', { n })).id;
  await settled(live, destination.id, await publish(1));
  await live.post(`${path}/disable`);
  await publish(2);
  await live.post(`${path}/enable`);
  await settled(live, destination.id, await publish(3));
  expect(receiver.at('/healthy/toggle').map(({ body }) => JSON.parse(body).data.object.n)).toEqual([1, 3]);
});

test('a retry that is due while the destination is disabled fails without an attempt', async () => {
  const destination = await destinationFor(sandbox, '/always500/disabled', 'late');
  // No retry can be due yet, however slow the machine is.
  disabling = () => sandbox.post(`/v2/core/event_destinations/${destination.id}/disable`);
  const event = await sandbox.publish('late.paid', { n: 1 });
  const delivery = await settled(sandbox, destination.id, event.id);
  expect(delivery).toMatchObject({ status: 'failed', failure_reason: 'destination_disabled' });
  expect(receiver.at('/always500/disabled')).toHaveLength(delivery.attempts.length);
});
