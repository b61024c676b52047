import { describe, expect, test } from 'vitest';
import type { DueDelivery } from '../../../lambdas/core/delivery/ports.ts';
import { type SweepSettings, sweep } from '../../../lambdas/core/delivery/sweep.ts';
import { aDelivery, T0 } from '../../doubles/factories.ts';
import { memoryDeliveryStore, memoryQueue } from '../../doubles/memory-ports.ts';

const SETTINGS = { lookAheadMs: 60_000, pageSize: 2, share: 100, stopAt: T0 + 10_000 };

/** One shard, a queue, and a clock that only sending advances. */
function world(over: Partial<SweepSettings> = {}, msPerMessage = 0) {
  const deliveries = memoryDeliveryStore();
  const memory = memoryQueue();
  let now = T0;
  let deferred = 0;
  const queue: typeof memory.queue = {
    ...memory.queue,
    async send(messages) {
      now += messages.length * msPerMessage;
      return memory.queue.send(messages);
    },
  };
  const ports = { deliveries: deliveries.store, queue, now: () => now };
  return {
    ...memory,
    deliveries,
    ports,
    /** Defers a delivery for each of these times. */
    async defer(dueAt: readonly number[], destinationId = aDelivery().destinationId) {
      for (const nextAttemptAt of dueAt) {
        const delivery = aDelivery({ destinationId, eventKey: `evt_${deferred++}`, deferred: true, nextAttemptAt });
        await deliveries.store.replace(undefined, delivery, 'acct_shop');
      }
    },
    run: () => sweep(0, { ...SETTINGS, ...over }, ports),
    /** Due times of the remaining entries. */
    left: () => deliveries.dueList.entries().map(({ dueAt }) => dueAt),
  };
}

test('entries that are due within the period are sent with the remaining delay, and removed', async () => {
  const { defer, run, sent, left } = world();
  await defer([T0 - 5_000, T0 + 1, T0 + 42_500, T0 + 60_001]);
  expect(await run()).toEqual({ sent: 3, lagMs: 0 });
  expect(sent.map(({ message, delaySeconds }) => [message.event.key, delaySeconds])).toEqual([
    ['evt_0', 0],
    ['evt_1', 1],
    ['evt_2', 43],
  ]);
  expect(left()).toEqual([T0 + 60_001]);
});

test('a row that is deferred for another time has an entry for that time', async () => {
  const { deliveries, left } = world();
  const once = aDelivery({ deferred: true, nextAttemptAt: T0 });
  await deliveries.store.replace(undefined, once, 'acct_shop');
  const again = { ...once, attemptCount: 2, nextAttemptAt: T0 + 900_000 };
  await deliveries.store.replace(once, again, 'acct_shop');
  await deliveries.store.replace(again, { ...again, attemptCount: 3 }, 'acct_shop');
  expect(left()).toEqual([T0, T0 + 900_000]);
});

test('entries that the queue refuses stay in the list for the next sweep', async () => {
  const { defer, run, state, left } = world();
  await defer([T0 - 7_000, T0]);
  state.refuse = true;
  expect(await run()).toEqual({ sent: 0, lagMs: 7_000 });
  expect(left()).toHaveLength(2);
  state.refuse = false;
  expect(await run()).toEqual({ sent: 2, lagMs: 0 });
});

test('a delivery that the queue refuses does not affect the others', async () => {
  const { defer, ports, left } = world();
  await defer([T0 - 3, T0 - 2, T0 - 1]);
  const send: typeof ports.queue.send = async (messages) =>
    messages.slice(0, 1).map((outgoing) => ({ outgoing, mayBeQueued: false }));
  const seen = await sweep(0, { ...SETTINGS, pageSize: 10 }, { ...ports, queue: { send } });
  expect(seen).toEqual({ sent: 2, lagMs: 3 });
  expect(left()).toEqual([T0 - 3]);
});

describe('fairness:', () => {
  const OTHERS = Array.from({ length: 100 }, (_, n) => `ed_other_${n}`);

  test('100,000 due deliveries of one destination do not delay later ones of other destinations', async () => {
    const { defer, run, sent } = world({ pageSize: 1000, stopAt: T0 + 5_000 }, 1);
    await defer(
      Array.from({ length: 100_000 }, (_, n) => T0 - 200_000 + n),
      'ed_dead',
    );
    for (const id of OTHERS) await defer([T0], id);
    const { lagMs } = await run();
    const destinations = sent.map(({ message }) => message.destination.id);
    expect(new Set(destinations)).toEqual(new Set(['ed_dead', ...OTHERS]));
    // The first pass takes its share. The second pass uses the remaining time for the backlog.
    expect(destinations.slice(0, 200).filter((id) => id === 'ed_dead')).toHaveLength(100);
    expect(destinations.length).toBeGreaterThanOrEqual(5_000);
    expect(lagMs).toBeGreaterThan(190_000);
  });

  test('a backlog that one run can send is sent completely, oldest first', async () => {
    const { defer, run, sent, left } = world({ pageSize: 10, share: 3 });
    const dueAt = Array.from({ length: 50 }, (_, n) => T0 - 50 + n);
    await defer(dueAt, 'ed_dead');
    await defer([T0], 'ed_other');
    expect(await run()).toEqual({ sent: 51, lagMs: 0 });
    expect(sent.map(({ message }) => Number(message.event.key.slice(4)))).toEqual([
      ...[0, 1, 2, 50],
      ...dueAt.map((_, n) => n).slice(3),
    ]);
    expect(left()).toEqual([]);
  });
});

describe('an error', () => {
  test('while reading does not affect the entries that were sent, which are counted and removed', async () => {
    const { defer, ports, left } = world();
    await defer([T0 - 4_000, T0 - 3_000, T0 - 2_000, T0 - 1_000]);
    const throttled = new Error('The table is throttled.');
    let reads = 0;
    const due: typeof ports.deliveries.due = (...asked) => {
      reads += 1;
      if (reads === 2) return Promise.reject(throttled);
      return ports.deliveries.due(...asked);
    };
    const result = await sweep(0, SETTINGS, { ...ports, deliveries: { ...ports.deliveries, due } });
    expect(result).toEqual({ sent: 2, lagMs: 2_000, error: throttled });
    expect(left()).toEqual([T0 - 2_000, T0 - 1_000]);
  });

  test('of every read is reported', async () => {
    const { ports } = world();
    const gone = new Error('no table');
    const due = () => Promise.reject(gone);
    expect(await sweep(0, SETTINGS, { ...ports, deliveries: { ...ports.deliveries, due } })).toEqual({
      sent: 0,
      error: gone,
    });
  });

  test('of a removal is repaired by the next removal, and nothing is sent twice', async () => {
    const { defer, ports, sent, left } = world({ share: 1 });
    await defer([T0 - 3, T0 - 2, T0 - 1]);
    let removals = 0;
    const removeDue = async (entries: readonly DueDelivery[]) => {
      removals += 1;
      return removals === 1 ? entries : ports.deliveries.removeDue(entries);
    };
    const result = await sweep(
      0,
      { ...SETTINGS, share: 1 },
      { ...ports, deliveries: { ...ports.deliveries, removeDue } },
    );
    expect(result).toEqual({ sent: 3, lagMs: 0 });
    expect(sent).toHaveLength(3);
    expect(left()).toEqual([]);
  });

  test('of every removal ends the run after two pages, which the next run sends again', async () => {
    const { defer, ports, sent, left } = world();
    await defer([1, 2, 3, 4, 5, 6, 7, 8].map((n) => T0 - 10 + n));
    const removeDue = async (entries: readonly DueDelivery[]) => entries;
    const result = await sweep(0, SETTINGS, { ...ports, deliveries: { ...ports.deliveries, removeDue } });
    expect(result).toMatchObject({ sent: 4, lagMs: 9 });
    expect(String(result.error)).toMatch(/4 deliveries were sent, but not removed from shard 0/);
    expect([sent.length, left().length]).toEqual([4, 8]);
  });
});
