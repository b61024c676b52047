import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import type { DeliveryStore, WaitingQuery } from '../../../../lambdas/core/delivery/ports.ts';
import { waitingDelivery } from '../../../../lambdas/core/delivery/transitions.ts';
import { eventKeyAt, newId } from '../../../../lambdas/core/ids.ts';
import { aDelivery, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const storeWith = (dueShards: number, client = dynamo.client): DeliveryStore =>
  createDeliveryStore({
    client,
    deliveriesTable: 'deliveries',
    eventsTable: 'events',
    controlTable: 'control',
    dueShards,
    shards: 1,
  });

const newDestination = () => newId('ed_', T0, Math.random);

/** Returns waiting deliveries of a destination, oldest first. */
const waitingDeliveries = (destinationId: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const key = newId('evt_', T0 + index, Math.random);
    const delivery = aDelivery({
      destinationId,
      eventKey: key,
      eventId: key,
      nextAttemptAt: T0 + 5,
      heldBy: 'a message',
    });
    return waitingDelivery(delivery);
  });

test.each([1, 4])(
  'the list of a destination is read oldest first over %s shards, and shrinks as entries are removed',
  async (shards) => {
    const store = storeWith(shards);
    const destinationId = newDestination();
    const waiting = waitingDeliveries(destinationId, 30);
    for (const delivery of waiting.toReversed()) await store.addWaiting(delivery, 'acct_shop');
    for (const delivery of waitingDeliveries(newDestination(), 1)) await store.addWaiting(delivery, 'acct_shop');
    expect(await store.countWaiting(destinationId, 100)).toBe(30);
    expect(await store.countWaiting(destinationId, 8)).toBe(8);

    const read: string[] = [];
    for (let isEnd = false; !isEnd; ) {
      const page = await store.waiting(destinationId, { limit: 8 });
      read.push(...page.entries.map(({ eventKey }) => eventKey));
      expect(await store.removeWaiting(page.entries)).toEqual([]);
      isEnd = page.next === undefined;
    }
    expect(read).toEqual(waiting.map(({ eventKey }) => eventKey));
    expect(await store.waiting(destinationId, { limit: 8 })).toEqual({ entries: [] });
  },
);

test('a page starts after a key, and ends before a key', async () => {
  const store = storeWith(4);
  const destinationId = newDestination();
  const waiting = waitingDeliveries(destinationId, 12);
  for (const delivery of waiting) await store.addWaiting(delivery, 'acct_platform');
  const read = async (query: Omit<WaitingQuery, 'limit'>) => {
    const { entries } = await store.waiting(destinationId, { limit: 100, ...query });
    return entries.map(({ eventKey }) => waiting.findIndex((delivery) => delivery.eventKey === eventKey));
  };
  expect(await read({ after: eventKeyAt(T0 + 5) })).toEqual([5, 6, 7, 8, 9, 10, 11]);
  expect(await read({ before: eventKeyAt(T0 + 3) })).toEqual([0, 1, 2]);
  expect(await read({ after: eventKeyAt(T0 + 2), before: eventKeyAt(T0 + 4) })).toEqual([2, 3]);
  const { entries, next } = await store.waiting(destinationId, { limit: 4 });
  expect(await read({ after: next })).toEqual(
    Array.from({ length: 12 - entries.length }, (_, n) => n + entries.length),
  );
  expect(entries[0]).toMatchObject({ destinationAccount: 'acct_platform', waits: 1, eventKey: waiting[0]?.eventKey });
});

test('a delivery that waits again has another entry, which the removal of the first one does not remove', async () => {
  const store = storeWith(4);
  const destinationId = newDestination();
  const [first] = waitingDeliveries(destinationId, 1) as [ReturnType<typeof waitingDelivery>];
  for (const delivery of [first, first, waitingDelivery(first)]) await store.addWaiting(delivery, 'acct_shop');
  const { entries } = await store.waiting(destinationId, { limit: 10 });
  expect(entries.map(({ waits }) => waits)).toEqual([1, 2]);
  await store.removeWaiting(entries.slice(0, 1));
  expect((await store.waiting(destinationId, { limit: 10 })).entries).toEqual(entries.slice(1));
});

test('a waiting delivery is read as it was written, and its row can be replaced only by a writer that knows that it waits', async () => {
  const store = storeWith(1);
  const [waiting] = waitingDeliveries(newDestination(), 1) as [ReturnType<typeof waitingDelivery>];
  await store.replace(undefined, waiting, 'acct_shop');
  expect(await store.get(waiting.destinationId, waiting.eventKey)).toEqual(waiting);
  const { waiting: _waits, ...attempted } = waiting;
  expect(await store.replace(attempted, { ...attempted, status: 'delivered' }, 'acct_shop')).toBe(false);
  const before = { ...waiting, waits: 0 };
  expect(await store.replace(before, { ...attempted, status: 'delivered' }, 'acct_shop')).toBe(false);
  expect(await store.replace(waiting, { ...attempted, status: 'delivered' }, 'acct_shop')).toBe(true);
});
