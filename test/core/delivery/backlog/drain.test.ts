import { beforeEach, describe, expect, test } from 'vitest';
import { watchShard } from '../../../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import { newDelivery, waitingDelivery } from '../../../../lambdas/core/delivery/transitions.ts';
import {
  aDrainingHealth,
  anOpenHealth,
  backlogWorld,
  HOUR,
  ID,
  MINUTE,
  SECOND,
} from '../../../doubles/backlog-world.ts';
import { T0 } from '../../../doubles/factories.ts';

let world: ReturnType<typeof backlogWorld>;
beforeEach(() => {
  world = backlogWorld(aDrainingHealth());
});

/** Adds destinations of the same shard that drain a delivery each. */
async function addOthers(count: number): Promise<void> {
  const ids = Array.from({ length: 200 }, (_, n) => `ed_01KF00000000000000000${n}`);
  for (const id of ids.filter((one) => watchShard(one) === watchShard(ID)).slice(0, count)) {
    const other = { ...world.destination(), id };
    world.destinations.rows.set(id, other);
    await world.watchList.store.add(other);
    await world.deliveries.store.addWaiting(waitingDelivery(newDelivery(world.publish(), id)), 'acct_shop');
  }
}

const delays = () => world.queue.sent.map(({ delaySeconds }) => delaySeconds);

describe('a drain', () => {
  test('sends the backlog oldest first, slowly at first, and removes the entries', async () => {
    const waiting = await world.wait(40);
    expect(await world.sweep()).toEqual({ open: 0, probes: 0, drained: 40, failed: 0, skipped: 0 });
    expect(world.sent()).toEqual(waiting.map(({ key }) => key));
    expect(world.queue.sent[0]?.message).toMatchObject({ first: false, trigger: 'automatic', waits: 1 });
    expect(world.queue.sent[0]?.message.probe).toBeUndefined();
    // 10 seconds with one, 10 with two each, then four each.
    expect(delays()?.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
    expect(delays()?.slice(28, 34)).toEqual([19, 19, 20, 20, 20, 20]);
    expect(world.waiting()).toEqual([]);
  });

  test('continues where the sweep before ended its schedule, so that no second has more than the rate', async () => {
    world = backlogWorld(aDrainingHealth({ drainingSince: T0 - HOUR }));
    await world.wait(10_000);
    const perSecond = new Map<number, number>();
    for (let minute = 0; minute < 5; minute++) {
      world.state.now = T0 + minute * MINUTE;
      world.queue.sent.length = 0;
      await world.sweep();
      for (const delay of delays()) {
        const second = minute * 60 + (delay as number);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
    }
    // 90 seconds are scheduled at first, 60 by each further sweep.
    expect([...perSecond.values()].every((count) => count <= 50)).toBe(true);
    expect(world.waiting()).toHaveLength(0);
    expect([...perSecond.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, second) => second));
  });

  test('shares the slow lane with the other drains', async () => {
    world = backlogWorld(aDrainingHealth({ drainingSince: T0 - HOUR }));
    await world.wait(1000);
    await addOthers(9);
    await world.sweep({ drainCapacityPerSecond: 4 * 50 });
    // Ten destinations of one of the four shards have 50 a second together.
    expect(world.sent().filter((_, index) => world.queue.sent[index]?.message.destination.id === ID)).toHaveLength(
      90 * 5,
    );
    expect(world.health()).toMatchObject({ drainRate: 5 });
  });

  test('shows its progress', async () => {
    world = backlogWorld(aDrainingHealth({ drainingSince: T0 - HOUR }));
    await world.wait(6000);
    await world.sweep();
    expect(world.health()).toMatchObject({
      drainRate: 50,
      drained: 4500,
      drainTotal: 6000,
      drainScheduledUntil: T0 + 90 * SECOND,
    });
    world.state.now = T0 + MINUTE;
    await world.sweep();
    expect(world.health()).toMatchObject({ drained: 6000, drainTotal: 6000 });
  });

  test('ends when nothing waits any more', async () => {
    await world.wait(3);
    await world.sweep();
    expect(world.health()?.drainingSince).toBe(T0);
    world.state.now = T0 + MINUTE;
    await world.sweep();
    expect(world.health()).toEqual({ revision: expect.any(Number), circuit: 'closed', lastSuccessAt: T0 });
  });

  test('sends what begins to wait while it runs', async () => {
    await world.wait(1);
    await world.sweep();
    const [late] = await world.wait(1);
    world.state.now = T0 + MINUTE;
    await world.sweep();
    expect(world.sent()).toContain(late?.key);
    expect(world.health()?.drainingSince).toBe(T0);
  });

  test('does not end when the circuit opens after the list was read', async () => {
    const { waiting } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, {
      waiting: async (...given: Parameters<typeof waiting>) => {
        const page = await waiting(...given);
        const { health: _before, ...rest } = world.destination();
        world.destinations.rows.set(rest.id, { ...rest, health: anOpenHealth({ revision: 5 }) } as never);
        return page;
      },
    });
    await world.sweep();
    expect(world.health()).toEqual(anOpenHealth({ revision: 5 }));
  });

  test('is scheduled by one of two sweeps at the same time', async () => {
    await world.wait(30);
    await Promise.all([world.sweep(), world.sweep()]);
    expect(new Set(world.sent()).size).toBe(30);
    expect(world.sent()).toHaveLength(30);
  });

  test('sends again what a sweep that crashed has sent and not removed, and loses nothing', async () => {
    const waiting = await world.wait(5);
    const { removeWaiting } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, {
      removeWaiting: () => Promise.reject(new Error('The process was killed.')),
    });
    await world.sweep();
    expect(world.errors).toHaveLength(1);
    Object.assign(world.ports.deliveries, { removeWaiting });
    world.state.now = T0 + 2 * MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual([...waiting, ...waiting].map(({ key }) => key));
    expect(world.waiting()).toEqual([]);
  });

  test('leaves in the list what the queue refuses', async () => {
    const waiting = await world.wait(3);
    world.queue.state.refuse = true;
    await world.sweep();
    expect(world.waiting()).toHaveLength(3);
    world.queue.state.refuse = false;
    world.state.now = T0 + 2 * MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual(waiting.map(({ key }) => key));
  });

  test('continues in the next sweep when the time is over', async () => {
    world = backlogWorld(aDrainingHealth({ drainingSince: T0 - HOUR }));
    await world.wait(500);
    const { send } = world.ports.queue;
    Object.assign(world.ports.queue, {
      send: (...given: Parameters<typeof send>) => {
        world.state.now += 30 * SECOND;
        return send(...given);
      },
    });
    await world.sweep();
    expect(world.sent()).toHaveLength(200);
    Object.assign(world.ports.queue, { send });
    world.state.now = T0 + 2 * MINUTE;
    await world.sweep();
    expect(new Set(world.sent()).size).toBe(500);
    expect(world.sent()).toHaveLength(500);
  });

  test('does not stand still when a clock that was fast has scheduled it far ahead', async () => {
    world = backlogWorld(aDrainingHealth({ drainScheduledUntil: T0 + 10 * MINUTE }));
    await world.wait(2);
    await world.sweep();
    expect(delays()).toEqual([0, 1]);
  });

  test('does not send what has waited too long', async () => {
    const [old] = await world.wait(1, T0 - 72 * HOUR - 1);
    const [fresh] = await world.wait(1);
    expect(await world.sweep()).toMatchObject({ drained: 1, failed: 1 });
    expect(world.sent()).toEqual([fresh?.key]);
    expect(world.row(old as NonNullable<typeof old>)).toMatchObject({
      status: 'failed',
      failureReason: 'destination_failing',
    });
  });

  test('follows the time scale: a period of a tenth of a second schedules whole seconds', async () => {
    await world.wait(5);
    for (let tenth = 0; tenth < 30; tenth++) {
      world.state.now = T0 + tenth * 100;
      await world.sweep({ timeScale: 600, periodMs: 100 });
    }
    expect(new Set(world.sent()).size).toBe(5);
  });
});

test('a long backlog does not delay the other destinations of its shard', async () => {
  world = backlogWorld(aDrainingHealth({ drainingSince: T0 - HOUR }));
  await world.wait(4000);
  await addOthers(20);
  await world.sweep({ drainCapacityPerSecond: 1e6 });
  expect(world.errors).toEqual([]);
  const order = world.queue.sent.map(({ message }) => message.destination.id);
  const lastOfOthers = order.findLastIndex((id) => id !== ID);
  expect(order.filter((id) => id !== ID)).toHaveLength(20);
  // A few pages of the long backlog are sent before, and none of the others waits for its end.
  expect(lastOfOthers).toBeLessThan(1000);
});
