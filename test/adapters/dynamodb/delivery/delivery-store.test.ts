import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliveryToItem } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createEventStore } from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import type { DeliveryStore, DueQuery } from '../../../../lambdas/core/delivery/ports.ts';
import { DeferredWithoutRowError, UndecodableRowError } from '../../../../lambdas/core/errors.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { aDelivery, anAttempt, anEvent, T0 } from '../../../doubles/factories.ts';
import { interruptAtEachWrite, interruptedClient } from '../../../doubles/interrupted-client.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let store: DeliveryStore;
let destinationId: string;
let sequence = 0;

const options = () => ({
  client: dynamo.client,
  deliveriesTable: 'deliveries',
  eventsTable: 'events',
  controlTable: 'control',
  dueShards: 1,
  shards: 1,
});

beforeAll(async () => {
  dynamo = await startDynamo();
  store = createDeliveryStore(options());
});
afterAll(() => dynamo.stop());
beforeEach(() => {
  destinationId = newId('ed_', T0 + ++sequence, Math.random);
});

const fresh = (over: Partial<Delivery> = {}): Delivery => {
  const key = newId('evt_', T0 + ++sequence * 1000, Math.random);
  return aDelivery({ destinationId, eventKey: key, eventId: key, ...over });
};

test('a delivery is read as it was written, with its attempts', async () => {
  const attempts = [
    anAttempt({ ok: false, httpStatus: 500, responseExcerpt: '<h1>ошибка 🔥</h1>\u0000' }),
    anAttempt({ number: 2, trigger: 'manual', timing: { dns: 1.5, connect: 2, tls: 3, first_byte: 4 } }),
  ];
  const deferred = fresh({ attempts, attemptCount: 2, deferred: true, failureReason: 'gone', eventId: 'evt_mine' });
  for (const delivery of [deferred, fresh({ heldBy: '5fea7756-0ea4-451a-a703-a558b933e274' })]) {
    expect(await store.replace(undefined, delivery, 'acct_platform')).toBe(true);
    expect(await store.get(destinationId, delivery.eventKey)).toEqual(delivery);
  }
});

test('fifty attempts with the largest possible responses fit into one row', async () => {
  const noise = (length: number, from: number) =>
    Array.from({ length }, () => String.fromCharCode(from + Math.floor(Math.random() * 90))).join('');
  const attempts = Array.from({ length: 50 }, (_, index) =>
    anAttempt({
      number: index + 1,
      ok: false,
      error: { code: 'redirect', message: noise(1000, 0x21) },
      responseHeaders: Object.fromEntries(Array.from({ length: 4 }, (_none, at) => [`x-${at}`, noise(1000, 0xa1)])),
      responseExcerpt: noise(1024, 0x21),
    }),
  );
  const delivery = fresh({ attempts, attemptCount: 50, status: 'failed' });
  expect(await store.replace(undefined, delivery, 'acct_shop')).toBe(true);
  expect((await store.get(destinationId, delivery.eventKey))?.attempts).toHaveLength(50);
});

test('a row that changed meanwhile is not overwritten', async () => {
  const first = fresh();
  await store.replace(undefined, first, 'acct_shop');
  expect(await store.replace(undefined, first, 'acct_shop')).toBe(false);
  const second = { ...first, attemptCount: 2 };
  const results = await Promise.all([1, 2, 3].map(() => store.replace(first, second, 'acct_shop')));
  expect(results.filter(Boolean)).toHaveLength(1);
});

test.each([
  ['was parked', (row: Delivery): Delivery => ({ ...row, deferred: true, nextAttemptAt: T0 + 900_000 })],
  ['got another holder', (row: Delivery): Delivery => ({ ...row, heldBy: 'another' })],
])('a row that %s meanwhile, without an attempt, is not overwritten', async (_how, change) => {
  const { heldBy: _none, ...first } = fresh({ nextAttemptAt: T0 + 30_000 });
  await store.replace(undefined, first, 'acct_shop');
  expect(await store.replace(first, change(first), 'acct_shop')).toBe(true);
  expect(await store.replace(first, { ...first, attemptCount: 2 }, 'acct_shop')).toBe(false);
  expect(await store.replace(change(first), { ...first, attemptCount: 2 }, 'acct_shop')).toBe(true);
});

test('of a delivery that succeeded twice in one batch one success is written, and the other is returned', async () => {
  const twice = fresh({ status: 'delivered' });
  const once = fresh({ status: 'delivered' });
  const delivered = [twice, once, twice].map((delivery) => ({ delivery, destinationAccount: 'acct_shop' }));
  expect(await store.putDelivered(delivered)).toEqual([delivered[2]]);
  for (const { eventKey } of [twice, once]) expect(await store.get(destinationId, eventKey)).toBeDefined();
});

/** Leaves every other item of a batch unprocessed. */
const throttled = () => {
  const half = <T>(all: readonly T[] = []) => all.filter((_, index) => index % 2 === 1);
  const send = async ({ input }: { input: { RequestItems: Record<string, unknown> } }) => {
    const [table = '', wanted] = Object.entries(input.RequestItems)[0] ?? [];
    if (Array.isArray(wanted)) {
      const left = wanted.length > 1 ? half(wanted) : wanted;
      return { UnprocessedItems: left.length > 0 ? { [table]: left } : {} };
    }
    const { Keys = [] } = wanted as { Keys?: object[] };
    return { Responses: {}, UnprocessedKeys: { [table]: { Keys: Keys.length > 1 ? half(Keys) : Keys } } };
  };
  return createDeliveryStore({
    client: { send } as never,
    deliveriesTable: 'deliveries',
    eventsTable: 'events',
    controlTable: 'control',
    dueShards: 1,
    shards: 1,
  });
};

test('what a throttled table does not take of a batch of successes is returned, and it alone', async () => {
  const delivered = [fresh(), fresh()].map((delivery) => ({ delivery, destinationAccount: 'acct_shop' }));
  expect(await throttled().putDelivered(delivered)).toEqual([delivered[1]]);
});

test('a row that could not be read is an error only when it is used', async () => {
  const deliveries = ['evt_a', 'evt_b'].map((eventKey) => ({ destinationId, eventKey }));
  const context = await throttled().readBatch({ destinations: [], deliveries, events: [] });
  expect(context.delivery(destinationId, 'evt_a')).toBeUndefined();
  expect(() => context.delivery(destinationId, 'evt_b')).toThrow('1 items were not read');
});

test('a row that cannot be decoded is an error only when it is used', async () => {
  const [damaged, whole] = [fresh(), fresh()];
  await store.putDelivered([damaged, whole].map((delivery) => ({ delivery, destinationAccount: 'acct_shop' })));
  const { client, deliveriesTable } = options();
  const Item = { ...deliveryToItem(damaged, 'acct_shop'), attempts: { L: [{ B: Buffer.from('no attempt') }] } };
  await client.send(new PutItemCommand({ TableName: deliveriesTable, Item }));
  const deliveries = [damaged, whole].map(({ eventKey }) => ({ destinationId, eventKey }));
  const context = await store.readBatch({ destinations: [], deliveries, events: [] });
  expect(context.delivery(destinationId, whole.eventKey)).toEqual(whole);
  expect(() => context.delivery(destinationId, damaged.eventKey)).toThrow(UndecodableRowError);
});

test('a batch reads rows and events in one request, also with a duplicate key', async () => {
  const delivery = fresh();
  const event = anEvent({ key: delivery.eventKey, id: delivery.eventKey });
  const events = createEventStore(options());
  const namesake = { ...event, mode: 'sandbox' as const, data: { object: { id: 'in_2' } } };
  await events.putFresh([event, namesake]);
  await store.putDelivered([{ delivery, destinationAccount: 'acct_shop' }]);
  const row = { destinationId, eventKey: delivery.eventKey };
  const context = await store.readBatch({
    destinations: [{ tenant: event, id: 'ed_nowhere' }],
    deliveries: [row, row],
    events: [event, namesake].map((one) => ({ tenant: one, key: one.key })),
  });
  expect(context.delivery(destinationId, delivery.eventKey)).toEqual(delivery);
  for (const one of [event, namesake]) expect(context.event(one, one.key)).toEqual(one);
  expect(context.destination('ed_nowhere')).toBeUndefined();
});

describe('the due list', () => {
  const listed = async (query: Partial<DueQuery> = {}) => {
    const { entries, next } = await store.due(0, { until: T0, limit: 500, ...query });
    return { next, entries: entries.filter((one) => one.destinationId === destinationId) };
  };

  test('has what is deferred, oldest first, until it is removed', async () => {
    const early = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    const late = fresh({ deferred: true, nextAttemptAt: T0 });
    const beyond = fresh({ deferred: true, nextAttemptAt: T0 + 1 });
    const held = fresh({ nextAttemptAt: T0 - 2000 });
    for (const one of [late, early, held, beyond]) await store.replace(undefined, one, 'acct_platform');
    const { entries, next } = await listed();
    expect(entries.map(({ eventKey }) => eventKey)).toEqual([early.eventKey, late.eventKey]);
    expect(next).toBeUndefined();
    expect(entries[0]).toEqual({
      shard: 0,
      destinationId,
      eventKey: early.eventKey,
      tenant: { account: 'acct_shop', mode: 'live' },
      destinationAccount: 'acct_platform',
      dueAt: T0 - 1000,
    });
    expect(await store.removeDue(entries.slice(0, 1))).toEqual([]);
    expect((await listed()).entries).toEqual(entries.slice(1));
    expect(await store.get(destinationId, early.eventKey)).toEqual(early);
  });

  test('keeps the entry of another time when one is removed', async () => {
    const once = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    await store.replace(undefined, once, 'acct_shop');
    const [seen] = (await listed()).entries;
    await store.replace(once, { ...once, attemptCount: 2, nextAttemptAt: T0 - 500 }, 'acct_shop');
    await store.removeDue(seen ? [seen] : []);
    expect((await listed()).entries).toEqual([{ ...seen, dueAt: T0 - 500 }]);
  });

  test('is read page by page, and removed by the hundred', async () => {
    for (let n = 0; n < 60; n++) {
      await store.replace(undefined, fresh({ deferred: true, nextAttemptAt: T0 - 9000 + n }), 'acct_shop');
    }
    const { entries } = await listed();
    expect(entries).toHaveLength(60);
    const seen: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await listed({ limit: 25, after });
      seen.push(...page.entries);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(entries);
    expect(await store.removeDue(entries)).toEqual([]);
    expect((await listed()).entries).toEqual([]);
  });

  test('names what could not be removed', async () => {
    const one = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    await store.replace(undefined, one, 'acct_shop');
    const { entries } = await listed();
    const elsewhere = createDeliveryStore({ ...options(), deliveriesTable: 'nowhere' });
    expect(await elsewhere.removeDue(entries)).toEqual(entries);
  });

  test('has an entry for every deferred row, whenever the worker dies that defers it', async () => {
    const one = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    const left: { hasRow: boolean; entries: number }[] = [];
    await interruptAtEachWrite(dynamo.client, async (client) => {
      const deferred = createDeliveryStore({ ...options(), client }).replace(undefined, one, 'acct_shop');
      const done = await deferred.catch(() => false);
      const row = await store.get(destinationId, one.eventKey);
      left.push({ hasRow: row !== undefined, entries: (await listed()).entries.length });
      return done;
    });
    expect(left).toEqual([
      { hasRow: false, entries: 0 },
      { hasRow: false, entries: 1 },
      { hasRow: true, entries: 1 },
    ]);
  });

  test('moves a delivery whose row was not written: the caller knows that it is in the list', async () => {
    const one = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    const deferred = createDeliveryStore({ ...options(), client: interruptedClient(dynamo.client, 1) });
    await expect(deferred.replace(undefined, one, 'acct_shop')).rejects.toThrow(DeferredWithoutRowError);
    const none = createDeliveryStore({ ...options(), client: interruptedClient(dynamo.client, 0) });
    await expect(none.replace(undefined, one, 'acct_shop')).rejects.toThrow('The process was killed.');
    expect((await listed()).entries).toHaveLength(1);
  });

  test('is not seen among the deliveries', async () => {
    const one = fresh({ deferred: true, nextAttemptAt: T0 - 1000 });
    await store.replace(undefined, one, 'acct_shop');
    expect((await store.list(destinationId, { limit: 10 })).items).toEqual([one]);
  });
});

test('a list pages in both directions and filters by status, type and time', async () => {
  const all = Array.from({ length: 12 }, (_, index) =>
    fresh({ status: index % 2 ? 'delivered' : 'failed', eventType: index < 6 ? 'order.created' : 'invoice.paid' }),
  );
  await store.putDelivered(all.map((delivery) => ({ delivery, destinationAccount: 'acct_shop' })));
  const list = async (query: Partial<Parameters<DeliveryStore['list']>[1]>) => {
    const { items, hasMore } = await store.list(destinationId, { limit: 3, ...query });
    return { at: items.map(({ eventKey }) => all.findIndex((one) => one.eventKey === eventKey)), hasMore };
  };
  const key = (index: number) => all[index]?.eventKey as string;
  expect(await list({})).toEqual({ at: [11, 10, 9], hasMore: true });
  expect(await list({ startingAfter: key(3) })).toEqual({ at: [2, 1, 0], hasMore: false });
  expect(await list({ endingBefore: key(3) })).toEqual({ at: [6, 5, 4], hasMore: true });
  expect(await list({ endingBefore: key(9) })).toEqual({ at: [11, 10], hasMore: false });
  expect(await list({ status: 'failed' })).toEqual({ at: [10, 8, 6], hasMore: true });
  expect(await list({ types: ['order.*'], status: 'failed', limit: 9 })).toEqual({ at: [4, 2, 0], hasMore: false });
});
