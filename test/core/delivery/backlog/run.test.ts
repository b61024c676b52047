import { describe, expect, test } from 'vitest';
import { changeHealth } from '../../../../lambdas/core/destination/health/change-health.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { aDrainingHealth, anOpenHealth, backlogWorld, HOUR, MINUTE } from '../../../doubles/backlog-world.ts';
import { T0 } from '../../../doubles/factories.ts';

describe('the watch list', () => {
  test('loses a destination for which nothing is left to do', async () => {
    const world = backlogWorld(aDrainingHealth());
    await world.sweep();
    expect(world.health()).toEqual({ revision: 2, circuit: 'closed', lastSuccessAt: T0 });
    expect(world.watchList.rows.size).toBe(1);
    await world.sweep();
    expect(world.watchList.rows.size).toBe(0);
    expect(world.health()?.revision).toBe(3);
  });

  test('loses a destination that never got the health for which it was added', async () => {
    const world = backlogWorld(undefined);
    await world.sweep();
    expect(world.watchList.rows.size).toBe(0);
    expect(world.health()).toEqual({ revision: 1, circuit: 'closed' });
  });

  test('keeps a destination for which deliveries wait although its circuit is closed, and drains them', async () => {
    const world = backlogWorld({ revision: 1, circuit: 'closed' });
    const [event] = await world.wait(1);
    await world.sweep();
    expect(world.watchList.rows.size).toBe(1);
    expect(world.health()?.drainingSince).toBe(T0);
    await world.sweep();
    expect(world.sent()).toEqual([event?.key]);
  });

  const opened = (health: DestinationHealth | undefined): DestinationHealth =>
    anOpenHealth({ revision: (health?.revision ?? 0) + 1 });

  test.each([
    'before the sweep reads the list',
    'after the sweep has read the list',
    'after the sweep has read the health',
    'after the sweep has written the health',
  ])('has every destination whose circuit opens %s', async (when) => {
    const world = backlogWorld({ revision: 1, circuit: 'closed' });
    const { store } = world.watchList;
    /** A worker that has read the health opens the circuit: it adds the destination, then it writes the health. */
    const read = world.destination();
    const open = () =>
      changeHealth(read, opened, { destinations: world.destinations.store, watchList: { add: store.add } });
    const openAfter = (target: object, name: string): void => {
      const method = (target as Record<string, (...args: unknown[]) => Promise<unknown>>)[name];
      Object.assign(target, {
        [name]: async (...args: unknown[]) => {
          const result = await method?.(...args);
          await open();
          return result;
        },
      });
    };
    if (when === 'before the sweep reads the list') await open();
    if (when === 'after the sweep has read the list') openAfter(world.ports.watchList, 'read');
    if (when === 'after the sweep has read the health') openAfter(world.ports.destinations, 'get');
    if (when === 'after the sweep has written the health') openAfter(world.ports.destinations, 'updateHealth');
    await world.sweep();
    expect(world.health()?.circuit).toBe('open');
    expect(world.watchList.rows.size).toBe(1);
  });

  test('has a destination whose worker was slow between adding it and writing the health', async () => {
    const world = backlogWorld({ revision: 1, circuit: 'closed' });
    const updateHealth = world.destinations.store.updateHealth;
    let sweeps = 0;
    await changeHealth(world.destination(), opened, {
      destinations: {
        ...world.destinations.store,
        // The sweep removes the destination after the worker has added it, and before the worker writes the health.
        updateHealth: async (...given) => {
          if (sweeps++ === 0) await world.sweep();
          return updateHealth(...given);
        },
      },
      watchList: world.watchList.store,
    });
    expect(world.health()?.circuit).toBe('open');
    expect(world.watchList.rows.size).toBe(1);
  });
});

test('a destination that cannot be read is reported, and the others are swept', async () => {
  const world = backlogWorld(anOpenHealth());
  const [event] = await world.wait(1);
  const unreadable = { ...world.destination(), id: 'ed_01KF000000000000000000000F' };
  for (let n = 0; n < 8; n++) await world.watchList.store.add({ ...unreadable, id: `${unreadable.id}${n}` });
  const { get } = world.ports.destinations;
  Object.assign(world.ports.destinations, {
    get: (...given: Parameters<typeof get>) =>
      given[1].startsWith(unreadable.id) ? Promise.reject(new Error('The table is throttled.')) : get(...given),
  });
  await world.sweep();
  expect(world.sent()).toEqual([event?.key]);
  expect(world.errors.length).toBeGreaterThan(0);
});

test('nothing is begun when the time is over', async () => {
  const world = backlogWorld(anOpenHealth());
  await world.wait(1);
  await world.sweep({ stopAt: T0 });
  expect(world.queue.sent).toEqual([]);
  world.state.now = T0 + MINUTE;
  await world.sweep();
  expect(world.queue.sent).toHaveLength(1);
});

test('a backlog is drained before deliveries fail that have waited too long', async () => {
  const world = backlogWorld(aDrainingHealth());
  await world.wait(2, T0 - 73 * HOUR);
  const [event] = await world.wait(1);
  const { send } = world.queue.queue;
  Object.assign(world.ports.queue, {
    send: (...given: Parameters<typeof send>) => {
      world.state.now = T0 + MINUTE;
      return send(...given);
    },
  });
  await world.sweep();
  expect(world.sent()).toEqual([event?.key]);
  expect(world.waiting()).toHaveLength(2);
  await world.sweep();
  expect(world.waiting()).toEqual([]);
});
