import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { newId } from '../../../lambdas/core/ids.ts';
import { controlApi, PLATFORM } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anAttempt, anEvent, T0 } from '../../doubles/factories.ts';

const ID = aDestination().id;
const PATH = `/v2/core/event_destinations/${ID}/deliveries`;

const setUp = () => {
  const api = controlApi();
  api.destinations.rows.set(ID, aDestination());
  const put = (over: Partial<Delivery> = {}) => api.deliveries.store.replace(undefined, aDelivery(over), 'acct_shop');
  return { ...api, shop: api.as('sk_live_shop'), put };
};

const keyAt = (n: number) => newId('evt_', T0 + n * 1000, () => 0.5);

describe('one delivery', () => {
  test('shows its attempts, the next attempt and the planned ones', async () => {
    const { shop, put } = setUp();
    const failed = anAttempt({
      ok: false,
      httpStatus: 503,
      error: { code: 'http_status', message: 'It responded with 503.' },
    });
    await put({ attempts: [failed] });
    const { status, body } = await shop.get(`${PATH}/${anEvent().id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      object: 'event_delivery',
      destination: ID,
      event: anEvent().id,
      event_type: 'invoice.paid',
      account: 'acct_shop',
      livemode: true,
      status: 'pending',
      failure_reason: null,
      attempt_count: 1,
      next_attempt_at: new Date(T0 + 30_000).toISOString(),
    });
    expect(body.attempts).toEqual([
      {
        number: 1,
        trigger: 'automatic',
        started_at: new Date(T0).toISOString(),
        duration_ms: 12,
        succeeded: false,
        http_status: 503,
        error: { code: 'http_status', message: 'It responded with 503.' },
        timing: { first_byte: 10 },
        request_headers: { 'content-type': 'application/json; charset=utf-8' },
        response_headers: { 'content-type': 'text/plain' },
        response_excerpt: 'OK',
        response_truncated: false,
      },
    ]);
    expect(body.planned_attempts[0]).toBe(body.next_attempt_at);
    expect(body.planned_attempts.length).toBeGreaterThan(10);
    expect(body.planned_attempts).toEqual([...body.planned_attempts].sort());
  });

  test('plans no attempts once it is settled', async () => {
    const { shop, put } = setUp();
    const { nextAttemptAt: _next, ...settled } = aDelivery({ status: 'failed', failureReason: 'gone' });
    await put(settled);
    const { body } = await shop.get(`${PATH}/${anEvent().id}`);
    expect(body).toMatchObject({
      status: 'failed',
      failure_reason: 'gone',
      next_attempt_at: null,
      planned_attempts: [],
    });
  });

  test('is pending before its first attempt', async () => {
    const { shop, events } = setUp();
    await events.store.putFresh([anEvent()]);
    const { body } = await shop.get(`${PATH}/${anEvent().id}`);
    expect(body).toMatchObject({ status: 'pending', attempts: [], first_attempt_at: null, next_attempt_at: null });
  });

  test('is found by the event id that the publisher chose', async () => {
    const { shop, put, events } = setUp();
    const event = anEvent({ id: 'evt_order-1', key: keyAt(1) });
    await events.store.claimId(event, event.id, event.key);
    await events.store.putFresh([event]);
    await put({ eventKey: event.key, eventId: event.id, attemptCount: 3 });
    expect((await shop.get(`${PATH}/evt_order-1`)).body).toMatchObject({ event: 'evt_order-1', attempt_count: 3 });
  });

  test("of another account's event is found by the platform, which may name the account", async () => {
    const { as, events, destinations } = setUp();
    const own = aDestination({ account: PLATFORM, id: 'ed_platform', eventsFrom: ['@accounts'] });
    destinations.rows.set(own.id, own);
    await events.store.putFresh([anEvent({ destinations: [{ account: PLATFORM, id: own.id }] })]);
    const path = `/v2/core/event_destinations/${own.id}/deliveries/${anEvent().id}`;
    expect((await as('sk_live_platform').get(path)).status).toBe(404);
    expect((await as('sk_live_platform').get(`${path}?account=acct_shop`)).body).toMatchObject({ status: 'pending' });
  });

  test('is refused to other keys that name another account', async () => {
    const { shop } = setUp();
    expect((await shop.get(`${PATH}/${anEvent().id}?account=acct_other`)).status).toBe(403);
  });

  test('of an event that was not for this destination returns 404', async () => {
    const { shop, events } = setUp();
    await events.store.putFresh([anEvent({ destinations: [] })]);
    expect((await shop.get(`${PATH}/${anEvent().id}`)).status).toBe(404);
    expect((await shop.get(`${PATH}/${keyAt(9)}`)).status).toBe(404);
  });
});

describe('the list of deliveries', () => {
  const six = async () => {
    const api = setUp();
    for (let n = 0; n < 6; n++) {
      const status = n % 2 ? 'failed' : 'delivered';
      await api.put({
        eventKey: keyAt(n),
        eventId: keyAt(n),
        status,
        eventType: n < 3 ? 'a.b' : 'c.d',
        attemptCount: n,
      });
    }
    return api;
  };
  const counts = (body: { data: { attempt_count: number }[] }) => body.data.map((one) => one.attempt_count);

  test('is newest first, without the attempts themselves', async () => {
    const { shop } = await six();
    const { body } = await shop.get(PATH);
    expect(counts(body)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(body).toMatchObject({ next_page_url: null, previous_page_url: null });
    expect(body.data[0]).not.toHaveProperty('attempts');
    expect(body.data[0].created).toBe(new Date(T0 + 5000).toISOString());
  });

  test('pages forward and back with the filters of the first request', async () => {
    const { shop } = await six();
    const first = (await shop.get(`${PATH}?limit=2&status=delivered`)).body;
    expect(counts(first)).toEqual([4, 2]);
    const second = (await shop.get(first.next_page_url)).body;
    expect(counts(second)).toEqual([0]);
    expect(second.next_page_url).toBeNull();
    expect(counts((await shop.get(second.previous_page_url)).body)).toEqual([4, 2]);
  });

  test('passes the bounds of created to the store in milliseconds', async () => {
    const { shop, deliveries } = setUp();
    const queries: unknown[] = [];
    deliveries.store.list = async (_id, query) => {
      queries.push(query);
      return { items: [], hasMore: false };
    };
    await shop.get(`${PATH}?created[gte]=1700000000&created[lt]=2026-01-01T00:00:00Z&limit=5`);
    await shop.get(`${PATH}?created[gt]=1700000000&created[lte]=1700000001`);
    expect(queries).toEqual([
      { limit: 5, from: 1_700_000_000_000, until: Date.UTC(2026, 0, 1) },
      { limit: 20, from: 1_700_000_000_001, until: 1_700_000_001_001 },
    ]);
  });

  test.each([
    ['status=failed', [5, 3, 1]],
    ['types[]=a.*', [2, 1, 0]],
    [`event=${keyAt(3)}`, [3]],
    [`event=${keyAt(3)}&status=delivered`, []],
    [`event=${keyAt(3)}&types=a.b`, []],
    [`event=${keyAt(8)}`, []],
  ])('can be filtered by %s', async (query, expected) => {
    const { shop } = await six();
    expect(counts((await shop.get(`${PATH}?${query}`)).body)).toEqual(expected);
  });

  test.each(['status=lost', 'created[gte]=soon', 'created=5', 'created[eq]=5', 'limit=0', 'page=page_x', 'unknown=1'])(
    'returns 400 with %s',
    async (query) => {
      expect((await setUp().shop.get(`${PATH}?${query}`)).status).toBe(400);
    },
  );

  test("rejects the page token of another destination's list", async () => {
    const { shop, destinations } = await six();
    destinations.rows.set('ed_2', aDestination({ id: 'ed_2' }));
    const { next_page_url } = (await shop.get(`${PATH}?limit=2`)).body;
    expect((await shop.get(next_page_url.replace(ID, 'ed_2'))).status).toBe(400);
  });
});
