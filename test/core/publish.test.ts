import { ulid } from 'ulid';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../lambdas/core/destination.ts';
import { IdempotencyError, PermissionError } from '../../lambdas/core/errors.ts';
import type { WaybillEvent } from '../../lambdas/core/event.ts';
import { newId } from '../../lambdas/core/ids.ts';
import {
  type Publisher as Caller,
  type PublishResult,
  type PublishSettings,
  publishEvents,
} from '../../lambdas/core/publish.ts';
import type { PublishRequest } from '../../lambdas/core/publish-request.ts';
import type { Tenant } from '../../lambdas/core/tenant.ts';
import { aDestination, T0 } from '../doubles/factories.ts';
import { memoryCatalogStore } from '../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../doubles/memory-issued-keys.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryEventStore, memoryQueue } from '../doubles/memory-ports.ts';

const settings: PublishSettings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
};
/** Whoever comes with the same seed repeats the same call. */
type Publisher = Omit<Caller, 'seed' | 'repeatable'> & { readonly seed?: string };

const shop: Publisher = { account: 'acct_shop', mode: 'live', platform: false, request: null };
const platform: Publisher = { account: 'acct_platform', mode: 'live', platform: true, request: null };
const repeating: Publisher = { ...shop, seed: ulid(T0), request: { id: 'req_1', idempotency_key: 'k1' } };
const paid: PublishRequest = { type: 'invoice.paid', data: { object: { id: 'in_1' } } };

const eventOf = (result: PublishResult | undefined) => {
  if (!result || !('event' in result)) throw new Error(`not published: ${JSON.stringify(result)}`);
  return result.event;
};
const errorOf = (result: PublishResult | undefined) => (result && 'error' in result ? result.error : undefined);

let events: ReturnType<typeof memoryEventStore>;
let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let queue: ReturnType<typeof memoryQueue>;
let publish: (requests: PublishRequest[], publisher?: Publisher, only?: Destination) => Promise<PublishResult[]>;
let now: number;
let told: { readonly ids: readonly string[]; readonly stored: number; readonly queued: number }[];
let prepared: string[];

beforeEach(() => {
  events = memoryEventStore();
  destinations = memoryDestinationStore(aDestination());
  deliveries = memoryDeliveryStore();
  queue = memoryQueue();
  now = T0;
  told = [];
  prepared = [];
  const ports = {
    events: events.store,
    destinations: destinations.store,
    deliveries: deliveries.store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    listeners: {
      prepare: ({ account }: Tenant) => void prepared.push(account),
      handOver: async (all: readonly WaybillEvent[]) => {
        const ids = all.map(({ id }) => id);
        if (ids.length > 0) told.push({ ids, stored: events.rows.size, queued: queue.sent.length });
      },
    },
    now: () => now,
    random: Math.random,
  };
  publish = (requests, { seed, ...publisher } = shop, only) => {
    const whole = { ...publisher, seed: seed ?? ulid(T0), repeatable: seed !== undefined };
    return publishEvents(requests, whole, settings, ports, only);
  };
});

describe('fan-out', () => {
  test('an event is stored with its destinations and one first message goes to each', async () => {
    const second = aDestination({ id: 'ed_01KF0000000000000000000009', enabledEvents: ['invoice.*'] });
    const third = aDestination({ id: 'ed_01KF000000000000000000000A', enabledEvents: ['order.*'] });
    for (const one of [second, third]) await destinations.store.create(one, 16);
    const event = eventOf((await publish([paid]))[0]);
    expect(event.destinations.map(({ id }) => id)).toEqual([aDestination().id, second.id]);
    expect([...events.rows.values()]).toEqual([event]);
    expect(queue.sent.map(({ message }) => [message.destination.id, message.first])).toEqual([
      [aDestination().id, true],
      [second.id, true],
    ]);
  });

  test('nothing is sent to a disabled destination', async () => {
    destinations.rows.set(aDestination().id, aDestination({ status: 'disabled' }));
    expect(eventOf((await publish([paid]))[0]).destinations).toEqual([]);
    expect(queue.sent).toEqual([]);
  });

  test("the platform's @accounts destination gets another account's event; its @self one does not", async () => {
    const connected = aDestination({ account: 'acct_platform', id: 'ed_connected', eventsFrom: ['@accounts'] });
    const own = aDestination({ account: 'acct_platform', id: 'ed_own' });
    for (const one of [connected, own]) destinations.rows.set(one.id, one);
    const ids = async (publisher: Publisher) =>
      eventOf((await publish([paid], publisher))[0]).destinations.map(({ id }) => id);
    expect(await ids(shop)).toEqual([aDestination().id, 'ed_connected']);
    expect(await ids(platform)).toEqual(['ed_own']);
  });

  test('modes never mix', async () => {
    expect(eventOf((await publish([paid], { ...shop, mode: 'sandbox' }))[0]).destinations).toEqual([]);
  });

  test('a message carries a small event and not a large one', async () => {
    await publish([paid, { ...paid, data: { object: { text: 'x'.repeat(33_000) } } }]);
    expect(queue.sent.map(({ message }) => message.inline !== undefined)).toEqual([true, false]);
  });

  test('the events of a call keep their order in their keys', async () => {
    const results = await publish(Array.from({ length: 100 }, () => paid));
    const keys = results.map((result) => eventOf(result).key);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(100);
  });
});

describe('who may publish', () => {
  test('an account cannot publish for another; the rest of its call goes on', async () => {
    const [refused, taken] = await publish([{ ...paid, account: 'acct_other' }, paid]);
    expect(errorOf(refused)).toBeInstanceOf(PermissionError);
    expect(eventOf(taken).account).toBe('acct_shop');
    expect(events.rows.size).toBe(1);
  });

  test('the platform can', async () => {
    expect(eventOf((await publish([{ ...paid, account: 'acct_shop' }], platform))[0]).account).toBe('acct_shop');
  });
});

describe('publishing twice', () => {
  test('the same id stores one event, and sends again with a look at the row first', async () => {
    const mine = { ...paid, id: 'evt_order-17' };
    const first = eventOf((await publish([mine]))[0]);
    const second = eventOf((await publish([mine]))[0]);
    expect(second).toEqual(first);
    expect(first.id).toBe('evt_order-17');
    expect(events.rows.size).toBe(1);
    expect(queue.sent.map(({ message }) => message.first)).toEqual([true, false]);
  });

  test('the same id with other content is refused', async () => {
    await publish([{ ...paid, id: 'evt_order-17' }]);
    const [refused] = await publish([{ ...paid, id: 'evt_order-17', data: { object: { id: 'in_2' } } }]);
    expect(errorOf(refused)).toBeInstanceOf(IdempotencyError);
  });

  test('the same seed answers the same events', async () => {
    const first = (await publish([paid, paid], repeating)).map((result) => eventOf(result).id);
    const again = (await publish([paid, paid], repeating)).map((result) => eventOf(result).id);
    expect(again).toEqual(first);
    expect(events.rows.size).toBe(2);
  });

  test('at the same moment with one seed stores and first-sends one event; the repeat waits', async () => {
    const [claimed, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let overtaken = false;
    /** Whoever claimed the key is overtaken by the one that repeats it. */
    const waitIfFirst = async () => {
      if (overtaken) return;
      overtaken = true;
      claimed.resolve();
      await stored.promise;
    };
    const { putFresh, putIfAbsent } = events.store;
    events.store.putFresh = async (fresh) => {
      if (fresh.length > 0) await waitIfFirst();
      await putFresh(fresh);
    };
    events.store.putIfAbsent = async (event) => {
      await waitIfFirst();
      return putIfAbsent(event);
    };
    const one = publish([paid], repeating);
    await claimed.promise;
    const two = await publish([paid], repeating);
    stored.resolve();
    expect(eventOf((await one)[0])).toEqual(eventOf(two[0]));
    expect(events.rows.size).toBe(1);
    expect(queue.sent.map(({ message, delaySeconds }) => [message.first, delaySeconds])).toEqual([
      [true, 0],
      [false, 150],
    ]);
  });

  test.each([
    ['a minute old waits until no first attempt can be under way', 60, 90],
    ['as old as that goes out at once', 151, 0],
  ])('a repeat of an event that is %s', async (_what, age, delaySeconds) => {
    await publish([paid], repeating);
    now = T0 + age * 1000;
    await publish([paid], repeating);
    expect(queue.sent.at(-1)).toMatchObject({ message: { first: false }, delaySeconds });
  });

  test('the same content is recognised although JSON changed a number on its way', async () => {
    const mine = { ...paid, id: 'evt_order-17', data: { object: { balance: -0 } } };
    await publish([mine]);
    for (const [key, event] of events.rows) events.rows.set(key, { ...event, data: { object: { balance: 0 } } });
    expect(eventOf((await publish([mine]))[0]).id).toBe('evt_order-17');
  });

  test('a retry sends to the destinations of the first time, also when others were created since', async () => {
    const before = eventOf((await publish([paid], repeating))[0]);
    await destinations.store.create(aDestination({ id: 'ed_later' }), 16);
    expect(eventOf((await publish([paid], repeating))[0]).destinations).toEqual(before.destinations);
  });
});

describe('an id in the form of our own', () => {
  const day = 24 * 3_600_000;
  const idAt = (ms: number) => newId('evt_', ms, Math.random);

  test('is the key of its event, so that publishing it twice is one event', async () => {
    const mine = { ...paid, id: idAt(T0 - day) };
    expect(eventOf((await publish([mine]))[0]).key).toBe(mine.id);
    expect(eventOf((await publish([mine]))[0]).key).toBe(mine.id);
    expect(events.rows.size).toBe(1);
  });

  test.each([T0 - 16 * day, T0 + day, 0])('that says another time is refused: %d', async (ms) => {
    const [refused] = await publish([{ ...paid, id: idAt(ms) }]);
    expect(errorOf(refused)).toMatchObject({ param: 'id', status: 400 });
    expect(events.rows.size).toBe(0);
  });
});

test('what the queue may have taken is parked until no first attempt of it can be under way', async () => {
  Object.assign(queue.state, { refuse: true, mayBeQueued: true });
  await publish([paid]);
  expect([...deliveries.rows.values()]).toMatchObject([
    { status: 'pending', parked: true, nextAttemptAt: T0 + 150_000 },
  ]);
});

test('what the queue refuses is parked, due now, so that the sweep sends it', async () => {
  queue.state.refuse = true;
  const event = eventOf((await publish([paid]))[0]);
  expect([...deliveries.rows.values()]).toMatchObject([
    { eventKey: event.key, status: 'pending', parked: true, nextAttemptAt: T0, attemptCount: 0 },
  ]);
});

describe('whoever listens', () => {
  test('is told of all that is stored, when it is, and looked for from the start', async () => {
    const results = await publish([paid, { ...paid, account: 'acct_other' }, { ...paid, type: 'refund.created' }]);
    const stored = results.flatMap((result) => ('event' in result ? [result.event.id] : []));
    expect(stored).toHaveLength(2);
    expect(told).toEqual([{ ids: stored, stored: 2, queued: expect.any(Number) }]);
    expect(prepared).toEqual(['acct_shop', 'acct_shop']);
  });

  test('is told again when the publisher repeats itself: the first time may have died before', async () => {
    const first = eventOf((await publish([paid], repeating))[0]);
    await publish([paid], repeating);
    expect(told.map(({ ids }) => ids)).toEqual([[first.id], [first.id]]);
  });

  test('is not told of a ping, which is for one destination', async () => {
    await publish([paid], shop, aDestination());
    expect([told, prepared]).toEqual([[], []]);
  });
});
