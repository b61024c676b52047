/** Limits of the whole platform, by HTTP and the AWS SDK: sizes, accounts, races, slow endpoints, the ingest bus. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const MAX_EVENT_BYTES = 256 * 1024;
const NEVER = new Promise<never>(() => {});

let platform: Platform;
let sandbox: ApiClient;
let live: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  platform = await startPlatform({ timeScale: 3600 });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  live = apiClient(platform.url, platform.keys.live);
  receiver = await startReceiver(({ path }) => {
    if (path === '/slow') return NEVER;
    if (path.startsWith('/large')) return { status: 200, body: 'x'.repeat(1_000_000) };
    return { status: 200 };
  });
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

const destinationFor = (path: string, group: string, over: Json = {}) =>
  sandbox.createWebhook(receiver.url + path, { enabled_events: [`${group}.*`], ...over });
const arrived = (path: string, count = 1) =>
  until(`${count} deliveries to ${path}`, () => receiver.at(path).length >= count && receiver.at(path));

/** Returns the end of an attempt, unix milliseconds. */
const endOf = ({ started_at, duration_ms }: Json): number => Date.parse(started_at) + duration_ms;

/** Returns an event whose JSON, as published, has exactly this many bytes. */
function eventOfSize(bytes: number, type: string) {
  const event = { type, data: { object: { text: '' } } };
  event.data.object.text = 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(event)));
  return event;
}

describe('sizes', () => {
  test('an event of exactly 256 KB is delivered unchanged; one byte more is rejected and not stored', async () => {
    await destinationFor('/sizes', 'sizes');
    const largest = eventOfSize(MAX_EVENT_BYTES, 'sizes.max');
    await sandbox.post('/v1/events', largest);
    const [request] = await arrived('/sizes');
    expect(JSON.parse(request?.body ?? '').data).toEqual(largest.data);
    const refused = await sandbox.call('POST', '/v1/events', eventOfSize(MAX_EVENT_BYTES + 1, 'sizes.over'));
    expect(refused.status).toBe(413);
    expect(refused.body.error.param).toBe('data');
    expect((await sandbox.get('/v1/events?type=sizes.over')).data).toEqual([]);
  });

  test('a batch publishes its valid events, returns an error for the others, and keeps the order', async () => {
    const events = [
      { type: 'batch.a', data: { object: {} } },
      { type: 'no spaces' },
      { type: 'batch.b', data: { object: {} } },
    ];
    const { data, failed } = await sandbox.post('/v1/events/batch', { events });
    expect([data[0].type, data[1].error.param, data[2].type, failed]).toEqual([
      'batch.a',
      'events[1].type',
      'batch.b',
      1,
    ]);
    const over = await sandbox.call('POST', '/v1/events/batch', { events: Array(101).fill(events[0]) });
    expect([over.status, over.body.error.param]).toEqual([400, 'events']);
  });

  test('a response of 1 MB is truncated, and its status counts', async () => {
    const { id } = await destinationFor('/large', 'large');
    const event = await sandbox.publish('large.x', {});
    const delivery = await until('it is delivered', async () => {
      const { body } = await sandbox.delivery(id, event.id);
      return body?.status === 'delivered' && body;
    });
    expect(delivery.attempts[0]).toMatchObject({ http_status: 200, response_truncated: true });
    expect(delivery.attempts[0].response_excerpt).toHaveLength(1024);
  });
});

test('an endpoint that responds too late gets a timeout and delays no other delivery', async () => {
  const slow = await destinationFor('/slow', 'timeout');
  const quick = await destinationFor('/quick', 'timeout');
  const event = await sandbox.publish('timeout.x', { n: 1 });
  const firstAttemptAt = ({ id }: Json): Promise<Json> =>
    until('the attempt is recorded', async () => {
      const { body } = await sandbox.delivery(id, event.id);
      return body?.attempts?.[0];
    });
  const [late, other] = [await firstAttemptAt(slow), await firstAttemptAt(quick)];
  expect(late.error.code).toBe('timeout');
  expect(other.http_status).toBe(200);
  expect(endOf(other)).toBeLessThan(endOf(late));
});

describe('accounts and modes', () => {
  test('another account and the other mode have no access to the destination or the event', async () => {
    const destination = await destinationFor('/tenants', 'tenants');
    const event = await sandbox.publish('tenants.x', {});
    const path = `/v2/core/event_destinations/${destination.id}`;
    const other = { 'stripe-account': 'acct_other' };
    for (const reply of [
      await sandbox.call('GET', path, undefined, other),
      await sandbox.call('POST', `${path}/disable`, {}, other),
      await sandbox.call('DELETE', path, undefined, other),
      await live.call('GET', path),
      await sandbox.call('GET', `/v1/events/${event.id}`, undefined, other),
      await live.call('GET', `/v1/events/${event.id}`),
    ]) {
      expect(reply.status).toBe(404);
    }
    expect(await sandbox.get(path)).toMatchObject({ status: 'enabled' });
  });

  test('a missing and an unknown key are refused', async () => {
    for (const key of ['', 'sk_test_unknown', 'sk_live_waybill_platform_0001x']) {
      expect((await apiClient(platform.url, key).call('GET', '/v1/events')).status).toBe(401);
    }
  });
});

describe('races', () => {
  test('an account gets 16 of 30 destinations created at once', async () => {
    const headers = { 'stripe-account': 'acct_crowd' };
    const body = {
      name: 'one of many',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['never.*'],
      webhook_endpoint: { url: receiver.url },
    };
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => sandbox.call('POST', '/v2/core/event_destinations', body, headers)),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(16);
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(14);
    const { data } = await sandbox.get('/v2/core/event_destinations?limit=100', headers);
    expect(data).toHaveLength(16);
  });

  test('one id or one idempotency key published ten times at once is one event', async () => {
    const publishTen = (over: Json, headers?: Record<string, string>) =>
      Promise.all(Array.from({ length: 10 }, () => sandbox.publish('race.x', { n: 1 }, over, headers)));
    const byId = await publishTen({ id: 'evt_order-17' });
    const byKey = await publishTen({}, { 'idempotency-key': 'race' });
    expect(new Set(byId.map(({ id }) => id))).toEqual(new Set(['evt_order-17']));
    expect(new Set(byKey.map(({ id }) => id)).size).toBe(1);
    expect((await sandbox.get('/v1/events?type=race.x')).data).toHaveLength(2);
  });
});

test('after a rotation the old secret signs together with the new one until it expires', async () => {
  const { id, webhook_endpoint } = await destinationFor('/roll', 'roll');
  const rotated = await sandbox.post(`/v2/core/event_destinations/${id}/roll_secret`, { expires_in: 3600 });
  await sandbox.publish('roll.x', {});
  const [both] = await arrived('/roll');
  const header = both?.headers['stripe-signature'] as string;
  const { webhooks } = new Stripe('sk_test_x');
  for (const secret of [webhook_endpoint.signing_secret, rotated.webhook_endpoint.signing_secret]) {
    expect(webhooks.constructEvent(both?.body ?? '', header, secret).type).toBe('roll.x');
  }
  await sandbox.post(`/v2/core/event_destinations/${id}/roll_secret`, { expires_in: 0 });
  await sandbox.publish('roll.y', {});
  const last = (await arrived('/roll', 2)).at(-1);
  expect(String(last?.headers['stripe-signature']).match(/v1=/g)).toHaveLength(1);
});

test.each([
  ['called directly', {}],
  ['called with a role', { role_arn: 'arn:aws:iam::000000000000:role/waybill' }],
])('a successful ping makes an EventBridge target active: %s', async (_way, over) => {
  const target = { aws_account_id: '000000000000', aws_region: 'us-east-1', ...over };
  const created = await sandbox.post('/v2/core/event_destinations', {
    name: 'bus',
    type: 'amazon_eventbridge',
    event_payload: 'thin',
    enabled_events: ['never.happens'],
    amazon_eventbridge: target,
  });
  expect(created.amazon_eventbridge.aws_event_source_status).toBe('pending');
  const ping = await sandbox.post(`/v2/core/event_destinations/${created.id}/ping`);
  expect(ping).toMatchObject({ object: 'v2.core.event', type: 'v2.core.event_destination.ping' });
  await until('the target is active', async () => {
    const now = await sandbox.get(`/v2/core/event_destinations/${created.id}`);
    return now.amazon_eventbridge.aws_event_source_status === 'active';
  });
});

test('a service can publish on the ingest bus for an account and a mode', async () => {
  await destinationFor('/ingest', 'ingest');
  const client = new EventBridgeClient({
    endpoint: platform.endpoints.eventBridge,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
  const entry = (detail: object) => ({
    EventBusName: 'waybill-dev',
    Source: 'billing',
    DetailType: 'ingest.paid',
    Detail: JSON.stringify(detail),
  });
  const Entries = [
    entry({ livemode: false, data: { object: { n: 1 } } }),
    entry({ livemode: true, data: { object: { n: 2 } } }),
    entry({ livemode: false, account: 'acct_shop', data: { object: { n: 3 } } }),
  ];
  await client.send(new PutEventsCommand({ Entries }));
  client.destroy();
  const [request] = await arrived('/ingest');
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ type: 'ingest.paid', data: { object: { n: 1 } } });
  const listed = await until('the other two are published', async () => {
    const inLive = await live.get('/v1/events?type=ingest.paid');
    const inShop = await sandbox.get('/v1/events?type=ingest.paid', { 'stripe-account': 'acct_shop' });
    return inLive.data.length > 0 && inShop.data.length > 0 && [...inLive.data, ...inShop.data];
  });
  expect(listed.map(({ data }) => data.object.n)).toEqual([2, 3]);
  expect(receiver.at('/ingest')).toHaveLength(1);
});
