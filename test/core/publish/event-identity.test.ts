/** Repeats of an event are recognised by its identity, and its key is always made by Waybill. */

import { ulid } from 'ulid';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import type { DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { IdempotencyError } from '../../../lambdas/core/errors.ts';
import { newId, publishedAt } from '../../../lambdas/core/ids.ts';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import { type Publisher, type PublishResult, publishEvents } from '../../../lambdas/core/publish/publish.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../../doubles/deliver-ports.ts';
import { aDestination, aFailure, aResult, T0 } from '../../doubles/factories.ts';
import { memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryQueue,
} from '../../doubles/memory-ports.ts';
import { forEveryType } from '../../doubles/senders.ts';

const DAY = 24 * 3_600_000;
const shop = { account: 'acct_shop', mode: 'live' } as const;
const paid: PublishRequest = { type: 'invoice.paid', data: { object: { id: 'in_1' } } };
const nativeId = (ms: number) => newId('evt_', ms, Math.random);

let now: number;
let events: ReturnType<typeof memoryEventStore>;
let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let queue: ReturnType<typeof memoryQueue>;

beforeEach(() => {
  now = T0;
  events = memoryEventStore();
  destinations = memoryDestinationStore(aDestination());
  deliveries = memoryDeliveryStore(destinations.rows, events.rows);
  queue = memoryQueue();
});

async function publish(request: PublishRequest, publisher: Partial<Publisher> = {}): Promise<PublishResult> {
  const whole = {
    ...shop,
    platform: false,
    request: null,
    seed: ulid(now),
    shards: 4,
    repeatable: false,
    ...publisher,
  };
  const ports = {
    events: events.store,
    destinations: destinations.store,
    deliveries: deliveries.store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: () => {},
    now: () => now,
    random: Math.random,
  };
  const settings = {
    platformAccount: 'acct_platform',
    defaultApiVersion: '2026-01-01',
    eventCheck: 'off' as const,
    unknownTypes: 'allow' as const,
  };
  const [result] = await publishEvents([request], whole, settings, ports);
  return result as PublishResult;
}

const published = async (request: PublishRequest, publisher: Partial<Publisher> = {}) => {
  const result = await publish(request, publisher);
  if ('error' in result) throw result.error;
  return result.event;
};

/** Delivers the messages of the queue. @param isUp whether the endpoint accepts the event of an account */
async function deliver(messages: readonly DeliveryMessage[], isUp: (account: string) => boolean): Promise<void> {
  const sender = {
    send: async ({ event }: { event: { account: string } }) => (isUp(event.account) ? aResult() : aFailure()),
  };
  await deliverBatch(
    messages.map((message, n) => ({ id: `m${n}`, receiptHandle: `r${n}`, receiveCount: 1, message })),
    { ...DELIVER_SETTINGS, inFlightLimit: 0 },
    deliverPorts({
      deliveries: deliveries.store,
      destinations: destinations.store,
      queue: queue.queue,
      senders: forEveryType(sender),
      now: () => now,
    }),
  );
}

describe('two accounts that publish under one id, to one destination that takes the events of both', () => {
  const connected = aDestination({ account: 'acct_platform', id: 'ed_connected', eventsFrom: ['@accounts'] });

  test.each([
    ['the first fails once', 'acct_a'],
    ['the second fails once', 'acct_b'],
  ])('have each their event delivered, also when %s', async (_case, failing) => {
    destinations.rows.clear();
    destinations.rows.set(connected.id, connected);
    const id = nativeId(T0 - DAY);
    await published({ ...paid, id }, { account: 'acct_a' });
    await published({ ...paid, id }, { account: 'acct_b' });
    for (const { message } of queue.sent) await deliver([message], (account) => account !== failing);
    now = T0 + 10 * 60_000;
    await deliver(
      queue.sent.map(({ message: { inline: _inline, ...message } }) => ({ ...message, first: false })),
      () => true,
    );
    const outcomes = [...deliveries.rows.values()].map(({ account, status }) => `${account} ${status}`);
    expect(outcomes.sort()).toEqual(['acct_a delivered', 'acct_b delivered']);
  });
});

describe('an id in the form of a key', () => {
  test.each([
    ['of yesterday', T0 - DAY],
    ['of last year', T0 - 365 * DAY],
    ['of next week', T0 + 7 * DAY],
  ])('%s names its event, and does not decide its position in lists', async (_when, ms) => {
    const id = nativeId(ms);
    const event = await published({ ...paid, id });
    expect(event.id).toBe(id);
    expect(publishedAt(event.key)).toBe(T0);
    expect(await events.store.getById(shop, id)).toEqual(event);
    expect((await published({ ...paid, id })).key).toBe(event.key);
    expect(events.rows.size).toBe(1);
  });

  test('that Waybill gave to an event names that event: publishing under it repeats it', async () => {
    const event = await published(paid);
    now += 3 * DAY;
    expect(await published({ ...paid, id: event.id })).toEqual(event);
    expect(events.rows.size).toBe(1);
    const other = await publish({ ...paid, id: event.id, data: { object: { id: 'in_2' } } });
    expect('error' in other && other.error).toBeInstanceOf(IdempotencyError);
  });
});

/** A call that claims the id and ends before it stores the event. */
async function dieBeforeStoring(request: PublishRequest, publisher: Partial<Publisher> = {}): Promise<void> {
  const { putIfAbsent } = events.store;
  events.store.putIfAbsent = () => new Promise(() => {});
  publish(request, publisher).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  events.store.putIfAbsent = putIfAbsent;
  expect(events.rows.size).toBe(0);
}

describe.each<[string, PublishRequest, Partial<Publisher>]>([
  ['an id', { ...paid, id: 'evt_order-1' }, {}],
  ['an id in the form of our own', { ...paid, id: nativeId(T0 - DAY) }, {}],
  ['an idempotency key', paid, { seed: ulid(T0), repeatable: true }],
])('a call that died before it stored its event, repeated with %s', (_by, request, publisher) => {
  beforeEach(() => dieBeforeStoring(request, publisher));

  test('soon, stores the event under the same key', async () => {
    now = T0 + 50_000;
    expect(publishedAt((await published(request, publisher)).key)).toBe(T0);
  });

  test('while an earlier repeat may still be storing it, is a retryable error', async () => {
    now = T0 + 80_000;
    const result = await publish(request, publisher);
    expect('error' in result && result.error).toMatchObject({ status: 503, retryable: true });
    expect(events.rows.size).toBe(0);
  });

  test('after hours, gets a key of that time, so that the event is not behind a cursor', async () => {
    now = T0 + 5 * 3_600_000;
    const event = await published(request, publisher);
    expect(publishedAt(event.key)).toBe(now);
    now += 1000;
    expect(await published(request, publisher)).toEqual(event);
    expect(events.rows.size).toBe(1);
  });

  test('after hours by two concurrent calls, stores one event', async () => {
    now = T0 + 5 * 3_600_000;
    const [one, two] = await Promise.all([published(request, publisher), published(request, publisher)]);
    expect(two).toEqual(one);
    expect(events.rows.size).toBe(1);
  });
});

test('an event that was stored is repeated under its key however late', async () => {
  const seed = ulid(T0);
  const event = await published(paid, { seed, repeatable: true });
  for (const later of [70_000, 3_600_000]) {
    now = T0 + later;
    expect(await published(paid, { seed, repeatable: true })).toEqual(event);
  }
});
