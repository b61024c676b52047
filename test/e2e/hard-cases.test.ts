/** Errors of callers and endpoints, and events at bad moments. One platform, driven by HTTP and the AWS SDK only. */
import { gzipSync } from 'node:zlib';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import { aTcpServer } from '../adapters/sending.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const TIME_SCALE = 3600;
const DESTINATIONS = '/v2/core/event_destinations';

let platform: Platform;
let sandbox: ApiClient;
let live: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** Runs before the endpoint at `/down` responds. */
let whileDown: () => Promise<unknown>;

beforeAll(async () => {
  platform = await startPlatform({ timeScale: TIME_SCALE });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  live = apiClient(platform.url, platform.keys.live);
  receiver = await startReceiver(async ({ path }, before) => {
    if (path === '/busy') return before === 0 ? { status: 429, headers: { 'retry-after': '7200' } } : { status: 200 };
    if (path === '/down') {
      await whileDown();
      return { status: 500 };
    }
    return { status: 200 };
  });
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

/** Creates a destination for events of this test only. */
const destinationFor = (url: string, group: string, over: Json = {}, client = sandbox) =>
  client.createWebhook(url, { enabled_events: [`${group}.*`], ...over });
const arrived = (path: string, count = 1) =>
  until(`${count} deliveries to ${path}`, () => receiver.at(path).length >= count && receiver.at(path));
const attempted = (destination: string, event: string, client = sandbox) =>
  until('an attempt is recorded', async () => {
    const { body } = await client.delivery(destination, event);
    return body?.attempts?.length && body;
  });
/** Returns the end of an attempt, unix milliseconds. */
const endOf = ({ started_at, duration_ms }: Json): number => Date.parse(started_at) + duration_ms;
const ids = (list: Json): string[] => list.data.map(({ id }: Json) => id);

describe('a rejected request changes nothing and names the field', () => {
  const event = { type: 'refused.x', data: { object: {} } };
  test.each<[string, string, unknown, string | undefined]>([
    ['no body', '/v1/events', undefined, 'type'],
    ['an empty object', '/v1/events', {}, 'type'],
    ['a list', '/v1/events', [], undefined],
    ['truncated JSON', '/v1/events', '{"type":"refused.x","data":{', undefined],
    ['data that is text', '/v1/events', { ...event, data: { object: 'text' } }, 'data.object'],
    ['an unknown field', '/v1/events', { ...event, datas: 1 }, 'datas'],
    ['a reserved type', '/v1/events', { ...event, type: 'v2.core.event_destination.ping' }, 'type'],
    ['an id of another kind', '/v1/events', { ...event, id: 'in_1' }, 'id'],
    ['an empty batch', '/v1/events/batch', { events: [] }, 'events'],
    ['a batch of more than 2 MB', '/v1/events/batch', { events: [{ ...event, api_version: 'x'.repeat(2e6) }] }, ''],
    ['__proto__ in data', '/v1/events', '{"type":"refused.x","data":{"object":{"a":{"__proto__":1}}}}', '__proto__'],
    ['__proto__ in a form', '/v1/events', 'type=refused.x&data[object][__proto__][a]=1', '__proto__'],
    ['very deep nesting', '/v1/events', `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, undefined],
  ])('%s', async (_what, path, body, param) => {
    const form = typeof body === 'string' && body.startsWith('type=');
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const reply = await sandbox.call('POST', path, body, { 'content-type': type });
    expect([400, 413]).toContain(reply.status);
    expect(reply.body.error.message.length).toBeGreaterThan(10);
    if (param) expect(reply.body.error.param).toBe(param);
    expect((await sandbox.get('/v1/events?type=refused.x')).data).toEqual([]);
  });

  test('each field of a destination that cannot be changed', async () => {
    const { id } = await destinationFor(receiver.url, 'never');
    for (const [field, value] of Object.entries({
      type: 'amazon_eventbridge',
      event_payload: 'thin',
      events_from: ['@self'],
      snapshot_api_version: '2026-01-01',
    })) {
      const reply = await sandbox.call('POST', `${DESTINATIONS}/${id}`, { name: 'renamed', [field]: value });
      expect([reply.status, reply.body.error.code]).toEqual([400, 'invalid_fields']);
      expect(reply.body.error.message).toMatch(new RegExp(`^${field}: cannot be changed`));
    }
    expect(await sandbox.get(`${DESTINATIONS}/${id}`)).toMatchObject({ name: 'test', type: 'webhook_endpoint' });
  });
});

describe('an event arrives unchanged', () => {
  test('with names of prototypes, unusual Unicode and nested empty values', async () => {
    await destinationFor(`${receiver.url}/odd`, 'odd');
    const object = JSON.parse(
      '{"constructor":{"prototype":{"x":1}},"toString":null,"":[[],{}],"\\u0000":"\\ud800","ключ 🔑":"値\\u2028\\uffff","n":-0.5e-7}',
    );
    await sandbox.publish('odd.x', object);
    const [request] = await arrived('/odd');
    expect(JSON.stringify(JSON.parse(request?.body ?? '').data.object)).toBe(JSON.stringify(object));
  });

  test('when it was published as a form', async () => {
    await destinationFor(`${receiver.url}/form`, 'form');
    const body = 'type=form.x&data[object][id]=in_1&data[object][lines][0][sku]=a%20b&created=1700000000';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await sandbox.call('POST', '/v1/events', body, headers)).status).toBe(200);
    const [request] = await arrived('/form');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      created: 1_700_000_000,
      data: { object: { id: 'in_1', lines: [{ sku: 'a b' }] } },
    });
  });
});

describe('another account', () => {
  test('gets the same response for existing and for unknown objects', async () => {
    const destination = await destinationFor(`${receiver.url}/hint`, 'hint');
    const event = await sandbox.publish('hint.x', {});
    await attempted(destination.id, event.id);
    const other = { 'stripe-account': 'acct_other' };
    const unknownIds = { destination: 'ed_test_01KF0000000000000000000001', event: 'evt_01KF1HZMR00000000000000001' };
    const paths = (one: { destination: string; event: string }) => [
      `${DESTINATIONS}/${one.destination}/deliveries`,
      `${DESTINATIONS}/${one.destination}/deliveries/${one.event}`,
      `/v1/events/${one.event}/deliveries`,
      `/v1/events/${one.event}`,
    ];
    const anonymous = ({ status, body }: Json, one: { destination: string; event: string }) =>
      JSON.stringify([status, body]).replaceAll(one.destination, 'ed').replaceAll(one.event, 'evt');
    const theirs = { destination: destination.id, event: event.id };
    for (const [index, path] of paths(theirs).entries()) {
      const reply = await sandbox.call('GET', path, undefined, other);
      expect(reply.status).toBe(404);
      const unknown = await sandbox.call('GET', paths(unknownIds)[index] ?? '', undefined, other);
      expect(anonymous(reply, theirs)).toBe(anonymous(unknown, unknownIds));
    }
    expect(ids(await sandbox.get('/v1/events?type=hint.x', other))).toEqual([]);
    const own = await sandbox.get(`/v1/events?type=hint.x`);
    expect(ids(await sandbox.get(`/v1/events?type=hint.x&ending_before=${own.data[0].id}`, other))).toEqual([]);
  });

  test("cannot use the page token of an account's list for its own", async () => {
    for (const _each of [1, 2]) await destinationFor(receiver.url, 'never');
    const { next_page_url } = await sandbox.get(`${DESTINATIONS}?limit=1`);
    const page = await sandbox.get(next_page_url, { 'stripe-account': 'acct_other' });
    expect(page.data).toEqual([]);
  });

  test('may have the same ids and idempotency keys', async () => {
    const publish = (account: string, n: number) =>
      sandbox.publish('same.x', { n }, { id: 'evt_same' }, { 'stripe-account': account, 'idempotency-key': 'same' });
    for (const [n, account] of ['acct_first', 'acct_second'].entries()) {
      expect((await publish(account, n)).data.object).toEqual({ n });
    }
  });
});

describe('an endpoint that', () => {
  const http = (head: string, body: string | Buffer = '') =>
    Buffer.concat([Buffer.from(`HTTP/1.1 ${head}\r\nconnection: close\r\n\r\n`), Buffer.from(body)]);

  test('sends its response slowly is cut off at the deadline and delays no other delivery', async () => {
    const slowServer = await aTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      const interval = setInterval(() => socket.write('.'), 200);
      socket.once('close', () => clearInterval(interval));
    });
    const slow = await destinationFor(slowServer.url, 'slow');
    const beside = await destinationFor(`${receiver.url}/beside`, 'slow');
    const events = Array.from({ length: 4 }, (_, n) => ({ type: 'slow.x', data: { object: { n } } }));
    const { data } = await sandbox.post('/v1/events/batch', { events });
    for (const { id } of data) {
      const [late, other] = [await attempted(slow.id, id), await attempted(beside.id, id)].map(
        (one) => one.attempts[0],
      );
      expect(late).toMatchObject({ succeeded: false, http_status: 200, error: { code: 'timeout' } });
      expect(late.duration_ms).toBeGreaterThan(9_900);
      expect(other.http_status).toBe(200);
      expect(endOf(other)).toBeLessThan(endOf(late));
    }
    await sandbox.call('DELETE', `${DESTINATIONS}/${slow.id}`);
  });

  test.each<[string, Buffer, Json]>([
    ['resets the connection', Buffer.alloc(0), { succeeded: false, http_status: null, error: { code: 'reset' } }],
    [
      'sends less than its content-length',
      http('200 OK\r\ncontent-length: 50', 'short'),
      { succeeded: false, http_status: 200, error: { code: 'invalid_response' } },
    ],
    [
      'does not use HTTP',
      Buffer.from('SSH-2.0-OpenSSH_9.7\r\n'),
      { succeeded: false, http_status: null, error: { code: 'invalid_response' } },
    ],
    [
      'returns gzip, which is not decompressed',
      http('200 OK\r\ncontent-encoding: gzip', gzipSync('x'.repeat(50_000))),
      { succeeded: true, http_status: 200, response_headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'returns 204 with names of prototypes as headers',
      http('204 No Content\r\n__proto__: a\r\nconstructor: b'),
      { succeeded: true, http_status: 204, response_headers: { constructor: 'b' } },
    ],
  ])('%s', async (what, response, expected) => {
    const server = await aTcpServer((socket) => {
      socket.once('data', () => (response.length > 0 ? socket.end(response) : socket.resetAndDestroy()));
    });
    const group = `endpoint-${what.replaceAll(/\W/g, '-')}`;
    const { id } = await destinationFor(server.url, group);
    const event = await sandbox.publish(`${group}.x`, {});
    const { attempts } = await attempted(id, event.id);
    expect(attempts[0]).toMatchObject(expected);
    expect(attempts[0].response_excerpt.length).toBeLessThanOrEqual(1024);
    await sandbox.call('DELETE', `${DESTINATIONS}/${id}`);
  });

  test('sends Retry-After is retried after that time', async () => {
    const { id } = await destinationFor(`${receiver.url}/busy`, 'busy', {}, live);
    const event = await live.publish('busy.x', {});
    const [first, second] = await arrived('/busy', 2);
    const waited = (second?.at ?? 0) - (first?.at ?? 0);
    expect(waited).toBeGreaterThanOrEqual((7200 * 1000) / TIME_SCALE - 20);
    const delivery = await attempted(id, event.id, live);
    expect(delivery.attempts[0]).toMatchObject({ http_status: 429, response_headers: { 'retry-after': '7200' } });
  });

  test('is deleted while a retry waits is not attempted again', async () => {
    const { id } = await destinationFor(`${receiver.url}/down`, 'deleted');
    // During the first attempt, so that no retry can be due yet, however slow the machine is.
    const deleted = new Promise<Json>((resolve) => {
      whileDown = async () => resolve((await sandbox.call('DELETE', `${DESTINATIONS}/${id}`)).body);
    });
    const event = await sandbox.publish('deleted.x', {});
    expect(await deleted).toEqual({ id, object: 'v2.core.event_destination' });
    const outcome = await until('the delivery has ended', async () => {
      const { data } = await sandbox.get(`/v1/events/${event.id}/deliveries`);
      const [one] = data.filter(({ destination }: Json) => destination === id);
      return one?.delivery.status === 'failed' && one;
    });
    expect(outcome).toMatchObject({ destination_name: null, delivery: { failure_reason: 'destination_deleted' } });
    expect(receiver.at('/down')).toHaveLength(outcome.delivery.attempts.length);
    expect((await sandbox.call('GET', `${DESTINATIONS}/${id}`)).status).toBe(404);
  });
});

test('an event published ten times at once with one idempotency key arrives once', async () => {
  const { id } = await destinationFor(`${receiver.url}/once`, 'once');
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => sandbox.publish('once.x', {}, {}, { 'idempotency-key': 'once' })),
  );
  expect(new Set(replies.map((event) => event.id)).size).toBe(1);
  await attempted(id, replies[0].id);
  const marker = await sandbox.publish('once.marker', {});
  await attempted(id, marker.id);
  expect(receiver.at('/once')).toHaveLength(2);
});

test('metadata: null deletes a key, others are merged, and a key may have the name of a prototype', async () => {
  const { id } = await destinationFor(receiver.url, 'never', { metadata: { a: '1', b: '2', constructor: '3' } });
  const { metadata } = await sandbox.post(`${DESTINATIONS}/${id}`, { metadata: { a: null, c: '4', absent: null } });
  expect(metadata).toEqual({ b: '2', constructor: '3', c: '4' });
});

test('a list of destinations can be paged to its end and back while one is deleted', async () => {
  const account = { 'stripe-account': 'acct_pages' };
  const body = {
    name: 'n',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['never.*'],
    webhook_endpoint: { url: receiver.url },
  };
  const created: string[] = [];
  for (const _each of Array(7)) created.unshift((await sandbox.post(DESTINATIONS, body, account)).id);
  const pages: string[][] = [];
  let page = await sandbox.get(`${DESTINATIONS}?limit=3&include=webhook_endpoint.url`, account);
  for (;;) {
    pages.push(ids(page));
    expect(page.data[0].webhook_endpoint).toEqual({ url: receiver.url, signing_secret: null });
    if (!page.next_page_url) break;
    page = await sandbox.get(page.next_page_url, account);
  }
  expect(pages).toEqual([created.slice(0, 3), created.slice(3, 6), created.slice(6)]);
  await sandbox.call('DELETE', `${DESTINATIONS}/${created[4]}`, undefined, account);
  page = await sandbox.get(page.previous_page_url, account);
  expect(ids(page)).toEqual([created[2], created[3], created[5]]);
  page = await sandbox.get(page.previous_page_url, account);
  expect([ids(page), page.previous_page_url]).toEqual([created.slice(0, 2), null]);
});

test('ending_before returns all events after the last known one, also when they are large', async () => {
  const headers = { 'stripe-account': 'acct_reconcile' };
  const text = '"'.repeat(120_000);
  const published: string[] = [];
  for (const n of Array.from({ length: 30 }, (_, index) => index)) {
    published.push((await sandbox.publish(n % 2 ? 'large.odd' : 'large.even', { n, text }, {}, headers)).id);
  }
  const readPages = async (query: string, cursor: (list: Json) => string) => {
    const seen: string[][] = [];
    let list = await sandbox.get(`/v1/events?limit=100${query}`, headers);
    while (list.data.length > 0) {
      // The limit of a function's response, which contains the list as a string in JSON.
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(list)))).toBeLessThan(6 * 1024 * 1024);
      seen.push(ids(list));
      if (!list.has_more) break;
      list = await sandbox.get(
        `/v1/events?limit=100${query.replace(/&ending_before=\w+/, '')}${cursor(list)}`,
        headers,
      );
    }
    return seen;
  };
  const newer = await readPages(`&ending_before=${published[4]}`, ({ data }) => `&ending_before=${data[0].id}`);
  expect(newer.length).toBeGreaterThan(1);
  expect(newer.flatMap((page) => page.toReversed())).toEqual(published.slice(5));
  const older = await readPages('', ({ data }) => `&starting_after=${data.at(-1).id}`);
  expect(older.flat()).toEqual(published.toReversed());
  const odd = await readPages('&type=large.odd', ({ data }) => `&starting_after=${data.at(-1).id}`);
  expect(odd.flat()).toEqual(published.filter((_, index) => index % 2).toReversed());
});

test('a ping reaches a thin webhook that selects other types, and names its destination', async () => {
  const { id } = await destinationFor(`${receiver.url}/ping`, 'never');
  const ping = await sandbox.post(`${DESTINATIONS}/${id}/ping`);
  const [request] = await arrived('/ping');
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    id: ping.id,
    object: 'v2.core.event',
    type: 'v2.core.event_destination.ping',
    related_object: { id, type: 'v2.core.event_destination' },
  });
  await sandbox.post(`${DESTINATIONS}/${id}/disable`);
  expect((await sandbox.call('POST', `${DESTINATIONS}/${id}/ping`, {})).status).toBe(400);
});

test('an event put on the ingest bus twice, or with a date of last year, is published once', async () => {
  const { id } = await destinationFor(`${receiver.url}/bus`, 'bus');
  const client = new EventBridgeClient({
    endpoint: platform.endpoints.eventBridge,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
  const entry = (detail: object, Time = new Date()) => ({
    EventBusName: 'waybill-dev',
    Source: 'billing',
    DetailType: 'bus.paid',
    Detail: JSON.stringify({ livemode: false, ...detail }),
    Time,
  });
  const twice = entry({ id: 'evt_bus-1', data: { object: { n: 1 } } });
  const old = entry({ data: { object: { n: 2 } } }, new Date(Date.now() - 365 * 24 * 3_600_000));
  await client.send(new PutEventsCommand({ Entries: [twice, twice, old] }));
  client.destroy();
  await arrived('/bus', 2);
  const { data } = await sandbox.get('/v1/events?type=bus.paid');
  expect(data.map((event: Json) => event.data.object.n).sort()).toEqual([1, 2]);
  for (const event of data) await attempted(id, event.id);
  expect(receiver.at('/bus')).toHaveLength(2);
});
