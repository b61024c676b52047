import { beforeEach, expect, test } from 'vitest';
import { redriveDeadLetter } from '../../../lambdas/core/delivery/dead-letter.ts';
import type { DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { horizonAt } from '../../../lambdas/core/delivery/retry-policy.ts';
import { DeferredWithoutRowError } from '../../../lambdas/core/errors.ts';
import { aDelivery, aMessage, anEvent, T0 } from '../../doubles/factories.ts';
import { memoryDeliveryStore, memoryQueue } from '../../doubles/memory-ports.ts';

const MINUTE = 60_000;
const event = anEvent();
const key = `${aDelivery().destinationId} ${event.key}`;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let queue: ReturnType<typeof memoryQueue>;
let now: number;
beforeEach(() => {
  deliveries = memoryDeliveryStore(new Map(), new Map([[event.key, event]]));
  queue = memoryQueue();
  now = T0 + 5 * 60 * MINUTE;
});

const redrive = (message: DeliveryMessage) =>
  redriveDeadLetter(message, { timeScale: 1 }, { deliveries: deliveries.store, queue: queue.queue, now: () => now });
const putRow = (over: Parameters<typeof aDelivery>[0]) =>
  deliveries.rows.set(key, { ...aDelivery(over), destinationAccount: 'acct_shop' });
const { inline: _none, ...withoutEvent } = aMessage({ first: false });
const manual = aMessage({ first: false, trigger: 'manual' });

test.each([
  ['with its event', aMessage()],
  ['that names its event', withoutEvent],
])('a dead letter %s defers its delivery, which is pending as before', async (_how, message) => {
  expect(await redrive(message)).toBe('parked');
  expect(deliveries.rows.get(key)).toMatchObject({
    status: 'pending',
    deferred: true,
    attemptCount: 0,
    nextAttemptAt: T0 + 331.875 * MINUTE,
  });
});

test('a delivery keeps its attempts, and is no longer held by the message', async () => {
  putRow({ nextAttemptAt: now, heldBy: 'm0' });
  expect(await redrive(withoutEvent)).toBe('parked');
  expect(deliveries.rows.get(key)).toMatchObject({ status: 'pending', deferred: true, attemptCount: 1 });
  expect(deliveries.rows.get(key)).not.toHaveProperty('heldBy');
});

test('a delivery whose row still has the former due time is deferred, because that entry is removed', async () => {
  putRow({ deferred: true, nextAttemptAt: T0 });
  expect(await redrive({ ...withoutEvent, dueAt: T0 + 15 * MINUTE })).toBe('parked');
  expect(deliveries.rows.get(key)).toMatchObject({ deferred: true, nextAttemptAt: T0 + 331.875 * MINUTE });
});

test.each([
  ['was delivered', { status: 'delivered' }],
  ['has failed', { status: 'failed', failureReason: 'gone' }],
  ['waits in the due list', { deferred: true, nextAttemptAt: T0 + 30 * 24 * 60 * MINUTE }],
  ['the sweep has sent another message for', { deferred: true, nextAttemptAt: T0 }],
] as const)('a dead letter of a delivery that %s changes nothing', async (_how, over) => {
  putRow(over);
  const before = { ...deliveries.rows.get(key) };
  expect(await redrive(withoutEvent)).toBe('settled');
  expect(deliveries.rows.get(key)).toEqual(before);
});

test.each([0, 24 * 60])(
  'a delivery that the due list has sent, %i minutes from now, is deferred again',
  async (minutes) => {
    const dueAt = now + minutes * MINUTE;
    putRow({ deferred: true, nextAttemptAt: dueAt });
    expect(await redrive({ ...withoutEvent, dueAt })).toBe('parked');
    expect(deliveries.rows.get(key)).toMatchObject({ status: 'pending', deferred: true });
    expect(deliveries.rows.get(key)?.nextAttemptAt).toBeGreaterThan(dueAt);
    expect(deliveries.dueList.entries().map(({ dueAt }) => dueAt)).toEqual([deliveries.rows.get(key)?.nextAttemptAt]);
  },
);

test('a delivery fails at its retry horizon, with the reason internal_error', async () => {
  now = horizonAt('live', T0, 1);
  putRow({ nextAttemptAt: T0 });
  expect(await redrive(withoutEvent)).toBe('ended');
  expect(deliveries.rows.get(key)).toMatchObject({
    status: 'failed',
    failureReason: 'internal_error',
    attemptCount: 1,
  });
});

test('a lost race is retried, so that no row stays pending without a message or an entry', async () => {
  putRow({ nextAttemptAt: now, heldBy: 'm0' });
  const { replace } = deliveries.store;
  let races = 1;
  deliveries.store.replace = async (previous, next, account) => {
    if (races-- > 0) putRow({ attemptCount: 2, nextAttemptAt: now, heldBy: 'm0' });
    return replace(previous, next, account);
  };
  expect(await redrive(withoutEvent)).toBe('parked');
  expect(deliveries.rows.get(key)).toMatchObject({ deferred: true, attemptCount: 2 });
});

test('the message stays in its queue when the table cannot be written', async () => {
  deliveries.store.replace = async () => {
    throw new Error('throttled');
  };
  await expect(redrive(withoutEvent)).rejects.toThrow('throttled');
});

test('a row that cannot be written does not change when the due list has the delivery', async () => {
  deliveries.store.replace = async (previous, next, account) => {
    deliveries.dueList.put(previous, next, account);
    throw new DeferredWithoutRowError('throttled');
  };
  expect(await redrive(withoutEvent)).toBe('parked');
  expect(deliveries.dueList.entries()).toHaveLength(1);
});

test('a resend goes to the slow lane again and does not change the delivery', async () => {
  putRow({ nextAttemptAt: now + MINUTE, heldBy: 'other' });
  const before = { ...deliveries.rows.get(key) };
  expect(await redrive(manual)).toBe('sent_again');
  expect(deliveries.rows.get(key)).toEqual(before);
  expect(queue.sent).toEqual([{ message: { ...manual, redriven: 1 }, delaySeconds: 900, lane: 'slow' }]);
});

test('a resend that the queue refuses stays in the dead-letter queue', async () => {
  queue.state.refuse = true;
  await expect(redrive(manual)).rejects.toThrow('refused a redriven message');
});

test('a resend is dropped after a day and a half of internal errors', async () => {
  expect(await redrive({ ...manual, redriven: 8 })).toBe('given_up');
  expect(queue.sent).toEqual([]);
});

test('a dead letter of an event past retention is dropped', async () => {
  deliveries = memoryDeliveryStore();
  expect(await redrive(withoutEvent)).toBe('expired');
});
