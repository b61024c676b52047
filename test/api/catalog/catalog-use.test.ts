/** What the catalog decides elsewhere in the API: versions of destinations, thin types, and checks on publish. */
import { describe, expect, test } from 'vitest';
import type { ApiSettings } from '../../../lambdas/api/context.ts';
import { controlApi, webhookRequest } from '../../doubles/control-api.ts';
import { anEventType, aVersion } from '../../doubles/memory-catalog.ts';

const DESTINATIONS = '/v2/core/event_destinations';
const ENDPOINTS = '/v1/webhook_endpoints';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const endpoint = (over: object = {}) => ({ url: 'https://example.com/hook', enabled_events: ['*'], ...over });

async function setUp({ versions = ['2025-06-01', '2026-03-01'], over = {} as Partial<ApiSettings> } = {}) {
  const api = controlApi(over);
  for (const version of versions) await api.catalog.store.putVersion('live', aVersion({ version }));
  const [platform, shop] = [api.as('sk_live_platform'), api.as('sk_live_shop')];
  const account = (body: object) => platform.post('/v1/accounts/acct_shop', body);
  await platform.post('/v1/accounts', { name: 'Shop', id: 'acct_shop' });
  return { ...api, platform, shop, account };
}

describe('the version of a destination', () => {
  const versionOf = async (shop: Awaited<ReturnType<typeof setUp>>['shop']) => [
    (await shop.post(DESTINATIONS, webhookRequest())).body.snapshot_api_version,
    (await shop.post(ENDPOINTS, endpoint())).body.api_version,
  ];

  test("defaults to the account's, then the catalog's, then the platform's", async () => {
    const { shop, account, catalog } = await setUp({ versions: [] });
    expect(await versionOf(shop)).toEqual(['2026-01-01', '2026-01-01']);
    for (const version of ['2025-06-01', '2026-03-01']) await catalog.store.putVersion('live', aVersion({ version }));
    expect(await versionOf(shop)).toEqual(['2026-03-01', '2026-03-01']);
    expect((await account({ default_api_version: '2025-06-01' })).body.default_api_version).toBe('2025-06-01');
    expect(await versionOf(shop)).toEqual(['2025-06-01', '2025-06-01']);
    expect((await account({ default_api_version: null })).body.default_api_version).toBeNull();
    expect(await versionOf(shop)).toEqual(['2026-03-01', '2026-03-01']);
  });

  test("defaults to the catalog's when the account's was deleted", async () => {
    const { shop, account, catalog } = await setUp();
    await account({ default_api_version: '2026-03-01' });
    await catalog.store.deleteVersion('live', '2026-03-01');
    expect(await versionOf(shop)).toEqual(['2025-06-01', '2025-06-01']);
  });

  test("defaults to the account's also when the platform creates the destination for the account", async () => {
    const { as, account } = await setUp();
    await account({ default_api_version: '2025-06-01' });
    expect(await versionOf(as('sk_live_platform', { 'stripe-account': 'acct_shop' }))).toEqual([
      '2025-06-01',
      '2025-06-01',
    ]);
  });

  test('is rejected when the catalog lacks it, with the known versions and the field name of v1 or v2', async () => {
    const { shop, destinations } = await setUp();
    const known = "'2019-01-01' is not an API version of the catalog. Use one of 2026-03-01, 2025-06-01.";
    const v2 = await shop.post(DESTINATIONS, webhookRequest({ snapshot_api_version: '2019-01-01' }));
    expect([v2.status, v2.body.error.message]).toEqual([400, `snapshot_api_version: ${known}`]);
    const v1 = await shop.post(ENDPOINTS, endpoint({ api_version: '2019-01-01' }));
    expect([v1.status, v1.body.error.param, v1.body.error.message]).toEqual([
      400,
      'api_version',
      `api_version: ${known}`,
    ]);
    expect(destinations.rows.size).toBe(0);
    expect((await shop.post(ENDPOINTS, endpoint({ api_version: '2025-06-01' }))).body.api_version).toBe('2025-06-01');
  });

  test('can be any well-formed name in a mode without a catalog', async () => {
    const { as } = await setUp();
    const sandbox = as('sk_test_shop');
    const { body } = await sandbox.post(DESTINATIONS, webhookRequest({ snapshot_api_version: '2019-01-01' }));
    expect(body.snapshot_api_version).toBe('2019-01-01');
  });

  test("can be set as the account's default if the catalog has it, and reset by empty text in a form", async () => {
    const { platform, account } = await setUp();
    const { status, body } = await account({ default_api_version: '2019-01-01' });
    expect([status, body.error.param]).toEqual([400, 'default_api_version']);
    const made = await platform.post('/v1/accounts', {
      name: 'B',
      default_api_version: '2025-06-01',
      event_check: 'warn',
    });
    expect(made.body).toMatchObject({ default_api_version: '2025-06-01', event_check: 'warn' });
    const form = 'default_api_version=&event_check=';
    const changed = await platform.call('POST', `/v1/accounts/${made.body.id}`, form, FORM);
    expect(changed.body).toMatchObject({ default_api_version: null, event_check: null });
    expect((await account({ name: 'Renamed', event_check: 'block' })).body.event_check).toBe('block');
    expect((await account({ name: 'Again' })).body.event_check).toBe('block');
  });
});

describe('a type without a thin form', () => {
  const thin = (enabled_events: string[]) => webhookRequest({ event_payload: 'thin', enabled_events });

  test('is rejected by name for thin destinations only, on create and on update', async () => {
    const { shop, catalog } = await setUp();
    await catalog.store.putType('live', anEventType({ type: 'invoice.draft', thin: false }));
    await catalog.store.putType('live', anEventType());
    const refused = await shop.post(DESTINATIONS, thin(['invoice.paid', 'invoice.draft']));
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      'enabled_events[1]: should not be invoice.draft, which has no thin form. Select it with a destination for snapshot events.',
    ]);
    const { body } = await shop.post(DESTINATIONS, thin(['invoice.*', 'unknown.type']));
    const update = (enabled_events: string[]) => shop.post(`${DESTINATIONS}/${body.id}`, { enabled_events });
    expect((await update(['invoice.draft'])).status).toBe(400);
    expect((await update(['invoice.paid'])).status).toBe(200);
    expect((await shop.post(DESTINATIONS, webhookRequest({ enabled_events: ['invoice.draft'] }))).status).toBe(200);
  });
});

describe('publishing', () => {
  const event = (object: object, over: object = {}) => ({ type: 'invoice.paid', data: { object }, ...over });

  test('rejects an event that does not match its schema with the JSON pointer, stores nothing, and accepts the rest of a batch', async () => {
    const { shop, account, catalog, events, queue } = await setUp();
    await catalog.store.putType('live', anEventType({ schemas: { '2025-06-01': { required: ['id'] } } }));
    await account({ event_check: 'block' });
    const single = await shop.post('/v1/events', event({}));
    expect([single.status, single.body.error.param]).toEqual([400, 'data.object']);
    expect(single.body.error.message).toBe('data.object: /id: is required.');
    const chosen = await shop.post('/v1/events', event({}, { id: 'evt_mine' }));
    expect(chosen.status).toBe(400);
    expect([events.rows.size, queue.sent.length]).toEqual([0, 0]);
    const batch = await shop.post('/v1/events/batch', { events: [event({ id: 'a' }), event({}), event({ id: 'b' })] });
    expect(batch.body).toMatchObject({
      failed: 1,
      data: [{ object: 'event' }, { error: { param: 'data.object' } }, {}],
    });
    expect(events.rows.size).toBe(2);
    // The id of the rejected event is still free.
    expect((await shop.post('/v1/events', event({ id: 'c' }, { id: 'evt_mine' }))).body.id).toBe('evt_mine');
  });

  test('returns warnings to the publisher and to readers, and does not send them to endpoints', async () => {
    const { shop, catalog, queue } = await setUp();
    await shop.post(DESTINATIONS, webhookRequest());
    await catalog.store.putType(
      'live',
      anEventType({ check: 'warn', schemas: { '2025-06-01': { required: ['id'] } } }),
    );
    const schema_warnings = [{ pointer: '/id', message: 'is required.' }];
    const { body } = await shop.post('/v1/events', event({}));
    expect(body).toMatchObject({ schema_warnings });
    expect((await shop.get(`/v1/events/${body.id}`)).body).toMatchObject({ schema_warnings });
    expect((await shop.get('/v1/events')).body.data).toMatchObject([{ schema_warnings }]);
    expect((await shop.post('/v1/events', event({ id: 'a' }))).body).not.toHaveProperty('schema_warnings');
    expect(queue.sent).toHaveLength(2);
  });

  test('marks an unknown type, unless the catalog is empty or the platform rejects unknown types', async () => {
    const { shop, catalog } = await setUp();
    expect((await shop.post('/v1/events', event({}))).body).not.toHaveProperty('uncatalogued');
    await catalog.store.putType('live', anEventType({ type: 'order.paid' }));
    const { body } = await shop.post('/v1/events', event({}));
    expect(body.uncatalogued).toBe(true);
    expect((await shop.get(`/v1/events/${body.id}`)).body.uncatalogued).toBe(true);
    const strict = await setUp({ over: { unknownTypes: 'block' } });
    await strict.catalog.store.putType('live', anEventType({ type: 'order.paid' }));
    const refused = await strict.shop.post('/v1/events', event({}));
    expect([refused.status, refused.body.error.param]).toEqual([400, 'type']);
  });

  test('rejects a version that does not exist, and uses the default version when none is given', async () => {
    const { shop } = await setUp();
    const refused = await shop.post('/v1/events', event({}, { api_version: '2019-01-01' }));
    expect([refused.status, refused.body.error.param]).toEqual([400, 'api_version']);
    expect((await shop.post('/v1/events', event({}))).body.api_version).toBe('2026-03-01');
  });

  test('accepts a ping with any catalog', async () => {
    const { shop, catalog } = await setUp({ over: { unknownTypes: 'block', eventCheck: 'block' } });
    await catalog.store.putType('live', anEventType());
    const { body } = await shop.post(DESTINATIONS, webhookRequest());
    expect((await shop.post(`${DESTINATIONS}/${body.id}/ping`)).status).toBe(200);
  });
});
