import { BatchWriteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createEventStore,
  eventFromItem,
  eventToItem,
} from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import type { WaybillEvent } from '../../../../lambdas/core/event/event.ts';
import type { EventStore } from '../../../../lambdas/core/event/ports.ts';
import { eventKeyAt, newId, publishedAt } from '../../../../lambdas/core/ids.ts';
import { anEvent, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let store: EventStore;

const tables = { eventsTable: 'events', controlTable: 'control', shards: 1 };

beforeAll(async () => {
  dynamo = await startDynamo();
  store = createEventStore({ ...tables, client: dynamo.client });
});
afterAll(() => dynamo.stop());

let second = 0;
/** Returns events one second apart, oldest first, of a new account. */
function series(account: string, count: number, typeOf = (_index: number) => 'invoice.paid'): WaybillEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const key = newId('evt_', T0 + ++second * 1000, Math.random);
    return anEvent({ account, key, id: key, type: typeOf(index) });
  });
}

test.each([
  ['small', { object: { id: 'in_1' } }],
  ['compressed', { object: { text: 'ab'.repeat(5_000) }, previous_attributes: { text: null } }],
  ['unicode', { object: { 'ключ 🔑': '値\u0000\u2028"\\', '': [null, 1.5e300, true, [[]]] } }],
  ['prototype keys', JSON.parse('{"object":{"__proto__":{"x":1},"constructor":2}}')],
])('an event comes back as it was stored: %s', async (_name, data) => {
  const [event] = series('acct_a', 1).map((one) => ({ ...one, data })) as [WaybillEvent];
  await store.putFresh([event]);
  expect(JSON.stringify(await store.getById(event, event.id))).toBe(JSON.stringify(event));
});

test('an event is read with the keys of its request and of its object in their order, which an endpoint receives', async () => {
  const [event] = series('acct_a', 1) as [WaybillEvent];
  const made: WaybillEvent = {
    ...event,
    relatedObject: { id: 'in_1', type: 'invoice', url: '/v1/invoices/in_1' },
    request: { id: 'req_1', idempotency_key: 'order-17' },
  };
  await store.putFresh([made]);
  const stored = (await store.getById(event, event.id)) as WaybillEvent;
  expect(JSON.stringify([stored.relatedObject, stored.request])).toBe(
    JSON.stringify([made.relatedObject, made.request]),
  );
});

test.each([
  ['short', { object: { id: 'in_1' } }],
  ['long', { object: { text: 'ab'.repeat(500) } }],
])('rows of both formats are read and listed by any store: %s', async (_name, data: WaybillEvent['data']) => {
  const events = series(`acct_formats_${_name}`, 2).map((one) => ({ ...one, data })) as [WaybillEvent, WaybillEvent];
  const compact = createEventStore({ ...tables, client: dynamo.client, rowFormat: 'compact' });
  await store.putFresh([events[0]]);
  await compact.putFresh([events[1]]);
  expect(eventToItem(events[0])).toHaveProperty('body');
  expect(eventToItem(events[1], 'compact')).not.toHaveProperty('body');
  for (const one of [store, compact]) {
    expect(await one.getById(events[0], events[0].id)).toEqual(events[0]);
    expect((await one.list(events[0], { limit: 2 })).items).toEqual([events[1], events[0]]);
  }
});

test('a row of a later version is an error that names the version', () => {
  const item = eventToItem(anEvent());
  expect(() => eventFromItem({ ...item, content: { B: Buffer.of(9) } })).toThrow('version 9');
});

test('an event is read with its warnings, and with the mark that its type was not in the catalog', async () => {
  const [event] = series('acct_a', 1) as [WaybillEvent];
  const marked: WaybillEvent = {
    ...event,
    warnings: [{ pointer: '/größe~1', message: 'is required.' }],
    uncatalogued: true,
  };
  await store.putFresh([marked]);
  expect(await store.getById(event, event.id)).toEqual(marked);
  expect((await store.list(event, { limit: 1 })).items).toEqual([marked]);
});

test('a 1 KB event takes one write unit', () => {
  const words = 'amount_due customer collection_method currency discount description status total'.split(' ');
  const object = Object.fromEntries(
    words.map((word, index) => [word, `${word}_${(index * 7919) ** 3}_${word}_a_value_of_some_length`]),
  );
  const event = { ...anEvent(), data: { object: { ...object, lines: words.map((word) => ({ word, quantity: 1 })) } } };
  expect(JSON.stringify(event.data).length).toBeGreaterThan(800);
  const size = Object.entries(eventToItem(event)).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
  expect(size).toBeLessThan(1024);
});

/** Item size by the rules of https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(value: object): number {
  const [[kind, content]] = Object.entries(value) as [[string, unknown]];
  if (kind === 'L') return 3 + (content as object[]).reduce((sum, one) => sum + 1 + sizeOf(one), 0);
  if (kind === 'M') {
    return 3 + Object.entries(content as object).reduce((sum, [name, one]) => sum + 1 + name.length + sizeOf(one), 0);
  }
  if (kind === 'B') return (content as Uint8Array).length;
  return kind === 'S'
    ? Buffer.byteLength(content as string)
    : kind === 'N'
      ? Math.ceil(String(content).length / 2) + 1
      : 1;
}

test('an event that happened long ago has the same retention as any other', () => {
  const seconds = (created: number) => Number(eventToItem(anEvent({ created })).expires_at?.N);
  expect(seconds(1)).toBe(seconds(T0 / 1000));
  expect(seconds(1)).toBeGreaterThan(publishedAt(anEvent().key) / 1000);
});

test('putIfAbsent stores once and then returns the stored event', async () => {
  const [event] = series('acct_b', 1) as [WaybillEvent];
  expect(await store.putIfAbsent(event)).toBeUndefined();
  expect(await store.putIfAbsent({ ...event, type: 'other.type' })).toEqual(event);
});

test('a chosen id is bound once, also when two claim it at the same time, and finds its event', async () => {
  const [event] = series('acct_c', 1).map((one) => ({ ...one, id: 'evt_order-17' })) as [WaybillEvent];
  const keys = await Promise.all([event.key, 'evt_b', 'evt_c'].map((key) => store.claimId(event, 'evt_order-17', key)));
  expect(new Set(keys).size).toBe(1);
  await store.putFresh([{ ...event, key: keys[0] as string }]);
  expect(await store.getById(event, 'evt_order-17')).toMatchObject({ id: 'evt_order-17', key: keys[0] });
});

test('a chosen id in the form of a key finds its event, and is no key', async () => {
  const [event] = series('acct_g', 1) as [WaybillEvent];
  const chosen = { ...event, id: newId('evt_', T0 - 1000, Math.random) };
  await store.claimId(chosen, chosen.id, chosen.key);
  await store.putFresh([chosen]);
  expect(await store.getById(chosen, chosen.id)).toEqual(chosen);
  expect(await store.keyOf(chosen, chosen.id)).toBe(chosen.key);
  expect(await store.keyOf(chosen, chosen.key)).toBe(chosen.key);
  expect(await store.keyOf(chosen, 'evt_unknown')).toBeUndefined();
});

test('an id is bound to another key only while it is bound to the expected one', async () => {
  const tenant = { account: 'acct_h', mode: 'live' } as const;
  await store.claimId(tenant, 'evt_late', 'evt_1');
  const keys = await Promise.all(['evt_2', 'evt_3'].map((to) => store.rebindId(tenant, 'evt_late', 'evt_1', to)));
  expect(new Set(keys).size).toBe(1);
  expect(await store.keyOf(tenant, 'evt_late')).toBe(keys[0]);
});

test('events of a batch that the table refuses are returned, and the others are stored', async () => {
  const [throttled, stored] = series('acct_i', 2) as [WaybillEvent, WaybillEvent];
  const client = clientThatRefuses(throttled.key);
  const refusing = createEventStore({ ...tables, client });
  expect(await refusing.putFresh([throttled, stored])).toEqual([throttled]);
  expect((await store.list(stored, { limit: 10 })).items).toEqual([stored]);
});

/** Leaves the item with this key unprocessed, as DynamoDB does when its partition is throttled. */
function clientThatRefuses(key: string): DynamoDBClient {
  const send = async (command: object) => {
    if (!(command instanceof BatchWriteItemCommand)) throw new Error('unexpected');
    const requests = command.input.RequestItems?.events ?? [];
    const taken = requests.filter(({ PutRequest }) => PutRequest?.Item?.event_id?.S !== key);
    if (taken.length > 0) await dynamo.client.send(new BatchWriteItemCommand({ RequestItems: { events: taken } }));
    return { UnprocessedItems: { events: requests.filter((one) => !taken.includes(one)) } };
  };
  return { send } as unknown as DynamoDBClient;
}

test('a chosen id is free again when its binding has expired, also before the table removes it', async () => {
  const [event] = series('acct_f', 1) as [WaybillEvent];
  const Item = { tenant: { S: 'acct_f#live' }, id: { S: 'event_id#evt_old' }, key: { S: 'evt_long_ago' } };
  await dynamo.client.send(new PutItemCommand({ TableName: 'control', Item: { ...Item, expires_at: { N: '1000' } } }));
  expect(await store.claimId(event, 'evt_old', event.key)).toBe(event.key);
  expect(await store.claimId(event, 'evt_old', 'evt_other')).toBe(event.key);
});

test('an event of another account or mode is not found', async () => {
  const [event] = series('acct_d', 1) as [WaybillEvent];
  await store.putFresh([event]);
  expect(await store.getById({ account: 'acct_e', mode: 'live' }, event.id)).toBeUndefined();
  expect(await store.getById({ account: 'acct_d', mode: 'sandbox' }, event.id)).toBeUndefined();
});

describe('list', () => {
  const tenant = { account: 'acct_list', mode: 'live' } as const;
  let events: WaybillEvent[];
  const ids = (page: { items: readonly WaybillEvent[] }) =>
    page.items.map(({ id }) => events.findIndex((e) => e.id === id));

  beforeAll(async () => {
    events = series('acct_list', 60, (index) => (index % 3 === 0 ? 'order.created' : 'invoice.paid'));
    await store.putFresh(events);
  });

  test('is newest first and shows whether there is more', async () => {
    const page = await store.list(tenant, { limit: 3 });
    expect(ids(page)).toEqual([59, 58, 57]);
    expect(page.hasMore).toBe(true);
    expect((await store.list(tenant, { limit: 60 })).hasMore).toBe(false);
  });

  test('starting_after returns older events, ending_before the next newer ones', async () => {
    const cursor = events[30]?.key as string;
    expect(ids(await store.list(tenant, { limit: 2, startingAfter: cursor }))).toEqual([29, 28]);
    expect(ids(await store.list(tenant, { limit: 2, endingBefore: cursor }))).toEqual([32, 31]);
    const last = await store.list(tenant, { limit: 100, endingBefore: cursor });
    expect(ids(last)).toEqual(Array.from({ length: 29 }, (_, index) => 59 - index));
    expect(last.hasMore).toBe(false);
  });

  test('filters by type and by group', async () => {
    const page = await store.list(tenant, { limit: 5, types: ['order.*'] });
    expect(ids(page)).toEqual([57, 54, 51, 48, 45]);
    expect(page.hasMore).toBe(true);
    expect((await store.list(tenant, { limit: 100, types: ['order.created'] })).items).toHaveLength(20);
    expect(await store.list(tenant, { limit: 5, types: ['charge.*'] })).toEqual({ items: [], hasMore: false });
  });

  test('filters by the time of the event, also when it was published long after', async () => {
    const tenant = { account: 'acct_created', mode: 'live' } as const;
    const made = series('acct_created', 10).map((event, n) => ({
      ...event,
      created: T0 / 1000 + (n === 9 ? -1e6 : n),
    }));
    await store.putFresh(made);
    const created = async (range: { from?: number; until?: number }) =>
      (await store.list(tenant, { limit: 20, created: range })).items.map((one) =>
        made.findIndex(({ id }) => id === one.id),
      );
    expect(await created({ from: T0 / 1000 + 6 })).toEqual([8, 7, 6]);
    expect(await created({ until: T0 / 1000 + 1 })).toEqual([9, 1, 0]);
    expect(await created({ from: T0 / 1000 + 2, until: T0 / 1000 + 3 })).toEqual([3, 2]);
    expect(await created({ from: T0 / 1000 + 1e6 })).toEqual([]);
  });

  test('filters by the object that an event is about, from relatedObject or from the data', async () => {
    const tenant = { account: 'acct_object', mode: 'live' } as const;
    const made = series('acct_object', 4).map((event, n) => ({
      ...event,
      data: { object: { id: `in_${n % 2}`, object: 'invoice' } },
      ...(n === 3 ? { relatedObject: { id: 'sub_1', type: 'subscription', url: '/v1/subscriptions/sub_1' } } : {}),
    }));
    await store.putFresh(made);
    const about = async (objectId: string) =>
      (await store.list(tenant, { limit: 20, objectId })).items.map((one) => made.findIndex(({ id }) => id === one.id));
    expect(await about('in_1')).toEqual([1]);
    expect(await about('in_0')).toEqual([2, 0]);
    expect(await about('sub_1')).toEqual([3]);
  });
});

test('getMany returns the events that exist, in the order of the keys', async () => {
  const made = series('acct_many', 130);
  await store.putFresh(made);
  const keys = made.map(({ key }) => key).reverse();
  const found = await store.getMany({ account: 'acct_many', mode: 'live' }, [...keys, eventKeyAt(T0)]);
  expect(found.map(({ key }) => key)).toEqual(keys);
});
