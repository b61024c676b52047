/** Events as destinations receive them: in the requested version, and as the body of a delivery. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { PING_TYPE, renderBody } from '../../../lambdas/core/event/event-body.ts';
import { controlApi, PLATFORM } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anEvent, anEventBridgeDestination } from '../../doubles/factories.ts';
import { aVersion } from '../../doubles/memory-catalog.ts';

const [OLD, NEW, NEWEST] = ['2025-06-01', '2026-01-01', '2026-06-01'] as const;
const change = (name: string, downgrade: { jsonata: string } | { function: string }) => ({
  name,
  types: ['invoice.*'],
  description: 'It was otherwise.',
  downgrade,
});
const object = { id: 'in_1', object: 'invoice', total: 42, name: 'ada' };
const inOld = { id: 'in_1', object: 'invoice', sum: 42, name: 'ADA' };

let api: ReturnType<typeof controlApi>;
let shop: ReturnType<ReturnType<typeof controlApi>['as']>;

beforeEach(async () => {
  api = controlApi();
  shop = api.as('sk_live_shop');
  await api.catalog.store.putVersion('live', aVersion({ version: OLD }));
  const renamed = change('sum_is_total', { jsonata: '$ ~> |$|{ "sum": total }, ["total"]|' });
  const changes = [change('upper_case', { function: 'upperCased' }), renamed];
  await api.catalog.store.putVersion('live', aVersion({ version: NEW, changes }));
  await api.catalog.store.putVersion('live', aVersion({ version: NEWEST }));
});

const put = async (over: Partial<WaybillEvent> = {}) => {
  const event = anEvent({ data: { object }, ...over });
  await api.events.store.putFresh([event]);
  return event;
};
/** A change of the newest version that fails for every invoice. */
const breakNewest = () =>
  api.catalog.store.putVersion(
    'live',
    aVersion({ version: NEWEST, changes: [change('needs_a_number', { jsonata: '$number(name)' })] }),
  );

describe('an event in an API version', () => {
  const read = (id: string, version: string) => shop.get(`/v1/events/${id}?api_version=${version}`);

  test('older than its own is the event that a destination pinned to that version receives', async () => {
    const event = await put({ apiVersion: NEW, data: { object, previous_attributes: { total: 7 } } });
    const { status, body } = await read(event.id, OLD);
    expect([status, body.api_version]).toEqual([200, OLD]);
    expect(body.data).toEqual({ object: inOld, previous_attributes: { sum: 7 } });
    expect(body).toEqual({ ...(await shop.get(`/v1/events/${event.id}`)).body, api_version: OLD, data: body.data });
  });

  test.each([NEW, NEWEST])('equal to or newer than its own is the event as published: %s', async (version) => {
    const event = await put({ apiVersion: NEW });
    expect((await read(event.id, version)).body).toMatchObject({ api_version: NEW, data: { object } });
    expect((await shop.get(`/v1/events/${event.id}`)).body).toMatchObject({ api_version: NEW, data: { object } });
  });

  test('is the event as published when it is always thin', async () => {
    const event = await put({ apiVersion: NEW, type: PING_TYPE, data: { object: {} } });
    expect((await read(event.id, OLD)).body).toMatchObject({ api_version: NEW, data: { object: {} } });
  });

  test('that does not exist is rejected with the known versions', async () => {
    const event = await put({ apiVersion: NEW });
    const message = `api_version: '2019-01-01' is not an API version of the catalog. Use one of ${NEWEST}, ${NEW}, ${OLD}.`;
    expect(await read(event.id, '2019-01-01')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_fields', param: 'api_version', message } },
    });
    expect(await read(event.id, 'a b')).toMatchObject({ status: 400, body: { error: { param: 'api_version' } } });
  });

  test('can be any version when there is no catalog, and is the event as published', async () => {
    for (const version of [OLD, NEW, NEWEST]) await api.catalog.store.deleteVersion('live', version);
    const event = await put({ apiVersion: NEW });
    expect((await read(event.id, OLD)).body).toMatchObject({ api_version: NEW, data: { object } });
  });

  test('returns 400 with the name of the change that fails', async () => {
    await breakNewest();
    const event = await put({ apiVersion: NEWEST });
    const reply = await read(event.id, OLD);
    expect(reply).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'render_failed', param: 'api_version' } },
    });
    expect(reply.body.error.message).toContain(`Change 'needs_a_number' of version ${NEWEST} failed`);
    expect((await read(event.id, NEWEST)).status).toBe(200);
  });

  test('returns 400 when a change exceeds its limits', async () => {
    const endless = change('endless', { jsonata: '($f := function($n) { $f($n + 1) }; $f(0))' });
    await api.catalog.store.putVersion('live', aVersion({ version: NEWEST, changes: [endless] }));
    const event = await put({ apiVersion: NEWEST });
    expect((await read(event.id, NEW)).body.error).toMatchObject({ code: 'render_failed' });
  });

  test('returns 500 when the machine is too slow, because the event can be rendered', async () => {
    let time = 0;
    api.ports.processorTime = () => {
      time += 60_000_000;
      return time;
    };
    const event = await put({ apiVersion: NEW });
    expect(await read(event.id, OLD)).toMatchObject({ status: 500, body: { error: { type: 'api_error' } } });
  });

  test('is available only to a caller who may read the event', async () => {
    const event = await put({ apiVersion: NEW });
    for (const key of ['sk_live_other', 'sk_test_shop']) {
      expect((await api.as(key).get(`/v1/events/${event.id}?api_version=${OLD}`)).status).toBe(404);
    }
  });
});

describe('the body of a delivery', () => {
  const pathOf = ({ id }: Destination, event: WaybillEvent) =>
    `/v2/core/event_destinations/${id}/deliveries/${event.id}`;
  const setUp = async (destination: Destination, over: Partial<WaybillEvent> = {}) => {
    api.destinations.rows.set(destination.id, destination);
    const event = await put({ apiVersion: NEW, destinations: [destination], ...over });
    return { event, path: pathOf(destination, event) };
  };

  test('is the text that an attempt would send, when it is requested', async () => {
    const destination = aDestination({ snapshotApiVersion: OLD });
    const { event, path } = await setUp(destination);
    const { body } = await shop.get(`${path}?include=body`);
    expect(body.body_error).toBeNull();
    expect(body.body).toBe(
      renderBody({ ...event, apiVersion: OLD, data: { object: JSON.parse(body.body).data.object } }, destination),
    );
    expect(JSON.parse(body.body)).toMatchObject({ object: 'event', api_version: OLD, data: { object: inOld } });
    for (const query of ['', '?include[]=']) {
      const reply = await shop.get(path + query);
      if (query === '') expect(reply.body).toMatchObject({ body: null, body_error: null });
      else expect(reply.status).toBe(400);
    }
    expect((await shop.get(`${path}?include[0]=body`)).body).toEqual(body);
  });

  test('is the thin event of a destination that takes thin events', async () => {
    const destination = aDestination({ eventPayload: 'thin', snapshotApiVersion: null });
    const { event, path } = await setUp(destination);
    const { body } = await shop.get(`${path}?include=body`);
    expect(body.body).toBe(renderBody(event, destination));
    expect(JSON.parse(body.body)).toMatchObject({ object: 'v2.core.event', related_object: { id: 'in_1' } });
  });

  test('is the detail for an EventBridge destination', async () => {
    const destination = anEventBridgeDestination({ snapshotApiVersion: NEW });
    const { event, path } = await setUp(destination);
    expect((await shop.get(`${path}?include=body`)).body.body).toBe(renderBody(event, destination));
  });

  test('is what would be sent now, also for a settled delivery', async () => {
    const destination = aDestination({ snapshotApiVersion: NEW });
    const { event, path } = await setUp(destination, { id: 'evt_mine' });
    await api.events.store.claimId(event, event.id, event.key);
    await api.deliveries.store.replace(undefined, aDelivery({ eventId: 'evt_mine', status: 'delivered' }), 'acct_shop');
    const { body } = await shop.get(`${path}?include=body`);
    expect(body).toMatchObject({ status: 'delivered', body: renderBody(event, destination) });
    expect(JSON.parse(body.body).id).toBe('evt_mine');
  });

  test("of another account's event shows the account to the platform", async () => {
    const destination = aDestination({ account: PLATFORM, eventsFrom: ['@accounts'], snapshotApiVersion: NEW });
    const { path } = await setUp(destination);
    const { body } = await api.as('sk_live_platform').get(`${path}?account=acct_shop&include=body`);
    expect(JSON.parse(body.body)).toMatchObject({ account: 'acct_shop', data: { object } });
  });

  test('is null with the failing change when it cannot be rendered', async () => {
    await breakNewest();
    const { path } = await setUp(aDestination({ snapshotApiVersion: OLD }), { apiVersion: NEWEST });
    const { status, body } = await shop.get(`${path}?include=body`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'pending', body: null, body_error: { code: 'render_failed' } });
    expect(body.body_error.message).toContain('needs_a_number');
    expect((await shop.get(path)).body).toMatchObject({ body: null, body_error: null });
  });

  test('is null for an event that is no longer stored', async () => {
    const { path } = await setUp(aDestination());
    await api.deliveries.store.replace(undefined, aDelivery(), 'acct_shop');
    api.events.rows.clear();
    expect((await shop.get(`${path}?include=body`)).body).toMatchObject({
      attempt_count: 1,
      body: null,
      body_error: { code: 'event_expired' },
    });
  });

  test('is null when it is too large for one response', async () => {
    const { path } = await setUp(aDestination({ snapshotApiVersion: NEW }), {
      data: { object: { text: '"'.repeat(900_000) } },
    });
    expect((await shop.get(`${path}?include=body`)).body.body_error).toMatchObject({ code: 'payload_too_large' });
  });

  test('needs the scope to read events; the delivery without the body does not', async () => {
    const { path } = await setUp(aDestination());
    const make = async (scopes: string[]) => {
      const body = { account: 'acct_shop', name: 'a', scopes };
      return api.as((await api.as('sk_live_platform').post('/v1/api_keys', body)).body.key);
    };
    const reader = await make(['destinations:read']);
    expect((await reader.get(path)).status).toBe(200);
    expect(await reader.get(`${path}?include=body`)).toMatchObject({
      status: 403,
      body: { error: { code: 'permission_error', message: expect.stringContaining('events:read') } },
    });
    const both = await make(['destinations:read', 'events:read']);
    expect((await both.get(`${path}?include=body`)).status).toBe(200);
  });

  test('is the only field that can be included', async () => {
    const { path } = await setUp(aDestination());
    expect((await shop.get(`${path}?include=attempts`)).status).toBe(400);
  });
});
