import { expect, test } from 'vitest';
import { sweep } from '../../lambdas/core/sweep.ts';
import { aDelivery, T0 } from '../doubles/factories.ts';
import { memoryDeliveryStore, memoryQueue } from '../doubles/memory-ports.ts';

const settings = { dueShards: 2, lookAheadMs: 60_000, pageSize: 2, stopAt: T0 + 1000 };

function parked(...dueAt: number[]) {
  const deliveries = memoryDeliveryStore();
  for (const [index, nextAttemptAt] of dueAt.entries()) {
    const delivery = aDelivery({ eventKey: `evt_${index}`, parked: true, nextAttemptAt });
    deliveries.rows.set(`${delivery.destinationId} evt_${index}`, { ...delivery, destinationAccount: 'acct_shop' });
  }
  const queue = memoryQueue();
  const run = () => sweep(settings, { deliveries: deliveries.store, queue: queue.queue, now: () => T0 });
  return { deliveries, queue, run };
}

test('what is due within the period is sent with the exact rest of its wait, and taken out of the index', async () => {
  const { deliveries, queue, run } = parked(T0 - 5_000, T0 + 1, T0 + 42_500, T0 + 60_001);
  expect(await run()).toBe(3);
  expect(queue.sent.map(({ message, delaySeconds }) => [message.event.key, delaySeconds])).toEqual([
    ['evt_0', 0],
    ['evt_1', 1],
    ['evt_2', 43],
  ]);
  expect([...deliveries.rows.values()].map(({ parked: still }) => still ?? false)).toEqual([false, false, false, true]);
});

test('what the index still shows although it was taken is not sent again', async () => {
  const { deliveries, queue } = parked(T0, T0, T0);
  const fresh = await deliveries.store.due(0, T0, 2);
  const stale = { ...deliveries.store, due: async () => (reads++ < 2 ? fresh : []) };
  let reads = 0;
  await sweep({ ...settings, dueShards: 1 }, { deliveries: stale, queue: queue.queue, now: () => T0 });
  expect(reads).toBe(3);
  expect(queue.sent).toHaveLength(2);
});

test('what the queue refuses stays in the index for the next sweep', async () => {
  const { deliveries, queue, run } = parked(T0, T0);
  queue.state.refuse = true;
  expect(await run()).toBe(0);
  expect([...deliveries.rows.values()].every(({ parked: still }) => still)).toBe(true);
  queue.state.refuse = false;
  expect(await run()).toBe(2);
});
