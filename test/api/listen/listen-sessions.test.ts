import { describe, expect, test } from 'vitest';
import { LISTEN_RETENTION_MS, MAX_LISTEN_SESSIONS } from '../../../lambdas/core/listen/session.ts';
import { controlApi } from '../../doubles/control-api.ts';

const path = '/v1/listen_sessions';
const cli = '/v1/stripecli/sessions';
const setUp = () => {
  const api = controlApi();
  return { api, shop: api.as('sk_live_shop'), sandbox: api.as('sk_test_shop'), platform: api.as('sk_live_platform') };
};

describe('a listen session', () => {
  test('is made with the requested settings, and shows the key of its socket once', async () => {
    const { api, shop } = setUp();
    const { status, body } = await shop.post(path, {
      types: ['invoice.*'],
      event_payload: 'snapshot',
      events_from: ['self'],
      forward_to: 'http://localhost:3000/hook',
      device_name: 'laptop',
    });
    expect(status).toBe(200);
    const { websocket_id, websocket_url, secret, ...shown } = body;
    expect(shown).toEqual({
      id: expect.stringMatching(/^lst_[0-9A-Z]{26}$/),
      object: 'listen_session',
      status: 'away',
      types: ['invoice.*'],
      event_payload: 'snapshot',
      api_version: '2026-01-01',
      events_from: ['@self'],
      forward_to: 'http://localhost:3000/hook',
      device_name: 'laptop',
      created: expect.any(Number),
      last_seen: expect.any(Number),
      expires_at: shown.last_seen + LISTEN_RETENTION_MS / 1000,
      livemode: true,
    });
    expect(websocket_id).toMatch(/^lws_.{40,}$/);
    expect([websocket_url, secret]).toEqual(['wss://sockets.example.com/listen', 'whsec_acct_shop_live']);
    expect((await shop.get(`${path}/${shown.id}`)).body).toEqual(shown);
    expect((await shop.get(path)).body.data).toEqual([shown]);
    // The key of the socket is stored as a hash, and the stored response is sealed.
    expect(JSON.stringify([...api.listenSessions.rows.values()])).not.toContain(websocket_id);
  });

  test('uses the requested version, or none for thin events', async () => {
    const { shop, platform } = setUp();
    await platform.post('/v1/api_versions', { version: '2026-05-05' });
    expect((await shop.post(path, { api_version: '2026-05-05' })).body.api_version).toBe('2026-05-05');
    expect((await shop.post(path, { api_version: '2020-01-01' })).status).toBe(400);
    expect((await shop.post(path, { event_payload: 'thin' })).body.api_version).toBeNull();
  });

  test('returns the socket URL of the distribution, of this machine or of the API, as the caller called it', async () => {
    const { shop } = setUp();
    const urlFor = async (headers: Record<string, string>) => (await shop.post(path, {}, headers)).body.websocket_url;
    expect(await urlFor({ 'x-waybill-host': 'events.example.com' })).toBe('wss://events.example.com/listen');
    expect(await urlFor({ 'x-forwarded-proto': 'http' })).toBe('ws://api.example.com/listen');
    expect(await urlFor({})).toBe('wss://sockets.example.com/listen');
  });

  test('belongs to its account and mode only', async () => {
    const { api, shop, sandbox } = setUp();
    const { id } = (await shop.post(path, {})).body;
    for (const other of [sandbox, api.as('sk_live_other'), api.as('sk_live_platform')]) {
      expect((await other.get(`${path}/${id}`)).status).toBe(404);
      expect((await other.get(`${path}/${id}/answers`)).status).toBe(404);
      expect((await other.delete(`${path}/${id}`)).status).toBe(404);
      expect((await other.get(path)).body.data).toEqual([]);
    }
  });

  test('that is deleted no longer exists, and its socket is closed', async () => {
    const { api, shop } = setUp();
    const { id } = (await shop.post(path, {})).body;
    const session = api.listenSessions.rows.get(id);
    if (session) await api.listenSessions.store.connect(session, 'c1', api.clock.now);
    expect((await shop.get(`${path}/${id}`)).body.status).toBe('connected');
    expect((await shop.delete(`${path}/${id}`)).body).toEqual({ id, object: 'listen_session', deleted: true });
    expect(api.sockets.closed).toEqual(['c1']);
    expect((await shop.delete(`${path}/${id}`)).status).toBe(404);
  });

  test('is deleted with its account', async () => {
    const { api, platform } = setUp();
    await platform.post('/v1/accounts', { name: 'Shop', id: 'acct_shop' });
    await api.as('sk_live_shop').post(path, {});
    expect((await platform.delete('/v1/accounts/acct_shop')).status).toBe(200);
    expect(api.listenSessions.rows.size).toBe(0);
  });

  test('starts at most one day in the past', async () => {
    const { api, shop } = setUp();
    const day = Math.floor((api.clock.now - LISTEN_RETENTION_MS) / 1000);
    expect((await shop.post(path, { since: day + 1 })).status).toBe(200);
    const hideUntilDue = await shop.post(path, { since: day - 120 });
    expect(hideUntilDue).toMatchObject({ status: 400, body: { error: { param: 'since' } } });
  });

  test('ends with the Workbench session that made it', async () => {
    const { api, platform } = setUp();
    const link = await platform.post('/v1/workbench_sessions', { account: 'acct_shop', expires_in: 600 });
    const token = link.body.url.split('#session=')[1];
    const { body } = await api.as(token).post(path, {});
    expect(body.expires_at).toBe(link.body.expires_at);
  });

  test('can be created beside nineteen others, and not beside twenty', async () => {
    const { shop, sandbox } = setUp();
    for (let n = 0; n < MAX_LISTEN_SESSIONS; n++) expect((await shop.post(path, {})).status).toBe(200);
    const { status, body } = await shop.post(path, {});
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('at most 20')]);
    expect((await sandbox.post(path, {})).status).toBe(200);
  });

  test('is made once for an idempotency key, and a repeated call returns the same', async () => {
    const { api, shop } = setUp();
    const key = { 'idempotency-key': 'once' };
    const first = await shop.post(path, {}, key);
    expect((await shop.post(path, {}, key)).body).toEqual(first.body);
    expect(api.listenSessions.rows.size).toBe(1);
  });
});

describe('local responses', () => {
  test('are paged, newest first', async () => {
    const { api, shop } = setUp();
    const { id } = (await shop.post(path, {})).body;
    const response = { forwardUrl: 'http://localhost', status: 200, body: 'ok', headers: {} };
    for (const n of [1, 2, 3]) {
      const key = { account: 'acct_shop', mode: 'live' as const, id };
      await api.localResponses.store.add(key, { ...response, id: `ans_${n}`, at: api.clock.now });
    }
    const { body } = await shop.get(`${path}/${id}/answers?limit=2`);
    expect(body).toMatchObject({
      has_more: true,
      data: [{ id: 'ans_3', event: null, duration_ms: null }, { id: 'ans_2' }],
    });
    const rest = await shop.get(`${path}/${id}/answers?limit=2&starting_after=ans_2`);
    expect(rest.body.data).toMatchObject([{ id: 'ans_1', status: 200, body: 'ok' }]);
  });
});

describe('the Stripe CLI', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const formOf = (feature: string) =>
    `device_name=laptop&forward_to_url=http%3A%2F%2Flocalhost%3A3000&forward_thin_to_url=http%3A%2F%2Flocalhost%3A4000&websocket_features%5B%5D=${feature}&of_a_later_version=1`;

  test('gets a session in the shape it expects', async () => {
    const { api, shop } = setUp();
    const { status, body } = await shop.post(cli, formOf('webhooks'), form);
    expect([status, body]).toEqual([
      200,
      {
        websocket_id: expect.stringMatching(/^lws_/),
        websocket_url: 'wss://sockets.example.com/listen',
        websocket_authorized_feature: 'webhooks',
        secret: 'whsec_acct_shop_live',
        reconnect_delay: expect.any(Number),
        default_version: '2026-01-01',
        latest_version: '2026-01-01',
        device_token: expect.any(String),
        display_connect_filter_warning: false,
      },
    ]);
    expect([...api.listenSessions.rows.values()]).toMatchObject([
      {
        eventPayload: 'snapshot',
        eventsFrom: ['@self'],
        forwardTo: 'http://localhost:3000',
        deviceName: 'laptop',
        types: ['*'],
      },
    ]);
  });

  test('gets thin events when it requests only those, and snapshot events when it requests both', async () => {
    const { api, shop } = setUp();
    expect((await shop.post(cli, formOf('v2_events'), form)).body.websocket_authorized_feature).toBe('v2_events');
    await shop.post(cli, `${formOf('v2_events')}&websocket_features%5B%5D=webhooks`, form);
    expect(
      [...api.listenSessions.rows.values()].map(({ eventPayload, forwardTo }) => [eventPayload, forwardTo]),
    ).toEqual([
      ['thin', 'http://localhost:4000'],
      ['snapshot', 'http://localhost:3000'],
    ]);
  });

  test("with a key of the platform also gets other accounts' events", async () => {
    const { api, platform } = setUp();
    await platform.post(cli, formOf('webhooks'), form);
    expect([...api.listenSessions.rows.values()][0]?.eventsFrom).toEqual(['@self', '@accounts']);
  });

  test('replaces its earlier session when it is started again', async () => {
    const { api, shop } = setUp();
    const first = (await shop.post(cli, formOf('webhooks'), form)).body;
    const second = (await shop.post(cli, formOf('webhooks'), form)).body;
    expect(second.websocket_id).not.toBe(first.websocket_id);
    expect([...api.listenSessions.rows.keys()]).toEqual([second.device_token]);
  });
});

describe('an event sent to terminals on request', () => {
  test('reaches each listen session of the account, whatever it selects, and no other', async () => {
    const { api, shop } = setUp();
    const event = (await shop.post('/v1/events', { type: 'invoice.paid', data: { object: { id: 'in_1' } } })).body;
    const retry = () => shop.post(`/v1/events/${event.id}/retry`, { for_stripecli: true });
    const made = [(await shop.post(path, { types: ['refund.*'] })).body, (await shop.post(path, {})).body];
    await api.as('sk_live_other').post(path, {});
    expect((await retry()).status).toBe(400);
    for (const session of [...api.listenSessions.rows.values()]) {
      if (session.id !== made[1].id) await api.listenSessions.store.connect(session, `c ${session.id}`, api.clock.now);
    }
    expect(await retry()).toMatchObject({ status: 200, body: { id: event.id } });
    expect(api.listenQueue.sent).toEqual([
      {
        session: { account: 'acct_shop', mode: 'live', id: made[0].id },
        events: [{ account: 'acct_shop', key: event.id }],
        resend: true,
      },
    ]);
    api.listenQueue.refuse(true);
    expect((await retry()).status).toBe(500);
  });
});
