import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { newId } from '../../../lambdas/core/ids.ts';
import { controlApi, PLATFORM } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anAttempt, anEvent, T0 } from '../../doubles/factories.ts';

const setUp = () => {
  const api = controlApi();
  const shop = api.as('sk_live_shop');
  const put = async (...events: WaybillEvent[]) => {
    await api.events.store.putFresh(events);
    return events;
  };
  const deliver = (over: Partial<Delivery>, account = 'acct_shop') =>
    api.deliveries.store.replace(undefined, aDelivery(over), account);
  return { ...api, shop, put, deliver };
};

/** The n-th event of a series, one second apart. */
const eventAt = (n: number, over: Partial<WaybillEvent> = {}): WaybillEvent => {
  const id = newId('evt_', T0 + n * 1000, () => 0.5);
  return anEvent({ id, key: id, created: T0 / 1000 + n, data: { object: { n } }, destinations: [], ...over });
};

describe('an event', () => {
  test('is shown as published', async () => {
    const { shop, put } = setUp();
    const [event] = await put(anEvent({ request: { id: 'req_1', idempotency_key: 'k' } }));
    expect((await shop.get(`/v1/events/${event?.id}`)).body).toEqual({
      id: event?.id,
      object: 'event',
      api_version: '2026-01-01',
      created: T0 / 1000,
      data: { object: { id: 'in_1', object: 'invoice', amount: 100 } },
      livemode: true,
      pending_webhooks: 1,
      request: { id: 'req_1', idempotency_key: 'k' },
      type: 'invoice.paid',
    });
  });

  test('counts the destinations that have not received it', async () => {
    const { shop, put, deliver } = setUp();
    const refs = ['ed_a', 'ed_b', 'ed_c'].map((id) => ({ account: 'acct_shop', id }));
    const [event] = await put(anEvent({ destinations: refs }));
    await deliver({ destinationId: 'ed_a', status: 'delivered' });
    await deliver({ destinationId: 'ed_b', status: 'failed' });
    expect((await shop.get(`/v1/events/${event?.id}`)).body.pending_webhooks).toBe(2);
  });

  test.each(['sk_live_other', 'sk_test_shop', 'sk_live_platform'])(
    'of another account or mode does not exist for %s',
    async (key) => {
      const { as, put } = setUp();
      const [event] = await put(anEvent());
      expect((await as(key).get(`/v1/events/${event?.id}`)).status).toBe(404);
      expect((await as(key).get(`/v1/events/${event?.id}/deliveries`)).status).toBe(404);
      expect((await as(key).get('/v1/events')).body.data).toEqual([]);
    },
  );
});

describe('the list of events', () => {
  const numbers = (body: { data: { data: { object: { n: number } } }[] }) => body.data.map(({ data }) => data.object.n);
  const fifteen = async () => {
    const api = setUp();
    const events = Array.from({ length: 15 }, (_, n) => eventAt(n, { type: n % 2 ? 'invoice.paid' : 'charge.failed' }));
    await api.put(...events);
    return { ...api, all: events };
  };

  test('is newest first, ten by default', async () => {
    const { shop } = await fifteen();
    const { body } = await shop.get('/v1/events');
    expect(body).toMatchObject({ object: 'list', url: '/v1/events', has_more: true });
    expect(numbers(body)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
  });

  test('continues after a cursor, and returns the page before one', async () => {
    const { shop, all } = await fifteen();
    const older = await shop.get(`/v1/events?limit=3&starting_after=${all[2]?.id}`);
    expect(numbers(older.body)).toEqual([1, 0]);
    expect(older.body.has_more).toBe(false);
    const newer = await shop.get(`/v1/events?limit=3&ending_before=${all[2]?.id}`);
    expect(numbers(newer.body)).toEqual([5, 4, 3]);
    expect(newer.body.has_more).toBe(true);
  });

  test('accepts an id that the publisher chose as a cursor', async () => {
    const { shop, put, events } = await fifteen();
    const chosen = eventAt(20, { id: 'evt_mine', key: newId('evt_', T0 + 20_000, () => 0.5) });
    await events.store.claimId(chosen, chosen.id, chosen.key);
    await put(chosen, eventAt(21));
    expect(numbers((await shop.get('/v1/events?limit=1&starting_after=evt_mine')).body)).toEqual([14]);
    expect((await shop.get('/v1/events?starting_after=evt_nowhere')).body.error).toMatchObject({
      param: 'starting_after',
      message: "starting_after: No such event: 'evt_nowhere'.",
    });
  });

  test.each(['type=invoice.*', 'types[]=invoice.paid', 'types[0]=invoice.paid&types[1]=x.y', 'types=invoice.paid'])(
    'can be filtered by %s',
    async (query) => {
      const { shop } = await fifteen();
      expect(numbers((await shop.get(`/v1/events?${query}`)).body)).toEqual([13, 11, 9, 7, 5, 3, 1]);
    },
  );

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['type=a..b', 'type'],
    ['type=a&types[]=b', 'types'],
    ['starting_after=evt_1&ending_before=evt_2', 'ending_before'],
    [Array.from({ length: 21 }, (_, n) => `types[]=t${n}`).join('&'), 'types'],
    ['delivered=false', 'delivered'],
    ['starting_after[a]=1', 'starting_after'],
  ])('returns 400 with %s and names %s', async (query, param) => {
    const reply = await setUp().shop.get(`/v1/events?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { error: { param } } });
  });
});

describe('the deliveries of an event', () => {
  test('list each destination, with the reason where the event was not sent', async () => {
    const { shop, put, deliver, destinations } = setUp();
    const before = T0 - 1000;
    const rows = {
      got: {},
      waiting: {},
      off: { status: 'disabled' },
      picky: { enabledEvents: ['charge.*'] },
      late: { created: T0 + 5, updated: T0 + 5 },
      scoped: { eventsFrom: ['@accounts'] },
      changed: { enabledEvents: ['charge.*'], updated: T0 + 5, historyFrom: T0 + 5 },
      sandbox: { mode: 'sandbox' },
    } as const;
    for (const [name, over] of Object.entries(rows)) {
      const destination = aDestination({ id: `ed_${name}`, name, created: before, updated: before, ...over });
      destinations.rows.set(destination.id, destination);
    }
    const key = newId('evt_', T0, () => 0.5);
    const refs = ['ed_got', 'ed_waiting', 'ed_deleted'].map((id) => ({ account: 'acct_shop', id }));
    await put(anEvent({ id: key, key, destinations: refs }));
    const attempts = [anAttempt({ ok: false, httpStatus: 500 })];
    await deliver({ destinationId: 'ed_got', eventKey: key, attempts });

    const { body } = await shop.get(`/v1/events/${key}/deliveries`);
    expect(body).toMatchObject({ object: 'list', has_more: false });
    const found = new Map<string, Record<string, unknown>>(
      body.data.map((one: { destination: string }) => [one.destination, one]),
    );
    expect(found.get('ed_got')).toMatchObject({
      matched: true,
      reason: null,
      destination_name: 'got',
      delivery: { status: 'pending', attempts: [{ number: 1, http_status: 500 }] },
    });
    expect(found.get('ed_waiting')).toMatchObject({
      matched: true,
      delivery: { status: 'pending', attempts: [], next_attempt_at: null },
    });
    expect(found.get('ed_deleted')).toMatchObject({ matched: true, destination_name: null });
    const reasons = ['off', 'picky', 'late', 'scoped', 'changed', 'sandbox'].map(
      (name) => found.get(`ed_${name}`)?.reason,
    );
    expect(reasons).toEqual([
      'disabled',
      'type_not_selected',
      'created_later',
      'other_scope',
      'changed_since',
      'other_mode',
    ]);
    expect(found.get('ed_sandbox')).toMatchObject({ matched: false, delivery: null, destination_name: null });
  });

  test("include the platform's own destinations for the platform only", async () => {
    const { as, shop, put, destinations } = setUp();
    const own = aDestination({ account: PLATFORM, id: 'ed_platform', eventsFrom: ['@accounts'] });
    destinations.rows.set(own.id, own);
    const [event] = await put(anEvent({ destinations: [{ account: PLATFORM, id: own.id }] }));
    const path = `/v1/events/${event?.id}/deliveries`;
    expect((await shop.get(path)).body.data).toEqual([]);
    expect((await shop.get(`/v1/events/${event?.id}`)).body.pending_webhooks).toBe(0);
    const acting = as('sk_live_platform', { 'stripe-account': 'acct_shop' });
    expect((await acting.get(path)).body.data).toMatchObject([{ destination: own.id, matched: true }]);
  });
});
