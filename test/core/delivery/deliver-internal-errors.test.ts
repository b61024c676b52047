import { beforeEach, describe, expect, test } from 'vitest';
import { horizonAt } from '../../../lambdas/core/delivery/retry-policy.ts';
import { DeferredWithoutRowError } from '../../../lambdas/core/errors.ts';
import { deliverWorld } from '../../doubles/deliver-world.ts';
import { aDestination, aMessage, anEvent, aResult, eventKeyNo, T0 } from '../../doubles/factories.ts';

let world: ReturnType<typeof deliverWorld>;
beforeEach(() => {
  world = deliverWorld();
});

const broken = (): never => {
  throw new Error('KMS did not respond.');
};
const retry = () => aMessage({ first: false });
const MINUTE = 60_000;

describe('an internal error', () => {
  test('hides the message longer each time and then defers the delivery, without an attempt or a failure', async () => {
    world.state.respond = broken;
    for (const [receiveCount, seconds] of [
      [1, 30],
      [2, 120],
      [3, 480],
    ] as const) {
      expect(await world.deliver([aMessage()], receiveCount)).toEqual(['m0']);
      expect(world.queue.hidden.get('r0')).toBe(seconds);
    }
    expect(world.deliveries.rows.size).toBe(0);
    expect(await world.deliver([aMessage()], 4)).toEqual([]);
    expect(world.row()).toMatchObject({
      status: 'pending',
      deferred: true,
      attemptCount: 0,
      eventId: world.event.id,
      nextAttemptAt: T0 + 15 * MINUTE,
    });
    expect(world.errors).toHaveLength(4);
  });

  test('is retried at fixed times after publishing, with growing intervals of an hour at most', async () => {
    world.state.respond = broken;
    for (const [waited, until] of [
      [15, 30],
      [40, 45],
      [50, 67.5],
      [600, 631.875],
    ] as const) {
      world.deliveries.rows.clear();
      world.state.now = T0 + waited * MINUTE;
      await world.deliver([retry()], 4);
      expect(world.row().nextAttemptAt).toBe(T0 + until * MINUTE);
    }
  });

  test('keeps the attempts, and the later time of a planned retry', async () => {
    world.state.respond = broken;
    world.putRow({ nextAttemptAt: T0 });
    await world.deliver([retry()], 4);
    expect(world.row()).toMatchObject({ status: 'pending', deferred: true, attemptCount: 1 });
    expect(world.row().attempts).toHaveLength(1);
  });

  test('defers at once when the queue is half full', async () => {
    world.state.respond = broken;
    world.queue.state.inFlight = 60_000;
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(world.row()).toMatchObject({ deferred: true });
  });

  test('fails a delivery only at the retry horizon, with the reason internal_error', async () => {
    world.state.respond = broken;
    const end = horizonAt('live', T0, 1);
    world.state.now = end - 1;
    await world.deliver([retry()], 4);
    expect(world.row()).toMatchObject({ status: 'pending', nextAttemptAt: end });
    world.putRow({ nextAttemptAt: end });
    world.state.now = end;
    expect(await world.deliver([retry()], 4)).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'failed', failureReason: 'internal_error', attemptCount: 1 });
  });

  test('of a table that refuses writes keeps the message in the queue', async () => {
    world.deliveries.store.replace = broken;
    world.deliveries.store.putDelivered = async (delivered) => delivered;
    for (const receiveCount of [1, 4, 19]) expect(await world.deliver([aMessage()], receiveCount)).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(900);
    expect(world.deliveries.rows.size).toBe(0);
  });

  test('of a delivery that another worker has deferred does not change it', async () => {
    world.state.respond = () => {
      world.putRow({ deferred: true, nextAttemptAt: T0 + MINUTE });
      return broken();
    };
    expect(await world.deliver([retry()], 4)).toEqual(['m0']);
    world.putRow({ nextAttemptAt: T0 });
    expect(await world.deliver([retry()], 4)).toEqual([]);
    expect(world.row()).toMatchObject({ deferred: true, nextAttemptAt: T0 + MINUTE });
  });

  test('of a message from the due list defers the delivery again', async () => {
    world.putRow({ deferred: true, nextAttemptAt: T0 });
    world.state.respond = broken;
    expect(await world.deliver([{ ...retry(), dueAt: T0 }], 4)).toEqual([]);
    const { nextAttemptAt = 0 } = world.row();
    expect(nextAttemptAt).toBeGreaterThan(T0);
    expect(world.deliveries.dueList.entries().map(({ dueAt }) => dueAt)).toEqual([nextAttemptAt]);
  });

  test('of the write of the row leaves the delivery in the due list, without duplicate messages', async () => {
    world.deliveries.store.replace = async (previous, next, account) => {
      if (!next.deferred) throw new Error('The table is throttled.');
      world.deliveries.dueList.put(previous, next, account);
      throw new DeferredWithoutRowError('The table is throttled.');
    };
    world.state.respond = broken;
    world.state.now = T0 + 3 * MINUTE;
    expect(await world.deliver([aMessage(), retry()], 4)).toEqual([]);
    expect(world.deliveries.dueList.entries().map(({ dueAt }) => dueAt)).toEqual([T0 + 15 * MINUTE]);
  });

  describe('after an error that left only the entry of the due list', () => {
    /** Delivers the sweep's message of an entry, while the row still has the former due time. */
    const later = aMessage({ first: false, dueAt: T0 + 15 * MINUTE });

    test('defers the delivery again, because the entry of the row is removed', async () => {
      world.putRow({ nextAttemptAt: T0 + MINUTE, deferred: true });
      world.state.respond = broken;
      world.state.now = T0 + 15 * MINUTE;
      expect(await world.deliver([later], 4)).toEqual([]);
      expect(world.row()).toMatchObject({ status: 'pending', deferred: true, nextAttemptAt: T0 + 30 * MINUTE });
      expect(world.deliveries.dueList.entries()).toMatchObject([{ dueAt: T0 + 30 * MINUTE }]);
    });

    test('does not defer it until the same time, because the sweep removes that entry', async () => {
      world.state.respond = broken;
      world.state.now = T0 + 15 * MINUTE - 20;
      expect(await world.deliver([later], 4)).toEqual([]);
      expect(world.row()).toMatchObject({ deferred: true, nextAttemptAt: T0 + 30 * MINUTE });
    });

    test.each([{ deferred: true }, { heldBy: 'gone' }])(
      'keeps its message where the clock is behind: %o',
      async (mover) => {
        world.putRow({ nextAttemptAt: T0 + 15 * MINUTE, ...mover });
        world.state.now = T0 + 15 * MINUTE - 20;
        expect(await world.deliver([later])).toEqual(['m0']);
        expect(world.queue.hidden.get('r0')).toBe(1);
      },
    );
  });

  test('in a resend keeps the message in the queue, because there is no row to defer', async () => {
    world.state.respond = broken;
    world.putRow({ status: 'delivered' });
    expect(await world.deliver([aMessage({ first: false, trigger: 'manual' })], 12)).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(900);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });
});

describe('a message of a batch that cannot be', () => {
  const others = Array.from({ length: 9 }, (_, index) =>
    anEvent({ key: eventKeyNo(index + 1), id: eventKeyNo(index + 1) }),
  );
  const batch = () => [aMessage(), ...others.map((inline) => aMessage({ inline }))];
  const delivered = () => [...world.deliveries.rows.values()].filter(({ status }) => status === 'delivered');

  test('recorded is the only one that stays in the queue', async () => {
    const { putDelivered, replace } = world.deliveries.store;
    const isThrottled = ({ eventKey }: { eventKey: string }) => eventKey === world.event.key;
    world.deliveries.store.putDelivered = async (all) => {
      await putDelivered(all.filter((one) => !isThrottled(one.delivery)));
      return all.filter((one) => isThrottled(one.delivery));
    };
    world.deliveries.store.replace = (previous, next, account) =>
      isThrottled(next) ? broken() : replace(previous, next, account);
    expect(await world.deliver(batch())).toEqual(['m0']);
    expect(world.queue.hidden).toEqual(new Map([['r0', 30]]));
    expect(delivered()).toHaveLength(9);
    expect(world.reports).toHaveLength(9);
  });

  test('recorded with the others is written separately', async () => {
    world.deliveries.store.putDelivered = async (all) => all;
    expect(await world.deliver(batch())).toEqual([]);
    expect(delivered()).toHaveLength(10);
    expect(world.requests).toHaveLength(10);
  });

  test('read is the only one that stays in the queue', async () => {
    const { readBatch } = world.deliveries.store;
    world.deliveries.store.readBatch = async (reads) => {
      const context = await readBatch(reads);
      return { ...context, destination: (id) => (id === 'ed_throttled' ? broken() : context.destination(id)) };
    };
    const unread = aMessage({ destination: { account: 'acct_shop', id: 'ed_throttled' } });
    expect(await world.deliver([unread, aMessage()])).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });

  test('hidden does not keep the others from being deleted', async () => {
    world.queue.queue.hide = async () => broken();
    world.destinations.rows.set('ed_broken', aDestination({ id: 'ed_broken' }));
    world.state.respond = ({ destination }) => (destination.id === 'ed_broken' ? broken() : aResult());
    const failing = aMessage({ destination: { account: 'acct_shop', id: 'ed_broken' } });
    expect(await world.deliver([failing, aMessage()])).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });
});

test('a batch that cannot be read is hidden, and nothing is attempted', async () => {
  world.deliveries.store.readBatch = async () => broken();
  expect(await world.deliver([aMessage(), retry()])).toEqual(['m0', 'm1']);
  expect([...world.queue.hidden.values()]).toEqual([30, 30]);
  expect(world.requests).toEqual([]);
});
