import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import { disabledDestination, enabledDestination } from '../../../../lambdas/core/destination/rules.ts';
import { UndecodableRowError } from '../../../../lambdas/core/errors.ts';
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

const statuses = (world: ReturnType<typeof backlogWorld>) =>
  [...world.deliveries.rows.values()].map(({ status, failureReason }) => failureReason ?? status);
/** What has waited too long is looked for when a probe is due. */
const openLong = anOpenHealth();

describe('a delivery that waits as long as its schedule is', () => {
  test.each([
    ['live', 72 * HOUR],
    ['sandbox', 4 * HOUR + 10 * MINUTE],
  ] as const)('fails in %s mode', async (mode, longest) => {
    const world = backlogWorld(openLong, { mode });
    const [old, young] = [await world.wait(1, T0 - longest - 1), await world.wait(1, T0 - longest + SECOND)].flat();
    for (const event of [old, young]) {
      const row = world.row(event as NonNullable<typeof event>) as Delivery;
      world.putRow({ ...row, mode });
    }
    expect(await world.sweep()).toMatchObject({ open: 1, failed: 1 });
    expect(statuses(world)).toEqual(['destination_failing', 'pending']);
    expect(world.waiting()).toEqual([]);
    expect(world.sent()).toEqual([young?.key]);
  });

  test('fails under a time scale that does not divide the milliseconds', async () => {
    const world = backlogWorld(openLong);
    await world.wait(1, T0 - 72 * SECOND - 1);
    expect(await world.sweep({ timeScale: 3599 })).toMatchObject({ failed: 0, probes: 1 });
    world.state.now += HOUR;
    await world.wait(1, T0);
    expect(await world.sweep({ timeScale: 3599 })).toMatchObject({ failed: 1 });
  });

  test('fails in many steps, oldest first, until the time is over', async () => {
    const world = backlogWorld(openLong);
    const events = await world.wait(250, T0 - 80 * HOUR);
    const { readBatch } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, {
      readBatch: (...given: Parameters<typeof readBatch>) => {
        world.state.now += 30 * SECOND;
        return readBatch(...given);
      },
    });
    expect(await world.sweep()).toMatchObject({ failed: 200 });
    expect(world.waiting().sort()).toEqual(events.slice(200).map(({ key }) => key));
    expect(await world.sweep()).toMatchObject({ failed: 50 });
    expect(new Set(statuses(world))).toEqual(new Set(['destination_failing']));
  });

  test('keeps its status when it was delivered meanwhile, for example by a resend', async () => {
    const world = backlogWorld(openLong);
    const [event] = await world.wait(1, T0 - 80 * HOUR);
    world.putRow({ ...(world.row(event as NonNullable<typeof event>) as Delivery), status: 'delivered' });
    expect(await world.sweep()).toMatchObject({ failed: 0, skipped: 0 });
    expect(statuses(world)).toEqual(['delivered']);
    expect(world.waiting()).toEqual([]);
  });

  test('keeps its entry when another worker writes the row at the same time', async () => {
    const world = backlogWorld(openLong);
    await world.wait(1, T0 - 80 * HOUR);
    const { replace } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, { replace: async () => false });
    await world.sweep();
    expect(world.waiting()).toHaveLength(1);
    Object.assign(world.ports.deliveries, { replace });
    await world.sweep();
    expect(statuses(world)).toEqual(['destination_failing']);
    expect(world.waiting()).toEqual([]);
  });

  test('is not failed by an entry of a worker that found the circuit closed, while a later attempt is planned', async () => {
    const world = backlogWorld(openLong, { mode: 'sandbox' });
    const longest = 4 * HOUR + 10 * MINUTE;
    const [event] = await world.wait(1, T0 - longest - 1);
    const { waiting: _waiting, waits: _waits, ...row } = world.row(event as NonNullable<typeof event>) as Delivery;
    world.putRow({ ...row, mode: 'sandbox', heldBy: 'm1', nextAttemptAt: T0 + 25 * MINUTE });
    expect(await world.sweep()).toMatchObject({ failed: 0 });
    expect(statuses(world)).toEqual(['pending']);
    // The worker of that attempt may add the entry again, so it is not removed.
    expect(world.waiting()).toHaveLength(1);
    world.state.now = T0 + 26 * MINUTE;
    expect(await world.sweep()).toMatchObject({ failed: 1 });
  });

  test('fails although the row of another one cannot be decoded, which is reported and keeps its entry', async () => {
    const world = backlogWorld(openLong);
    const [damaged] = await world.wait(3, T0 - 80 * HOUR);
    world.damageRow(damaged as NonNullable<typeof damaged>);
    expect(await world.sweep()).toMatchObject({ failed: 2 });
    expect(world.errors).toEqual([expect.any(UndecodableRowError)]);
    expect(world.waiting()).toEqual([damaged?.key]);
  });

  test('fails when its row was never written', async () => {
    const world = backlogWorld(openLong);
    await world.wait(1, T0 - 80 * HOUR);
    world.deliveries.rows.clear();
    await world.sweep();
    expect(statuses(world)).toEqual(['destination_failing']);
  });
});

describe('a destination that is disabled', () => {
  test.each([
    ['open', anOpenHealth()],
    [
      'half-open',
      anOpenHealth({ circuit: 'half_open', probe: { eventKey: 'evt_1', account: 'acct_shop', until: T0 } }),
    ],
    ['draining', aDrainingHealth()],
  ])('fails what waits while its circuit is %s, and is healthy when it is enabled again', async (_state, health) => {
    const world = backlogWorld(health);
    await world.wait(3);
    world.destinations.rows.set(ID, disabledDestination(world.destination(), T0));
    expect(await world.sweep()).toEqual({ open: 0, probes: 0, drained: 0, failed: 3, skipped: 0 });
    expect(statuses(world)).toEqual(Array(3).fill('destination_disabled'));
    expect(world.queue.sent).toEqual([]);
    expect(world.waiting()).toEqual([]);
    expect(world.watchList.rows.size).toBe(0);
    world.destinations.rows.set(ID, enabledDestination(world.destination(), T0));
    expect(world.health()).toMatchObject({ circuit: 'closed' });
    expect(world.health()?.drainingSince).toBeUndefined();
  });

  test('stays watched while an entry cannot be removed', async () => {
    const world = backlogWorld(anOpenHealth());
    await world.wait(1);
    world.destinations.rows.set(ID, disabledDestination(world.destination(), T0));
    const { removeWaiting } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, { removeWaiting: async (all: unknown) => all });
    await world.sweep();
    expect(world.watchList.rows.size).toBe(1);
    Object.assign(world.ports.deliveries, { removeWaiting });
    await world.sweep();
    expect(world.watchList.rows.size).toBe(0);
    expect(world.waiting()).toEqual([]);
  });
});

test('what waits for a destination that was deleted fails, and the destination is not watched any more', async () => {
  const world = backlogWorld(anOpenHealth());
  await world.wait(3);
  world.destinations.rows.delete(ID);
  expect(await world.sweep()).toMatchObject({ failed: 3 });
  expect(statuses(world)).toEqual(Array(3).fill('destination_deleted'));
  expect(world.waiting()).toEqual([]);
  expect(world.watchList.rows.size).toBe(0);
});

test('a destination that is enabled while its deliveries fail keeps the others', async () => {
  const world = backlogWorld(anOpenHealth(), { status: 'disabled', disabledReason: 'user' });
  await world.wait(250);
  const { removeWaiting } = world.ports.deliveries;
  Object.assign(world.ports.deliveries, {
    removeWaiting: (...given: Parameters<typeof removeWaiting>) => {
      world.destinations.rows.set(ID, { ...world.destination(), status: 'enabled' });
      return removeWaiting(...given);
    },
  });
  expect(await world.sweep()).toMatchObject({ failed: 100 });
  expect(world.waiting()).toHaveLength(150);
  expect(world.watchList.rows.size).toBe(1);
});
