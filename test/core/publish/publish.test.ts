import { ulid } from 'ulid';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { IdempotencyError, PermissionError } from '../../../lambdas/core/errors.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import {
  type Publisher as Caller,
  type PublishResult,
  type PublishSettings,
  publishEvents,
} from '../../../lambdas/core/publish/publish.ts';
import { type Tenant, tenantKey } from '../../../lambdas/core/tenant.ts';
import { aDestination, T0 } from '../../doubles/factories.ts';
import { memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryQueue,
} from '../../doubles/memory-ports.ts';

const settings: PublishSettings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
};
/** A publisher with the same seed repeats the same call. */
type Publisher = Omit<Caller, 'seed' | 'shards' | 'repeatable'> & { readonly seed?: string };

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
let errors: unknown[];
let notified: { readonly ids: readonly string[]; readonly stored: number; readonly queued: number }[];
let prepared: string[];
let noted: string[];
let recordPublisher: (tenant: Tenant) => Promise<void>;

beforeEach(() => {
  events = memoryEventStore();
  destinations = memoryDestinationStore(aDestination());
  deliveries = memoryDeliveryStore();
  queue = memoryQueue();
  now = T0;
  [errors, notified, prepared, noted] = [[], [], [], []];
  recordPublisher = async (tenant) => void noted.push(tenantKey(tenant));
  const ports = {
    events: events.store,
    destinations: destinations.store,
    deliveries: deliveries.store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    publishers: { record: (tenant: Tenant) => recordPublisher(tenant) },
    reportInternalError: (fault: unknown) => void errors.push(fault),
    listeners: {
      prepare: ({ account }: Tenant) => void prepared.push(account),
      notify: async (all: readonly WaybillEvent[]) => {
        const ids = all.map(({ id }) => id);
        if (ids.length > 0) notified.push({ ids, stored: events.rows.size, queued: queue.sent.length });
      },
    },
    now: () => now,
    random: Math.random,
  };
  publish = (requests, { seed, ...publisher } = shop, only) => {
    const whole = { ...publisher, seed: seed ?? ulid(T0), shards: 4, repeatable: seed !== undefined };
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

  test('accounts are recorded only while a destination of the platform takes their events', async () => {
    await publish([paid]);
    expect(noted).toEqual([]);
    const connected = aDestination({ account: 'acct_platform', id: 'ed_connected', eventsFrom: ['@accounts'] });
    destinations.rows.set(connected.id, { ...connected, status: 'disabled' });
    await publish([paid], platform);
    expect(noted).toEqual([]);
    await publish([paid]);
    expect(noted).toEqual(['acct_shop#live']);
  });

  test('an account that cannot be recorded can publish', async () => {
    const connected = aDestination({ account: 'acct_platform', id: 'ed_connected', eventsFrom: ['@accounts'] });
    destinations.rows.set(connected.id, connected);
    recordPublisher = () => Promise.reject(new Error('throttled'));
    expect(eventOf((await publish([paid]))[0]).destinations).toHaveLength(2);
    expect(errors).toEqual([new Error('throttled')]);
  });

  test('modes never mix', async () => {
    expect(eventOf((await publish([paid], { ...shop, mode: 'sandbox' }))[0]).destinations).toEqual([]);
  });

  test('the events of a call keep their order in their keys', async () => {
    const results = await publish(Array.from({ length: 100 }, () => paid));
    const keys = results.map((result) => eventOf(result).key);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(100);
  });
});

describe('permission to publish', () => {
  test('an account cannot publish for another; the other events of its call are published', async () => {
    const [refused, taken] = await publish([{ ...paid, account: 'acct_other' }, paid]);
    expect(errorOf(refused)).toBeInstanceOf(PermissionError);
    expect(eventOf(taken).account).toBe('acct_shop');
    expect(events.rows.size).toBe(1);
  });

  test('the platform can publish for other accounts', async () => {
    expect(eventOf((await publish([{ ...paid, account: 'acct_shop' }], platform))[0]).account).toBe('acct_shop');
  });
});

describe('publishing twice', () => {
  test('the same id stores one event, and sends messages that read the row first', async () => {
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

  test('the same seed returns the same events', async () => {
    const first = (await publish([paid, paid], repeating)).map((result) => eventOf(result).id);
    const again = (await publish([paid, paid], repeating)).map((result) => eventOf(result).id);
    expect(again).toEqual(first);
    expect(events.rows.size).toBe(2);
  });

  test('at the same moment with one seed stores and first-sends one event; the repeat waits', async () => {
    const [claimed, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let overtaken = false;
    /** The repeat overtakes the call that claimed the key. */
    const waitIfFirst = async () => {
      if (overtaken) return;
      overtaken = true;
      claimed.resolve();
      await stored.promise;
    };
    const { putFresh, putIfAbsent } = events.store;
    events.store.putFresh = async (fresh) => {
      if (fresh.length > 0) await waitIfFirst();
      return putFresh(fresh);
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

  test('the same content is recognised although JSON has changed a number', async () => {
    const mine = { ...paid, id: 'evt_order-17', data: { object: { balance: -0 } } };
    await publish([mine]);
    for (const [key, event] of events.rows) events.rows.set(key, { ...event, data: { object: { balance: 0 } } });
    expect(eventOf((await publish([mine]))[0]).id).toBe('evt_order-17');
  });

  test('a repeat sends to the destinations of the first call, also when others were created since', async () => {
    const before = eventOf((await publish([paid], repeating))[0]);
    await destinations.store.create(aDestination({ id: 'ed_later' }), 16);
    expect(eventOf((await publish([paid], repeating))[0]).destinations).toEqual(before.destinations);
  });
});

test('a delivery whose message may be in the queue is deferred until no first attempt can be in progress', async () => {
  Object.assign(queue.state, { refuse: true, mayBeQueued: true });
  await publish([paid]);
  expect([...deliveries.rows.values()]).toMatchObject([
    { status: 'pending', deferred: true, nextAttemptAt: T0 + 150_000 },
  ]);
});

test('a delivery of a repeat that the queue refuses is deferred until no first attempt can be in progress', async () => {
  await publish([paid], repeating);
  queue.state.refuse = true;
  now = T0 + 10_000;
  await publish([paid], repeating);
  expect([...deliveries.rows.values()]).toMatchObject([
    { status: 'pending', deferred: true, nextAttemptAt: T0 + 150_000 },
  ]);
});

test('a delivery that the queue refuses is deferred and due now, so that the sweep sends it', async () => {
  queue.state.refuse = true;
  const event = eventOf((await publish([paid]))[0]);
  expect([...deliveries.rows.values()]).toMatchObject([
    { eventKey: event.key, status: 'pending', deferred: true, nextAttemptAt: T0, attemptCount: 0 },
  ]);
});

describe('an event whose tenant is throttled fails alone: the others are stored, and sent or parked', () => {
  const other: PublishRequest = { ...paid, account: 'acct_other', id: 'evt_other' };
  const throttled = new Error('The table is throttled.');
  const unlessOther =
    <Args extends [Tenant, ...unknown[]], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (args[0].account === 'acct_other') throw throttled;
      return work(...args);
    };

  test.each<[string, PublishRequest, () => void]>([
    [
      'the list of its destinations',
      other,
      () => {
        destinations.store.list = unlessOther(destinations.store.list);
      },
    ],
    [
      'the claim of its id',
      other,
      () => {
        events.store.claimId = unlessOther(events.store.claimId);
      },
    ],
    [
      'its conditional write',
      other,
      () => {
        events.store.putIfAbsent = unlessOther(events.store.putIfAbsent);
      },
    ],
    [
      'its part of the batch write',
      { ...paid, account: 'acct_other' },
      () => {
        const { putFresh } = events.store;
        events.store.putFresh = async (all) => {
          const refused = all.filter(({ account }) => account === 'acct_other');
          await putFresh(all.filter((event) => !refused.includes(event)));
          return refused;
        };
      },
    ],
  ])('%s', async (_what, request, throttle) => {
    throttle();
    const results = await publish([paid, request, { ...paid, id: 'evt_mine' }], platform);
    expect(errorOf(results[1])).toMatchObject({ status: 503, retryable: true, expose: true });
    expect([0, 2].map((index) => eventOf(results[index]).account)).toEqual(['acct_platform', 'acct_platform']);
    expect([...events.rows.values()].map(({ account }) => account)).toEqual(['acct_platform', 'acct_platform']);
  });

  test('neither its message nor its deferred row', async () => {
    Object.assign(queue.state, { refuse: true });
    await destinations.store.create(aDestination({ account: 'acct_other', id: 'ed_other' }), 16);
    const { replace } = deliveries.store;
    deliveries.store.replace = async (previous, next, account) => {
      if (next.account === 'acct_other') throw throttled;
      return replace(previous, next, account);
    };
    const requests = [
      { ...paid, account: 'acct_shop' },
      { ...paid, account: 'acct_other' },
    ];
    const [taken, failed] = await publish(requests, { ...platform, seed: ulid(T0) });
    expect(eventOf(taken).account).toBe('acct_shop');
    expect(errorOf(failed)).toMatchObject({ status: 503, retryable: true });
    expect(errors).toEqual([throttled]);
    expect([...deliveries.rows.values()]).toMatchObject([{ account: 'acct_shop', deferred: true }]);
  });

  test('and its publisher’s repeat finishes it', async () => {
    await destinations.store.create(aDestination({ account: 'acct_other', id: 'ed_other' }), 16);
    const { putIfAbsent } = events.store;
    events.store.putIfAbsent = async (event) => {
      if (event.account === 'acct_other') throw throttled;
      return putIfAbsent(event);
    };
    const requests = [
      { ...paid, account: 'acct_shop' },
      { ...paid, account: 'acct_other' },
    ];
    const repeated = { ...platform, seed: ulid(T0) };
    const [first] = await publish(requests, repeated);
    events.store.putIfAbsent = putIfAbsent;
    const again = await publish(requests, repeated);
    expect(eventOf(again[0])).toEqual(eventOf(first));
    expect(events.rows.size).toBe(2);
    const sent = queue.sent.map(({ message, delaySeconds }) => [message.destination.id, message.first, delaySeconds]);
    expect(sent).toEqual([
      [aDestination().id, true, 0],
      [aDestination().id, false, 150],
      ['ed_other', true, 0],
    ]);
  });
});

test('a call with too many deliveries to send in time is refused and stores nothing', async () => {
  const many = Array.from({ length: 33 }, (_, n) => aDestination({ id: `ed_${n}` }));
  for (const one of many) destinations.rows.set(one.id, one);
  destinations.rows.delete(aDestination().id);
  const requests = Array.from({ length: 100 }, (_, n): PublishRequest => ({ ...paid, id: `evt_${n}` }));
  await expect(publish(requests)).rejects.toMatchObject({
    code: 'invalid_fields',
    param: 'events',
    message: expect.stringMatching(/3300 .* up to 3200 /),
  });
  expect([events.rows.size, queue.sent.length]).toEqual([0, 0]);
  destinations.rows.delete('ed_0');
  expect((await publish(requests)).every((result) => 'event' in result)).toBe(true);
});

describe('a listen session', () => {
  test('is notified of all events when they are stored, and looked up before that', async () => {
    const results = await publish([paid, { ...paid, account: 'acct_other' }, { ...paid, type: 'refund.created' }]);
    const stored = results.flatMap((result) => ('event' in result ? [result.event.id] : []));
    expect(stored).toHaveLength(2);
    expect(notified).toEqual([{ ids: stored, stored: 2, queued: expect.any(Number) }]);
    expect(prepared).toEqual(['acct_shop', 'acct_shop']);
  });

  test('is notified again by a repeat, because the first call may have ended before', async () => {
    const first = eventOf((await publish([paid], repeating))[0]);
    await publish([paid], repeating);
    expect(notified.map(({ ids }) => ids)).toEqual([[first.id], [first.id]]);
  });

  test('is not notified of a ping, which is for one destination', async () => {
    await publish([paid], shop, aDestination());
    expect([notified, prepared]).toEqual([[], []]);
  });
});
