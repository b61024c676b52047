import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { newId } from '../../../lambdas/core/ids.ts';
import { controlApi } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anEvent, T0 } from '../../doubles/factories.ts';

const ID = aDestination().id;
const PATH = `/v2/core/event_destinations/${ID}`;
const HOUR = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();
const since = at(T0 - HOUR);

const setUp = (failed = 0) => {
  const api = controlApi();
  api.destinations.rows.set(ID, aDestination({ created: T0 - HOUR }));
  const put = (n: number, over: Partial<Delivery> = {}) => {
    const key = newId('evt_', T0 - HOUR + n * 1000, () => 0.5);
    const { nextAttemptAt: _next, ...row } = aDelivery({ eventKey: key, eventId: key, status: 'failed', ...over });
    api.deliveries.rows.set(`${ID} ${key}`, { ...row, destinationAccount: 'acct_shop' });
    return key;
  };
  const keys = Array.from({ length: failed }, (_, n) => put(n + 1));
  const shop = api.as('sk_live_shop');
  const recover = (body: object, headers?: Record<string, string>) => shop.post(`${PATH}/recover`, body, headers);
  return { ...api, shop, put, keys, recover };
};

describe('starting a recovery', () => {
  test('starts it at once and returns it', async () => {
    const { recover, queue, keys } = setUp(30);
    const { status, body } = await recover({ since });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^rcv_[0-9A-Z]{26}$/),
      object: 'event_destination_recovery',
      destination: ID,
      livemode: true,
      since,
      until: expect.stringMatching(/^2026-01-15T12:00:00/),
      statuses: ['failed'],
      types: null,
      dry_run: false,
      rate: 10,
      status: 'running',
      reason: null,
      progress: 1,
      sent: 30,
      delivered: 0,
      failed: 0,
      skipped: 0,
      created: expect.stringMatching(/^2026-01-15T12:00:00/),
      finished: null,
    });
    expect(queue.sent.map(({ message }) => message.event.key)).toEqual(keys);
  });

  test('passes on range, statuses, types and rate', async () => {
    const { recover, put, queue } = setUp(3);
    const wanted = put(10, { eventType: 'order.created', status: 'pending' });
    put(500, { eventType: 'order.created' });
    const { body } = await recover({
      since,
      until: Math.floor((T0 - HOUR) / 1000) + 100,
      statuses: ['pending', 'failed', 'pending'],
      types: ['order.*'],
      rate: 100,
    });
    expect(body).toMatchObject({
      until: at(T0 - HOUR + 100_000),
      statuses: ['pending', 'failed'],
      types: ['order.*'],
      rate: 100,
      sent: 1,
    });
    expect(queue.sent.map(({ message }) => message.event.key)).toEqual([wanted]);
  });

  test('as a dry run counts by kind and stores nothing', async () => {
    const { recover, put, events, queue, recoveries } = setUp(30);
    put(40, { status: 'pending' });
    const key = newId('evt_', T0 - HOUR / 2, () => 0.5);
    await events.store.putFresh([anEvent({ key, id: key, destinations: [] })]);
    const { status, body } = await recover({ since, dry_run: true, statuses: ['failed', 'pending', 'not_sent'] });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: null,
      object: 'event_destination_recovery',
      destination: ID,
      livemode: true,
      since,
      until: expect.any(String),
      statuses: ['failed', 'pending', 'not_sent'],
      types: null,
      dry_run: true,
      count: 32,
      counts: { failed: 30, pending: 1, unattempted: 0, not_sent: 1 },
      complete: true,
    });
    expect(queue.sent).toEqual([]);
    expect(recoveries.rows.size + recoveries.locks.size).toBe(0);
  });

  test("for the platform's @accounts destination sends events of other accounts that were never attempted", async () => {
    const { as, destinations, queue, clock } = setUp();
    const platform = as('sk_live_platform');
    const connected = aDestination({
      account: 'acct_platform',
      id: 'ed_connected',
      eventsFrom: ['@accounts'],
      created: 0,
    });
    destinations.rows.set(connected.id, connected);
    const publish = async (key: string) =>
      (await as(key).post('/v1/events', { type: 'invoice.paid', data: { object: {} } })).body.id;
    clock.now = T0 - HOUR / 2;
    const missed = [await publish('sk_live_other'), await publish('sk_live_shop'), await publish('sk_live_other')];
    const mode = 'live';
    await publish('sk_live_platform');
    await publish('sk_test_shop');
    // The queue lost all messages.
    queue.sent.length = 0;
    clock.now = T0;
    const path = `/v2/core/event_destinations/${connected.id}/recover`;
    const request = { since, statuses: ['unattempted'] };
    expect((await platform.post(path, { ...request, dry_run: true })).body).toMatchObject({ count: 3, complete: true });
    expect((await platform.post(path, request)).body).toMatchObject({ sent: 3 });
    expect(queue.sent.map(({ message }) => message.event)).toEqual([
      { account: 'acct_other', mode, key: missed[0] },
      { account: 'acct_shop', mode, key: missed[1] },
      { account: 'acct_other', mode, key: missed[2] },
    ]);
  });

  test('while one runs returns that one for the same range, and for another range a 409 that no SDK retries', async () => {
    const { recover, queue } = setUp(3);
    const first = (await recover({ since, statuses: ['failed', 'pending'] })).body;
    const again = await recover({ since, statuses: ['pending', 'failed'], rate: 50 });
    expect(again.body).toMatchObject({ id: first.id, rate: 10 });
    expect(queue.sent).toHaveLength(3);
    const other = await recover({ since, types: ['invoice.*'] });
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect(other.body.error.message).toContain(first.id);
    expect(other.headers['stripe-should-retry']).toBe('false');
    expect((await recover({ since, dry_run: true })).body.count).toBe(3);
  });

  test('with a repeated idempotency key returns the recovery as it is now, or the counts of the dry run', async () => {
    const { recover, put, recoveries } = setUp(3);
    const key = { 'idempotency-key': 'k1' };
    const first = (await recover({ since }, key)).body;
    await recoveries.add(ID, first.id, { delivered: 2, failed: 0, skipped: 0 });
    expect((await recover({ since }, key)).body).toMatchObject({ id: first.id, sent: 3, delivered: 2 });
    const dry = { 'idempotency-key': 'k2' };
    const counted = (await recover({ since, dry_run: true }, dry)).body;
    put(100);
    expect((await recover({ since, dry_run: true }, dry)).body).toEqual(counted);
  });

  test.each([
    ['since', {}],
    ['since', { since: 'yesterday' }],
    ['since', { since: at(T0 - 31 * 24 * HOUR) }],
    ['since', { since: at(T0 + HOUR) }],
    ['since', { since, until: at(T0 - 2 * HOUR) }],
    ['until', { since, until: 'now' }],
    ['statuses', { since, statuses: [] }],
    ['statuses[0]', { since, statuses: ['delivered'] }],
    ['types[0]', { since, types: ['in voice'] }],
    ['types', { since, types: [] }],
    ['dry_run', { since, dry_run: 'maybe' }],
    ['rate', { since, rate: 0 }],
    ['rate', { since, rate: 101 }],
    ['speed', { since, speed: 5 }],
  ])('with an invalid %s returns 400 and names it: %j', async (field, body) => {
    const { recover, recoveries } = setUp(1);
    const reply = await recover(body);
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'invalid_fields' } } });
    expect(reply.body.error.message.startsWith(`${field}:`)).toBe(true);
    expect(recoveries.rows.size).toBe(0);
  });

  test('accepts a range of 30 days from a caller whose clock is slightly behind', async () => {
    expect((await setUp().recover({ since: at(T0 - 30 * 24 * HOUR - 5_000) })).status).toBe(200);
  });

  test('for a disabled destination returns 400, except as a dry run', async () => {
    const { recover, destinations } = setUp(2);
    destinations.rows.set(ID, aDestination({ status: 'disabled' }));
    expect((await recover({ since })).body.error.message).toMatch(/Enable it/);
    expect((await recover({ since, dry_run: true })).body.count).toBe(2);
  });

  test("for another account's destination returns 404", async () => {
    const { as } = setUp(1);
    expect((await as('sk_live_other').post(`${PATH}/recover`, { since })).status).toBe(404);
    expect((await as('sk_test_shop').get(`${PATH}/recoveries`)).status).toBe(404);
  });
});

describe('recoveries', () => {
  const three = async () => {
    const api = setUp();
    const ids: string[] = [];
    for (const n of [3, 2, 1]) ids.push((await api.recover({ since: at(T0 - n * 60_000) })).body.id);
    return { ...api, ids };
  };

  test('are listed newest first, page by page', async () => {
    const { shop, ids } = await three();
    const first = (await shop.get(`${PATH}/recoveries?limit=2`)).body;
    const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);
    expect(idsOf(first)).toEqual([ids[2], ids[1]]);
    const second = (await shop.get(first.next_page_url)).body;
    expect(idsOf(second)).toEqual([ids[0]]);
    expect(second.next_page_url).toBeNull();
    expect(idsOf((await shop.get(second.previous_page_url)).body)).toEqual([ids[2], ids[1]]);
    expect((await shop.get(`${PATH}/recoveries?limit=0`)).status).toBe(400);
    expect((await shop.get(`${PATH}/recoveries?page=page_x`)).status).toBe(400);
  });

  test('are returned in their current state: one with all results has ended', async () => {
    const { shop, recover, recoveries, clock } = setUp(3);
    const { id } = (await recover({ since })).body;
    await recoveries.add(ID, id, { delivered: 2, failed: 1, skipped: 0 });
    clock.now += 1000;
    const { body } = await shop.get(`${PATH}/recoveries/${id}`);
    expect(body).toMatchObject({ id, status: 'succeeded', progress: 1, delivered: 2, failed: 1 });
    expect(body.finished).not.toBeNull();
    expect((await shop.get(`${PATH}/recoveries`)).body.data).toEqual([body]);
  });

  test('with an unknown id return 404', async () => {
    const { shop } = setUp();
    for (const id of ['rcv_none', 'running']) {
      expect((await shop.get(`${PATH}/recoveries/${id}`)).status).toBe(404);
      expect((await shop.post(`${PATH}/recoveries/${id}/stop`)).status).toBe(404);
    }
  });

  test('can be stopped once, and then another may start', async () => {
    const { shop, recover } = setUp(200);
    const { id } = (await recover({ since, rate: 1 })).body;
    const stopped = await shop.post(`${PATH}/recoveries/${id}/stop`);
    expect(stopped.body).toMatchObject({ id, status: 'stopped', reason: 'requested', sent: 120 });
    expect(stopped.body.progress).toBeGreaterThan(0);
    expect(stopped.body.progress).toBeLessThan(1);
    expect((await shop.post(`${PATH}/recoveries/${id}/stop`)).body).toEqual(stopped.body);
    expect((await recover({ since, types: ['invoice.*'] })).body).toMatchObject({ status: 'running' });
  });
});
