import { describe, expect, test } from 'vitest';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import { eventBridgeRequest, shopApi, webhookRequest } from '../../doubles/control-api.ts';

const PATH = '/v2/core/event_destinations';
const SECRET = 'webhook_endpoint.signing_secret';
const URL_FIELD = 'webhook_endpoint.url';

describe('updating a destination', () => {
  test('changes the given fields, merges metadata and deletes metadata keys set to null', async () => {
    const { shop, create } = shopApi();
    const { id, updated } = await create({ metadata: { a: '1', b: '2' } });
    const { body } = await shop.post(`${PATH}/${id}`, {
      name: 'New',
      enabled_events: ['*'],
      metadata: { a: null, c: '3', constructor: 'x' },
      webhook_endpoint: { url: 'https://example.org/' },
      include: [URL_FIELD],
    });
    expect(body).toMatchObject({
      name: 'New',
      enabled_events: ['*'],
      webhook_endpoint: { url: 'https://example.org/' },
    });
    expect(body.metadata).toEqual({ b: '2', c: '3', constructor: 'x' });
    expect(body.updated > updated).toBe(true);
    expect((await shop.get(`${PATH}/${id}`)).body).toMatchObject({ name: 'New', metadata: body.metadata });
  });

  test.each(['type', 'event_payload', 'events_from', 'snapshot_api_version'])('rejects %s by name', async (field) => {
    const { shop, create, destinations } = shopApi();
    const { id } = await create();
    const before = destinations.rows.get(id);
    const { status, body } = await shop.post(`${PATH}/${id}`, { name: 'New', [field]: 'x' });
    expect(status).toBe(400);
    expect(body.error.message).toBe(`${field}: cannot be changed after creation; create another destination instead.`);
    expect(destinations.rows.get(id)).toEqual(before);
  });

  test.each([
    [{ webhook_endpoint: { url: 'https://10.0.0.1/' } }, 'webhook_endpoint.url'],
    [
      { amazon_eventbridge: { event_bus_arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/x' } },
      'amazon_eventbridge',
    ],
    [{ amazon_eventbridge: { aws_region: 'eu-west-1' } }, 'amazon_eventbridge.aws_region'],
    [{ status: 'disabled' }, 'status'],
    [{ name: null }, 'name'],
  ])('rejects %j and names %s', async (over, named) => {
    const { shop, create } = shopApi();
    const { status, body } = await shop.post(`${PATH}/${(await create()).id}`, over);
    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
  });

  test('changes the given limits, and removes a limit or all limits by null', async () => {
    const { shop, create, destinations } = shopApi();
    const { id, delivery_limits } = await create({ delivery_limits: { per_second: 20 } });
    const update = async (limits: unknown) =>
      (await shop.post(`${PATH}/${id}`, { delivery_limits: limits })).body.delivery_limits;
    expect(delivery_limits).toEqual({ per_second: 20, max_in_flight: null });
    expect(await update({ max_in_flight: 5 })).toEqual({ per_second: 20, max_in_flight: 5 });
    expect(await update({ per_second: null })).toEqual({ per_second: null, max_in_flight: 5 });
    expect(await update(null)).toBeNull();
    expect(destinations.rows.get(id)).not.toHaveProperty('deliveryLimits');
    expect((await shop.get(`${PATH}/${id}`)).body.delivery_limits).toBeNull();
  });

  test.each([
    [{ per_second: 0 }, 'delivery_limits.per_second: should be at least 1.'],
    [{ per_second: 1001 }, 'delivery_limits.per_second: should be at most 1000.'],
    [{ max_in_flight: 1.5 }, 'delivery_limits.max_in_flight: should be a whole number.'],
    [{ max_in_flight: '5' }, 'delivery_limits.max_in_flight: should be a number.'],
    [{ per_minute: 5 }, 'delivery_limits.per_minute: is not a field of this request.'],
    [20, 'delivery_limits: should be an object.'],
  ])('rejects the limits %j by name, also on create', async (limits, message) => {
    const { shop, create } = shopApi();
    const { id } = await create();
    expect((await shop.post(`${PATH}/${id}`, { delivery_limits: limits })).body.error.message).toBe(message);
    expect((await shop.post(PATH, webhookRequest({ delivery_limits: limits }))).body.error.message).toBe(message);
  });

  test('rejects metadata that would have more than 50 keys', async () => {
    const { shop, create } = shopApi();
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']));
    const { id } = await create({ metadata });
    expect((await shop.post(`${PATH}/${id}`, { metadata: { more: 'v' } })).status).toBe(400);
    expect((await shop.post(`${PATH}/${id}`, { metadata: { more: 'v', k0: null } })).status).toBe(200);
  });
});

describe('disabling and enabling a destination', () => {
  test('shows the reason while the destination is disabled', async () => {
    const { shop, create } = shopApi();
    const { id } = await create();
    const disabled = await shop.post(`${PATH}/${id}/disable`);
    expect(disabled.body).toMatchObject({ status: 'disabled', status_details: { disabled: { reason: 'user' } } });
    const enabled = await shop.post(`${PATH}/${id}/enable`, {});
    expect(enabled.body).toMatchObject({ status: 'enabled', status_details: null });
  });

  test('keeps the reason when a destination that is already disabled is disabled again', async () => {
    const { shop, create, destinations } = shopApi();
    const { id } = await create();
    const row = destinations.rows.get(id);
    if (row) destinations.rows.set(id, { ...row, status: 'disabled', disabledReason: 'gone' });
    const { body } = await shop.post(`${PATH}/${id}/disable`);
    expect(body.status_details).toEqual({ disabled: { reason: 'gone' } });
  });

  test('keeps a change that another writer makes in between', async () => {
    const { shop, create, destinations } = shopApi();
    const { id } = await create();
    const row = destinations.rows.get(id);
    const renaming = shop.post(`${PATH}/${id}`, { name: 'New' });
    if (row)
      destinations.rows.set(id, { ...row, status: 'disabled', disabledReason: 'gone', updated: row.updated + 1 });
    expect((await renaming).body).toMatchObject({ name: 'New', status: 'disabled' });
  });
});

describe('rotating the signing secret', () => {
  test('returns the new secret once, and the old one continues to sign until it expires', async () => {
    const { shop, create, destinations, clock } = shopApi();
    const { id, webhook_endpoint: first } = await create({ include: [SECRET] });
    const { body } = await shop.post(`${PATH}/${id}/roll_secret`, { expires_in: 3600 });
    expect(body.webhook_endpoint.signing_secret).toMatch(/^whsec_/);
    expect(body.webhook_endpoint.signing_secret).not.toBe(first.signing_secret);
    const secrets = (destinations.rows.get(id) as WebhookDestination).webhookEndpoint.secrets;
    expect(secrets).toHaveLength(2);
    expect(secrets[0]).not.toHaveProperty('expiresAt');
    expect((secrets[1]?.expiresAt ?? 0) - clock.now).toBeCloseTo(3_600_000, -3);
    expect((await shop.get(`${PATH}/${id}?include=${SECRET}`)).body.webhook_endpoint.signing_secret).toBeNull();
  });

  test('without an overlap ends every earlier secret at once', async () => {
    const { shop, create, destinations } = shopApi();
    const { id } = await create();
    await shop.post(`${PATH}/${id}/roll_secret`, { expires_in: 3600 });
    await shop.post(`${PATH}/${id}/roll_secret`, { expires_in: 0 });
    expect((destinations.rows.get(id) as WebhookDestination).webhookEndpoint.secrets).toHaveLength(1);
  });

  test.each([-1, 86_401, 1.5, 'soon', null])('rejects expires_in %j', async (expires_in) => {
    const { shop, create } = shopApi();
    const { status, body } = await shop.post(`${PATH}/${(await create()).id}/roll_secret`, { expires_in });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^expires_in: /);
  });

  test('is refused for an EventBridge destination, which has no secret', async () => {
    const { shop } = shopApi();
    const { body } = await shop.post(PATH, eventBridgeRequest());
    expect((await shop.post(`${PATH}/${body.id}/roll_secret`, {})).status).toBe(400);
  });

  test('is refused while too many earlier secrets still sign', async () => {
    const { shop, create } = shopApi();
    const { id } = await create();
    const rotate = async () => (await shop.post(`${PATH}/${id}/roll_secret`, {})).status;
    expect([await rotate(), await rotate(), await rotate(), await rotate(), await rotate()]).toEqual([
      200, 200, 200, 200, 400,
    ]);
  });
});

describe('a ping', () => {
  test('is an event for this destination only', async () => {
    const { shop, create, queue, events } = shopApi();
    await create({ enabled_events: ['*'] });
    const { id } = await create();
    const { status, body } = await shop.post(`${PATH}/${id}/ping`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      object: 'v2.core.event',
      type: 'v2.core.event_destination.ping',
      livemode: true,
      related_object: { id, type: 'v2.core.event_destination', url: `${PATH}/${id}` },
    });
    expect(queue.sent.map(({ message }) => message.destination)).toEqual([{ account: 'acct_shop', id }]);
    expect(events.rows.size).toBe(1);
  });

  test('to a disabled destination is refused', async () => {
    const { shop, create, queue } = shopApi();
    const { id } = await create();
    await shop.post(`${PATH}/${id}/disable`);
    expect((await shop.post(`${PATH}/${id}/ping`)).status).toBe(400);
    expect(queue.sent).toEqual([]);
  });
});

describe('deleting a destination', () => {
  test('returns the id, and the destination no longer exists', async () => {
    const { shop, create } = shopApi();
    const { id } = await create();
    expect((await shop.delete(`${PATH}/${id}`)).body).toEqual({ id, object: 'v2.core.event_destination' });
    expect((await shop.get(`${PATH}/${id}`)).status).toBe(404);
    expect((await shop.delete(`${PATH}/${id}`)).status).toBe(404);
  });
});

describe('a destination of another account or mode', () => {
  const calls = (id: string): [string, string, object?][] => [
    ['GET', `${PATH}/${id}`],
    ['POST', `${PATH}/${id}`, { name: 'x' }],
    ['DELETE', `${PATH}/${id}`],
    ['POST', `${PATH}/${id}/disable`],
    ['POST', `${PATH}/${id}/enable`],
    ['POST', `${PATH}/${id}/ping`],
    ['POST', `${PATH}/${id}/roll_secret`, {}],
    ['GET', `${PATH}/${id}/deliveries`],
    ['GET', `${PATH}/${id}/deliveries/evt_1`],
  ];

  test.each(['sk_live_other', 'sk_test_shop', 'sk_live_platform'])('does not exist for %s', async (key) => {
    const { as, create, destinations } = shopApi();
    const { id } = await create();
    const before = destinations.rows.get(id);
    for (const [index, [method, url, body]] of calls(id).entries()) {
      const reply = await as(key).call(method, url, body);
      const none = calls('ed_01KF0000000000000000000009')[index] as [string, string, object?];
      const absent = await as(key).call(...none);
      expect(reply.status, url).toBe(404);
      expect(reply.body.error.message.replaceAll(id, 'ID')).toBe(
        absent.body.error.message.replaceAll('ed_01KF0000000000000000000009', 'ID'),
      );
    }
    expect(destinations.rows.get(id)).toEqual(before);
  });

  test('is available to the platform acting for its account', async () => {
    const { as, create } = shopApi();
    const { id } = await create();
    const acting = as('sk_live_platform', { 'stripe-account': 'acct_shop' });
    expect((await acting.get(`${PATH}/${id}`)).status).toBe(200);
    const own = await as('sk_live_platform').post(PATH, webhookRequest({ events_from: ['@accounts'] }));
    expect(own.status).toBe(200);
    expect((await acting.post(PATH, webhookRequest({ events_from: ['@accounts'] }))).status).toBe(400);
  });
});

describe('listing destinations', () => {
  const names = (body: { data: { name: string }[] }) => body.data.map(({ name }) => name);
  const five = async () => {
    const api = shopApi();
    for (const name of ['1', '2', '3', '4', '5']) await api.create({ name });
    return api;
  };

  test('pages forward and back by relative URLs, newest first', async () => {
    const { shop } = await five();
    const first = (await shop.get(`${PATH}?limit=2`)).body;
    expect(names(first)).toEqual(['5', '4']);
    expect(first.previous_page_url).toBeNull();
    expect(first.next_page_url).toMatch(/^\/v2\/core\/event_destinations\?limit=2&page=page_/);
    const second = (await shop.get(first.next_page_url)).body;
    expect(names(second)).toEqual(['3', '2']);
    const third = (await shop.get(second.next_page_url)).body;
    expect(names(third)).toEqual(['1']);
    expect(third.next_page_url).toBeNull();
    const back = (await shop.get(third.previous_page_url)).body;
    expect(names(back)).toEqual(['3', '2']);
    expect(names((await shop.get(back.previous_page_url)).body)).toEqual(['5', '4']);
  });

  test('includes on later pages what the first request included', async () => {
    const { shop } = await five();
    const first = (await shop.get(`${PATH}?limit=3&include=${URL_FIELD}`)).body;
    const second = (await shop.get(first.next_page_url)).body;
    expect(second.data[0].webhook_endpoint.url).toBe('https://example.com/hook');
  });

  test('returns an empty list when there are none', async () => {
    const body = { data: [], next_page_url: null, previous_page_url: null };
    expect((await shopApi().shop.get(PATH)).body).toEqual(body);
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'page=x',
    'page=page_e30',
    'page=page_%00',
    'include=x',
    'status=enabled',
  ])('returns 400 with %s', async (query) => {
    expect((await shopApi().shop.get(`${PATH}?${query}`)).status).toBe(400);
  });
});
