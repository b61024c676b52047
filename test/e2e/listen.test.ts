/** Live events over a socket, with a plain WebSocket client. */
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createListener, type Listener, refusal } from '../doubles/listener.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { until } from '../doubles/receiver.ts';
import { storedSessions } from '../doubles/stored-session.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

let platform: Platform;
let sandbox: ApiClient;
let live: ApiClient;
let stored: Awaited<ReturnType<typeof storedSessions>>;
const errors: string[] = [];

beforeAll(async () => {
  platform = await startPlatform({ workbench: false, onError: (text) => errors.push(text) });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  live = apiClient(platform.url, platform.keys.live);
  stored = await storedSessions(platform);
});
afterAll(async () => {
  stored?.stop();
  await platform?.stop();
});

/** Returns a client of a new account. */
async function accountClient(mode: ApiClient = sandbox): Promise<ApiClient & { readonly account: string }> {
  const { id } = await mode.post('/v1/accounts', { name: 'Shop' });
  const { key } = await mode.post('/v1/api_keys', { account: id, name: 'test' });
  return { ...apiClient(platform.url, key), account: id };
}

async function listening(
  client: ApiClient,
  over: Json = {},
  acknowledges = true,
): Promise<Listener & { session: Json }> {
  const session = await client.post('/v1/listen_sessions', over);
  const listener = createListener(session, acknowledges);
  await listener.connect();
  onTestFinished(() => listener.cut());
  return Object.assign(listener, { session });
}

const publishMany = async (client: ApiClient, count: number, type = 'invoice.paid'): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await client.publish(type, { id: `in_${n}`, object: 'invoice' })).id);
  return ids;
};
const statusOf = async (client: ApiClient, { id }: Json): Promise<string> =>
  (await client.get(`/v1/listen_sessions/${id}`)).status;
/** Returns ids in the order of their first arrival: delivery is at least once, and a busy machine repeats more. */
const idsOf = (listener: Listener): string[] => [...new Set(listener.ids())];
const waitForEvents = (listener: Listener, ids: readonly string[]) =>
  until(`${ids.length} events have arrived`, () => ids.every((id) => listener.ids().includes(id)));

describe('a session whose socket is open', () => {
  test('receives events as they are published, in order, each signed as a delivery is', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    const ids = await publishMany(shop, 20);
    await waitForEvents(listener, ids);
    expect(idsOf(listener)).toEqual(ids);
    const [{ event_payload, http_headers, ...frame }] = listener.frames;
    expect(frame).toEqual({
      type: 'webhook_event',
      webhook_id: listener.session.id,
      webhook_conversation_id: expect.any(String),
      endpoint: { api_version: null },
      event_id: ids[0],
      event_type: 'invoice.paid',
      account: shop.account,
    });
    const { secret } = listener.session;
    const event = new Stripe('sk_test_x').webhooks.constructEvent(
      event_payload,
      http_headers['Stripe-Signature'],
      secret,
    );
    expect(event).toMatchObject({ id: ids[0], type: 'invoice.paid', data: { object: { id: 'in_0' } } });
    new Webhook(secret).verify(event_payload, http_headers);
    expect(await statusOf(shop, listener.session)).toBe('connected');
  });

  test('receives live events after a replay', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    await stored.caughtUp(shop.account, listener.session);
    const ids = await publishMany(shop, 10);
    await waitForEvents(listener, ids);
    expect(idsOf(listener)).toEqual(ids);
  });

  test('receives only what it selects, independent of other sessions of the account', async () => {
    const shop = await accountClient();
    const invoices = await listening(shop, { types: ['invoice.*'] });
    const refunds = await listening(shop, { types: ['refund.created', 'charge.refunded'] });
    const [paid = ''] = await publishMany(shop, 1, 'invoice.paid');
    const [refund = ''] = await publishMany(shop, 1, 'refund.created');
    await publishMany(shop, 1, 'refund.created_again');
    const [last = ''] = await publishMany(shop, 1, 'invoice.voided');
    await waitForEvents(invoices, [paid, last]);
    await waitForEvents(refunds, [refund]);
    expect(idsOf(invoices)).toEqual([paid, last]);
    expect(idsOf(refunds)).toEqual([refund]);
  });

  test('receives thin events when it requests them', async () => {
    const shop = await accountClient();
    const listener = await listening(shop, { event_payload: 'thin' });
    const [id = ''] = await publishMany(shop, 1);
    await waitForEvents(listener, [id]);
    const [{ type, destination_id, payload }] = listener.frames;
    expect({ type, destination_id }).toEqual({ type: 'v2_event', destination_id: listener.session.id });
    expect(JSON.parse(payload)).toMatchObject({ id, object: 'v2.core.event', related_object: { id: 'in_0' } });
    expect(JSON.parse(payload)).not.toHaveProperty('data');
  });

  test('receives an event that is too large for a message without its payload', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    const event = await shop.publish('invoice.paid', { id: 'in_1', text: 'x'.repeat(200_000) });
    await waitForEvents(listener, [event.id]);
    expect(listener.frames[0]).toMatchObject({ event_payload: null, event_type: 'invoice.paid' });
    expect((await shop.get(`/v1/events/${event.id}`)).data.object.text).toHaveLength(200_000);
  });

  test("receives nothing of another account or mode; the platform's may receive what other accounts publish", async () => {
    const [shop, other, liveShop] = await Promise.all([accountClient(), accountClient(), accountClient(live)]);
    const [mine, platforms] = [await listening(shop), await listening(sandbox, { events_from: ['@accounts'] })];
    const [theirs = ''] = await publishMany(other, 1);
    await publishMany(liveShop, 1);
    const [own = ''] = await publishMany(shop, 1);
    await waitForEvents(mine, [own]);
    await waitForEvents(platforms, [theirs, own]);
    expect(idsOf(mine)).toEqual([own]);
    expect(idsOf(platforms)).toEqual([theirs, own]);
    const accountOf = (id: string) => platforms.frames.find(({ event_id }) => event_id === id).account;
    expect([theirs, own].map(accountOf)).toEqual([other.account, shop.account]);
    expect(JSON.parse(platforms.frames[0].event_payload)).toMatchObject({ account: other.account });
  });

  test('receives an event again when it is resent to terminals', async () => {
    const shop = await accountClient();
    const [id = ''] = await publishMany(shop, 1);
    const none = await shop.call('POST', `/v1/events/${id}/retry`, { for_stripecli: true });
    expect(none).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('no terminal is listening') } },
    });
    const listener = await listening(shop, { types: ['refund.*'] });
    await shop.post(`/v1/events/${id}/retry`, { for_stripecli: true });
    await waitForEvents(listener, [id]);
    await shop.post(`/v1/events/${id}/retry`, { for_stripecli: true });
    await until('it has arrived twice', () => listener.ids().length >= 2);
  });

  test('reports the response of its local endpoint, which the API returns', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    const [id = ''] = await publishMany(shop, 1);
    await waitForEvents(listener, [id]);
    const [{ webhook_id, webhook_conversation_id }] = listener.frames;
    listener.send({
      type: 'webhook_response',
      webhook_id,
      webhook_conversation_id,
      notification_id: id,
      event_type: 'invoice.paid',
      forward_url: 'http://localhost:3000/hook',
      status: 418,
      http_headers: { 'X-Tea': 'green' },
      body: `${'ä'.repeat(600)}`,
      duration_ms: 12.4,
    });
    const { data } = await until('the local response is stored', async () => {
      const list = await shop.get(`/v1/listen_sessions/${listener.session.id}/answers`);
      return list.data.length > 0 && list;
    });
    expect(data).toEqual([
      {
        id: expect.stringMatching(/^ans_/),
        object: 'listen_answer',
        event: id,
        event_type: 'invoice.paid',
        forward_url: 'http://localhost:3000/hook',
        status: 418,
        body: 'ä'.repeat(512),
        headers: { 'X-Tea': 'green' },
        duration_ms: 12,
        at: expect.any(Number),
      },
    ]);
    const other = await accountClient();
    expect((await other.call('GET', `/v1/listen_sessions/${listener.session.id}/answers`)).status).toBe(404);
  });
});

describe('a session whose socket was cut', () => {
  test('receives what it missed, in order, when it is opened again, but not what it acknowledged', async () => {
    const shop = await accountClient();
    const other = await accountClient();
    const listener = await listening(shop, { types: ['invoice.*'] });
    const before = await publishMany(shop, 3);
    await waitForEvents(listener, before);
    await stored.acknowledged(shop.account, listener.session);
    await listener.cut();
    await until('it is away', async () => (await statusOf(shop, listener.session)) === 'away');
    const missed = await publishMany(shop, 12);
    await publishMany(other, 3);
    await publishMany(shop, 1, 'refund.created');
    expect(idsOf(listener)).toEqual(before);
    const sent = listener.ids().length;
    await listener.connect();
    await waitForEvents(listener, missed);
    const after = await publishMany(shop, 2);
    await waitForEvents(listener, after);
    const later = new Set(listener.ids().slice(sent));
    expect([...later].filter((id) => !before.includes(id))).toEqual([...missed, ...after]);
    // Only some acknowledgements of a burst are stored.
    expect(before.filter((id) => later.has(id)).length).toBeLessThan(before.length);
  });

  test('receives what other accounts published in the meantime, when the platform listens to them', async () => {
    const shop = await accountClient();
    const listener = await listening(sandbox, { events_from: ['@self', '@accounts'], types: ['order.*'] });
    const [first = ''] = await publishMany(shop, 1, 'order.placed');
    await waitForEvents(listener, [first]);
    await listener.cut();
    await until('it is away', async () => (await statusOf(sandbox, listener.session)) === 'away');
    const missed = [
      ...(await publishMany(shop, 3, 'order.placed')),
      ...(await publishMany(sandbox, 2, 'order.placed')),
      ...(await publishMany(shop, 3, 'order.placed')),
    ];
    await listener.connect();
    await waitForEvents(listener, missed);
    expect(idsOf(listener)).toEqual([first, ...missed]);
  });

  test('receives again what it did not acknowledge', async () => {
    const shop = await accountClient();
    const listener = await listening(shop, {}, false);
    const ids = await publishMany(shop, 3);
    await waitForEvents(listener, ids);
    await listener.cut();
    const sent = listener.ids().length;
    const again = () => [...new Set(listener.ids().slice(sent))];
    await listener.connect();
    await until('they have been received again', () => again().length >= ids.length);
    expect(again()).toEqual(ids);
  });

  test('can start at an earlier time, and reports events by the ids that their publisher chose', async () => {
    const shop = await accountClient();
    const { created } = await shop.publish('invoice.paid', { id: 'in_1' }, { id: 'evt_early' });
    const now = () => Math.floor(Date.now() / 1000);
    await until('another second has begun', () => now() > created);
    const since = now();
    await shop.publish('invoice.paid', { id: 'in_2' }, { id: 'evt_chosen' });
    const listener = await listening(shop, { since, event_payload: 'thin' });
    await waitForEvents(listener, ['evt_chosen']);
    await stored.acknowledged(shop.account, listener.session);
    await listener.cut();
    await listener.connect();
    await shop.publish('invoice.paid', { id: 'in_3' }, { id: 'evt_last' });
    await waitForEvents(listener, ['evt_last']);
    expect(idsOf(listener)).toEqual(['evt_chosen', 'evt_last']);
    const hideUntilDue = await shop.call('POST', '/v1/listen_sessions', { since: since - 90_000 });
    expect(hideUntilDue).toMatchObject({ status: 400, body: { error: { param: 'since' } } });
  });
});

describe('the socket', () => {
  test('of an unknown id or an ended session is refused with the message that the Stripe CLI expects', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    const { websocket_url, websocket_id, id } = listener.session;
    const unknown = { error: { message: 'Unknown WebSocket ID.' } };
    for (const headers of [{}, { 'Websocket-Id': '' }, { 'Websocket-Id': 'lws_unknown' }, { 'Websocket-Id': id }]) {
      const { status, body } = await refusal(websocket_url, headers as Record<string, string>);
      expect([status, JSON.parse(body)]).toEqual([401, unknown]);
    }
    expect(await shop.call('DELETE', `/v1/listen_sessions/${id}`)).toMatchObject({
      status: 200,
      body: { deleted: true },
    });
    await until('its socket is closed', () => !listener.isOpen);
    const { body } = await refusal(websocket_url, { 'Websocket-Id': websocket_id });
    expect(JSON.parse(body)).toEqual(unknown);
  });

  test('can be opened by a browser with a subprotocol, and returns the one that both support', async () => {
    const shop = await accountClient();
    const { websocket_id, websocket_url } = await shop.post('/v1/listen_sessions', {});
    const socket = new WebSocket(websocket_url, ['stripecli-devproxy-v1', `waybill.${websocket_id}`]);
    onTestFinished(() => socket.terminate());
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    expect(socket.protocol).toBe('stripecli-devproxy-v1');
  });

  test('is closed when its session opens another', async () => {
    const shop = await accountClient();
    const first = await listening(shop);
    const second = createListener(first.session);
    await second.connect();
    onTestFinished(() => second.cut());
    await until('the first socket is closed', () => !first.isOpen);
    const [id = ''] = await publishMany(shop, 1);
    await waitForEvents(second, [id]);
    expect(await statusOf(shop, first.session)).toBe('connected');
  });

  test('that sends unknown frames stays open', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    for (const frame of [
      {},
      { type: 'hello' },
      { type: 'event_ack' },
      { type: 'event_ack', event_id: 'evt_x', webhook_id: 'y' },
    ])
      listener.send(frame);
    const [id = ''] = await publishMany(shop, 1);
    await waitForEvents(listener, [id]);
    expect(listener.isOpen).toBe(true);
  });

  test('that disappears without closing is detected, and the session is away', async () => {
    const shop = await accountClient();
    const listener = await listening(shop);
    await listener.cut();
    await publishMany(shop, 1);
    await until('it is away', async () => (await statusOf(shop, listener.session)) === 'away');
  });
});

describe('publishing', () => {
  test('continues while one listener stalls, and the other receives its events', async () => {
    const shop = await accountClient();
    const [stalled, served] = [await listening(shop), await listening(shop)];
    for (const one of [stalled, served]) await stored.caughtUp(shop.account, one.session);
    stalled.stall();
    const filling = 'x'.repeat(60_000);
    for (let n = 0; n < 40; n++) {
      await shop.publish('invoice.paid', { id: `in_${n}`, filling });
    }
    await until('the other listener has all events', () => new Set(served.ids()).size === 40);
  });

  test('without listeners creates no session', async () => {
    const shop = await accountClient();
    await publishMany(shop, 3);
    expect((await shop.get('/v1/listen_sessions')).data).toEqual([]);
  });
});

/** One event for each call would be more calls than a small shared machine can handle. */
const PER_CALL = 10;

test('2,000 events at 200 a second all arrive although the socket is cut five times', async () => {
  const shop = await accountClient();
  const listener = await listening(shop);
  const published: string[] = [];
  const rate = 200;
  const startedAt = Date.now();
  const cuts = (async () => {
    for (let cut = 0; cut < 5; cut++) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await listener.cut();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await listener.connect();
    }
  })();
  const calls: Promise<unknown>[] = [];
  for (let call = 0; call < 2_000 / PER_CALL; call++) {
    const wait = startedAt + (call * PER_CALL * 1000) / rate - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const events = Array.from({ length: PER_CALL }, (_, n) => ({
      type: 'invoice.paid',
      data: { object: { id: `in_${call * PER_CALL + n}`, object: 'invoice' } },
    }));
    calls.push(
      shop.post('/v1/events/batch', { events }).then(({ data }) => published.push(...data.map(({ id }: Json) => id))),
    );
  }
  await Promise.all([...calls, cuts]);
  await until('all have arrived', () => new Set(listener.ids()).size >= 2_000);
  expect(idsOf(listener).sort()).toEqual(published.sort());
});

test('none of these tests caused an internal error', () => {
  expect(errors).toEqual([]);
});
