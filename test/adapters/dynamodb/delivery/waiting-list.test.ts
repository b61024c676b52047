import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import type { DeliveryStore } from '../../../../lambdas/core/delivery/ports.ts';
import { waitingDelivery } from '../../../../lambdas/core/delivery/transitions.ts';
import { DeferredWithoutRowError } from '../../../../lambdas/core/errors.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { aDelivery, T0 } from '../../../doubles/factories.ts';
import { interruptedClient } from '../../../doubles/interrupted-client.ts';
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
    for (const delivery of waiting.toReversed()) await store.replace(undefined, delivery, 'acct_shop');
    await store.replace(undefined, waitingDeliveries(newDestination(), 1)[0] as (typeof waiting)[number], 'acct_shop');
    expect(await store.countWaiting(destinationId, 100)).toBe(30);
    expect(await store.countWaiting(destinationId, 8)).toBe(8);

    const read: string[] = [];
    for (let hasMore = true; hasMore; ) {
      const page = await store.waiting(destinationId, { limit: 8 });
      expect(page.entries.length).toBeGreaterThan(0);
      read.push(...page.entries.map(({ eventKey }) => eventKey));
      expect(await store.removeWaiting(page.entries)).toEqual([]);
      hasMore = page.hasMore;
    }
    expect(read).toEqual(waiting.map(({ eventKey }) => eventKey));
    expect(await store.waiting(destinationId, { limit: 8 })).toEqual({ entries: [], hasMore: false });
  },
);

test('a page starts after an event key', async () => {
  const store = storeWith(4);
  const destinationId = newDestination();
  const waiting = waitingDeliveries(destinationId, 12);
  for (const delivery of waiting) await store.replace(undefined, delivery, 'acct_platform');
  const { entries } = await store.waiting(destinationId, { limit: 100, after: waiting[4]?.eventKey });
  expect(entries.map(({ eventKey }) => eventKey)).toEqual(waiting.slice(5).map(({ eventKey }) => eventKey));
  expect(entries[0]?.destinationAccount).toBe('acct_platform');
});

test('a waiting delivery is read as it was written, and its row can be replaced only by a writer that knows that it waits', async () => {
  const store = storeWith(1);
  const [waiting] = waitingDeliveries(newDestination(), 1) as [ReturnType<typeof waitingDelivery>];
  await store.replace(undefined, waiting, 'acct_shop');
  expect(await store.get(waiting.destinationId, waiting.eventKey)).toEqual(waiting);
  const { waiting: _waits, ...attempted } = waiting;
  expect(await store.replace(attempted, { ...attempted, status: 'delivered' }, 'acct_shop')).toBe(false);
  expect(await store.replace(waiting, { ...attempted, status: 'delivered' }, 'acct_shop')).toBe(true);
});

test('a crash leaves an entry without a row, and never a row without an entry', async () => {
  const [waiting] = waitingDeliveries(newDestination(), 1) as [ReturnType<typeof waitingDelivery>];
  const none = storeWith(1, interruptedClient(dynamo.client, 0));
  await expect(none.replace(undefined, waiting, 'acct_shop')).rejects.toThrow('The process was killed.');
  expect(await storeWith(1).countWaiting(waiting.destinationId, 10)).toBe(0);
  const half = storeWith(1, interruptedClient(dynamo.client, 1));
  await expect(half.replace(undefined, waiting, 'acct_shop')).rejects.toThrow(DeferredWithoutRowError);
  expect(await storeWith(1).countWaiting(waiting.destinationId, 10)).toBe(1);
  expect(await storeWith(1).get(waiting.destinationId, waiting.eventKey)).toBeUndefined();
});
