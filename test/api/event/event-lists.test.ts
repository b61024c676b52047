import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { newId } from '../../../lambdas/core/ids.ts';
import { controlApi, PLATFORM } from '../../doubles/control-api.ts';
import { aDelivery, anEvent, T0 } from '../../doubles/factories.ts';

const S0 = T0 / 1000;

/** The n-th event of a series, one second apart, which goes to two destinations of the shop. */
const eventAt = (n: number, over: Partial<WaybillEvent> = {}): WaybillEvent => {
  const id = newId('evt_', T0 + n * 1000, () => 0.5);
  const destinations = ['ed_a', 'ed_b'].map((ref) => ({ account: 'acct_shop', id: ref }));
  return anEvent({ id, key: id, created: S0 + n, data: { object: { n } }, destinations, ...over });
};

const setUp = async (count: number, over: (n: number) => Partial<WaybillEvent> = () => ({})) => {
  const api = controlApi();
  const all = Array.from({ length: count }, (_, n) => eventAt(n, over(n)));
  await api.events.store.putFresh(all);
  const deliver = (n: number, destinationId: string, status: Delivery['status'], account = 'acct_shop') => {
    const { key, id, type } = all[n] as WaybillEvent;
    const row = aDelivery({ destinationId, eventKey: key, eventId: id, eventType: type, status });
    return api.deliveries.store.replace(undefined, row, account);
  };
  const shop = api.as('sk_live_shop');
  const numbers = async (query: string, by = shop) => {
    const { status, body } = await by.get(`/v1/events?${query}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data.map((event: { data: { object: { n: number } } }) => event.data.object.n);
  };
  return { ...api, all, deliver, shop, numbers };
};

describe('events by creation time', () => {
  test.each([
    [`created=${S0 + 2}`, [2]],
    [`created[gt]=${S0 + 2}`, [4, 3]],
    [`created[gte]=${S0 + 2}`, [4, 3, 2]],
    [`created[lt]=${S0 + 2}`, [1, 0]],
    [`created[lte]=${S0 + 2}`, [2, 1, 0]],
    [`created[gte]=${S0 + 1}&created[lt]=${S0 + 3}`, [2, 1]],
    [`created[gt]=${S0 + 4}`, []],
    [`created[gte]=${new Date(T0 + 3000).toISOString()}`, [4, 3]],
  ])('%s', async (query, expected) => {
    expect(await (await setUp(5)).numbers(query)).toEqual(expected);
  });

  test('are found by the time they state, not by the time of publishing', async () => {
    const { numbers } = await setUp(5, (n) => (n === 4 ? { created: S0 - 100_000 } : {}));
    expect(await numbers(`created[lt]=${S0}`)).toEqual([4]);
    expect(await numbers(`created[gte]=${S0}`)).toEqual([3, 2, 1, 0]);
  });

  test.each(['created=soon', 'created[after]=1', 'created[gt]=x', 'created[]=1'])('%s is a 400', async (query) => {
    const { status, body } = await (await setUp(0)).shop.get(`/v1/events?${query}`);
    expect(status).toBe(400);
    expect(body.error.param).toMatch(/^created/);
    expect(body.error.message).toMatch(/should be a time|is not a field/);
  });
});

describe('events about an object', () => {
  const about = (id: string) => ({ data: { object: { id, object: 'invoice' } } });
  const twelve = async () => {
    const api = await setUp(12, (n) => ({
      type: n % 2 ? 'invoice.paid' : 'charge.failed',
      data: { object: { n, ...about(n % 3 ? 'in_other' : 'in_1').data.object } },
    }));
    for (let n = 0; n < 12; n++) {
      await api.deliver(n, 'ed_a', 'delivered');
      await api.deliver(n, 'ed_b', n === 3 || n === 4 || n === 9 ? 'failed' : 'delivered');
    }
    return api;
  };

  test('are those whose object has the id', async () => {
    const { numbers } = await twelve();
    expect(await numbers('object_id=in_1')).toEqual([9, 6, 3, 0]);
    expect(await numbers('object_id=in_none')).toEqual([]);
  });

  test('are found by the object that the publisher named, if it named one', async () => {
    const { numbers, events } = await twelve();
    const relatedObject = { id: 'cus_1', type: 'customer', url: '/v1/customers/cus_1' };
    await events.store.putFresh([
      eventAt(20, { relatedObject, data: { object: { n: 20, ...about('in_1').data.object } } }),
    ]);
    expect(await numbers('object_id=cus_1')).toEqual([20]);
    expect(await numbers('object_id=in_1')).toEqual([9, 6, 3, 0]);
  });

  test('can be filtered by types, times and delivery_success, and paged in both directions', async () => {
    const { numbers, all } = await twelve();
    expect(await numbers('object_id=in_1&type=invoice.*')).toEqual([9, 3]);
    expect(await numbers(`object_id=in_1&created[lt]=${S0 + 6}`)).toEqual([3, 0]);
    expect(await numbers(`object_id=in_1&limit=2&starting_after=${all[9]?.id}`)).toEqual([6, 3]);
    expect(await numbers(`object_id=in_1&limit=2&ending_before=${all[0]?.id}`)).toEqual([6, 3]);
    expect(await numbers('object_id=in_1&delivery_success=false')).toEqual([9, 3]);
    expect(await numbers('object_id=in_1&delivery_success=true')).toEqual([6, 0]);
    expect(await numbers(`object_id=in_1&delivery_success=false&limit=1&starting_after=${all[9]?.id}`)).toEqual([3]);
    expect(await numbers(`object_id=in_1&delivery_success=false&limit=1&ending_before=${all[0]?.id}`)).toEqual([3]);
    expect(await numbers(`object_id=in_1&delivery_success=true&type=charge.*&limit=1`)).toEqual([6]);
  });

  test('state whether more events follow', async () => {
    const { shop, all } = await twelve();
    const page = async (query: string) => (await shop.get(`/v1/events?object_id=in_1&${query}`)).body.has_more;
    expect(await page('limit=3')).toBe(true);
    expect(await page('limit=4')).toBe(false);
    expect(await page(`limit=1&delivery_success=false&ending_before=${all[3]?.id}`)).toBe(false);
  });
});

describe('a page of events that are too large for one response', () => {
  // Quotes count twice: the response is JSON within JSON.
  const large = (n: number) => ({ data: { object: { n, text: '"'.repeat(120_000) } } });

  test.each(['', 'ending_before='])(
    'ends early, next to its cursor, and states that more events follow: %s',
    async (side) => {
      const { shop, all } = await setUp(30, large);
      const { body } = await shop.get(`/v1/events?limit=100&${side && side + all[4]?.id}`);
      const numbers = body.data.map((event: { data: { object: { n: number } } }) => event.data.object.n);
      expect(body.has_more).toBe(true);
      expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(6 * 1024 * 1024);
      expect(numbers.length).toBeGreaterThan(5);
      expect(numbers.length).toBeLessThan(25);
      expect(side ? numbers.at(-1) : numbers[0]).toBe(side ? 5 : 29);
    },
  );
});

describe('delivery_success', () => {
  const mixed = async () => {
    const api = await setUp(9, (n) => ({ type: n % 2 ? 'invoice.paid' : 'charge.failed' }));
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
      await api.deliver(n, 'ed_a', 'delivered');
      await api.deliver(n, 'ed_b', n === 2 || n === 5 ? 'failed' : n === 6 ? 'pending' : 'delivered');
    }
    return api;
  };

  test('false returns each event once that is pending or failed for at least one destination', async () => {
    const { numbers, deliver } = await mixed();
    await deliver(8, 'ed_a', 'failed');
    await deliver(8, 'ed_b', 'pending');
    expect(await numbers('delivery_success=false')).toEqual([8, 6, 5, 2]);
  });

  test('true returns events that every destination received; events without an attempt are in neither list', async () => {
    const { numbers } = await mixed();
    expect(await numbers('delivery_success=true')).toEqual([7, 4, 3, 1, 0]);
    expect(await numbers('delivery_success=false')).not.toContain(8);
  });

  test('can be combined with types, times and cursors in both directions', async () => {
    const { numbers, all } = await mixed();
    expect(await numbers('delivery_success=false&types[]=invoice.*')).toEqual([5]);
    expect(await numbers(`delivery_success=false&created[gte]=${S0 + 3}`)).toEqual([6, 5]);
    expect(await numbers(`delivery_success=false&created[lt]=${S0 + 3}`)).toEqual([2]);
    expect(await numbers(`delivery_success=false&limit=1&starting_after=${all[6]?.id}`)).toEqual([5]);
    expect(await numbers(`delivery_success=false&limit=1&ending_before=${all[2]?.id}`)).toEqual([5]);
    expect(await numbers(`delivery_success=true&limit=2&ending_before=${all[1]?.id}`)).toEqual([4, 3]);
    expect(await numbers(`delivery_success=true&limit=2&starting_after=${all[7]?.id}`)).toEqual([4, 3]);
  });

  test('returns exactly the missed events after the last known one, oldest first, page by page', async () => {
    const { shop, deliver, all } = await setUp(40);
    const missed = [3, 4, 9, 17, 18, 19, 30, 39];
    for (let n = 0; n < 40; n++) {
      await deliver(n, 'ed_a', 'delivered');
      await deliver(n, 'ed_b', missed.includes(n) ? 'failed' : 'delivered');
    }
    const listed: number[] = [];
    let cursor = all[3]?.id;
    for (;;) {
      const { body } = await shop.get(`/v1/events?delivery_success=false&limit=3&ending_before=${cursor}`);
      listed.push(...body.data.map((event: { data: { object: { n: number } } }) => event.data.object.n).reverse());
      if (!body.has_more) break;
      cursor = body.data[0].id;
    }
    expect(listed).toEqual(missed.slice(1));
  });

  test('finds one event behind very many that do not match, also with a limit of one', async () => {
    const { numbers, deliver, all } = await setUp(1500, (n) => (n === 0 ? { created: S0 - 1000 } : {}));
    for (let n = 0; n < all.length; n++) await deliver(n, 'ed_a', 'failed');
    await deliver(0, 'ed_b', 'failed');
    expect(await numbers(`delivery_success=false&limit=1&created[lt]=${S0}`)).toEqual([0]);
  });

  test("ignores the platform's own destinations in an account's list", async () => {
    const { as, numbers, deliver } = await setUp(2);
    await deliver(1, 'ed_platform', 'failed', PLATFORM);
    expect(await numbers('delivery_success=false')).toEqual([]);
    const acting = as('sk_live_platform', { 'stripe-account': 'acct_shop' });
    expect(await numbers('delivery_success=false', acting)).toEqual([1]);
  });

  test('shows for each event how many destinations have not received it', async () => {
    const { shop } = await mixed();
    const { body } = await shop.get('/v1/events');
    expect(body.data.map((event: { pending_webhooks: number }) => event.pending_webhooks)).toEqual([
      2, 0, 1, 1, 0, 0, 1, 0, 0,
    ]);
  });

  test.each(['delivery_success=no', 'delivery_success=', 'delivery_success[]=false'])('%s is a 400', async (query) => {
    const reply = await (await setUp(0)).shop.get(`/v1/events?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.body.error.param).toMatch(/^delivery_success/);
  });
});

describe('/v2/core/events', () => {
  const about = (id: string) => ({ data: { object: { id, object: 'invoice' } } });
  const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

  test('shows the thin event with the data that is not pushed, and the snapshot of the same event', async () => {
    const { shop, all } = await setUp(1, () => ({ ...about('in_1'), request: { id: 'req_1', idempotency_key: 'k' } }));
    expect((await shop.get(`/v2/core/events/${all[0]?.id}`)).body).toEqual({
      id: all[0]?.id,
      object: 'v2.core.event',
      created: new Date(T0).toISOString(),
      livemode: true,
      reason: { type: 'request', request: { id: 'req_1', idempotency_key: 'k' } },
      related_object: { id: 'in_1', type: 'invoice', url: '/v1/invoices/in_1' },
      type: 'invoice.paid',
      data: { object: { id: 'in_1', object: 'invoice' } },
      snapshot_event: all[0]?.id,
    });
  });

  test('pages by relative URLs in both directions, with the filters of the first request', async () => {
    const { shop, all } = await setUp(7, (n) => (n === 3 ? { type: 'charge.failed' } : {}));
    const expected = [6, 5, 4, 2, 1, 0].map((n) => all[n]?.id);
    const first = (await shop.get('/v2/core/events?limit=4&types[]=invoice.paid')).body;
    expect(ids(first)).toEqual(expected.slice(0, 4));
    expect(first.previous_page_url).toBeNull();
    expect(first.next_page_url).toMatch(/^\/v2\/core\/events\?limit=4&page=page_/);
    const second = (await shop.get(first.next_page_url)).body;
    expect(ids(second)).toEqual(expected.slice(4));
    expect(second.next_page_url).toBeNull();
    expect(ids((await shop.get(second.previous_page_url)).body)).toEqual(expected.slice(0, 4));
  });

  test('can be filtered by object and by time', async () => {
    const { shop, all } = await setUp(6, (n) => about(`in_${n % 2}`));
    const filtered = async (query: string) =>
      ids((await shop.get(`/v2/core/events?${query}`)).body).map((id) => all.findIndex((event) => event.id === id));
    expect(await filtered('object_id=in_1')).toEqual([5, 3, 1]);
    expect(await filtered(`object_id=in_1&created[lt]=${S0 + 4}`)).toEqual([3, 1]);
    expect(await filtered(`created[gte]=${new Date(T0 + 4000).toISOString()}`)).toEqual([5, 4]);
    expect(await filtered('object_id=in_7')).toEqual([]);
  });

  test("shows only the account's own events", async () => {
    const { as, all } = await setUp(2);
    for (const key of ['sk_live_other', 'sk_test_shop']) {
      expect((await as(key).get('/v2/core/events')).body.data).toEqual([]);
      const reply = await as(key).get(`/v2/core/events/${all[0]?.id}`);
      expect(reply).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    }
  });

  test.each(['page=page_x', 'limit=101', 'created=1', 'types[]=a..b', 'ending_before=evt_1'])(
    'returns 400 with %s',
    async (query) => {
      const reply = await (await setUp(0)).shop.get(`/v2/core/events?${query}`);
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 'invalid_fields' } } });
    },
  );
});
