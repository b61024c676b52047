import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import type { DeliveryLimits } from '../../../../lambdas/core/destination/limits/delivery-limits.ts';
import { aDestination, T0 } from '../../../doubles/factories.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';
import { virtualLanes } from '../../../doubles/virtual-lanes.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const { id } = aDestination();

/** A destination with a limit, for which deliveries stand in line. */
function setUp(perSecond: number, events: number) {
  const world = virtualLanes(aDestination({ deliveryLimits: { perSecond } }));
  world.publish(id, events);
  const all = async (until: number) => {
    await world.time.runUntil(T0 + until, () => world.of(id).length >= events);
    return world.of(id);
  };
  return {
    world,
    all,
    /** Changes the limits at a time, and returns when all deliveries have arrived. */
    async changed(at: number, limits: DeliveryLimits | undefined, until: number) {
      await world.time.runUntil(T0 + at);
      const { deliveryLimits: _before, ...rest } = world.destinations.rows.get(id) as Destination;
      world.destinations.rows.set(id, { ...rest, ...(limits ? { deliveryLimits: limits } : {}) } as Destination);
      return all(until);
    },
  };
}

describe('deliveries in line follow a change of the limit', () => {
  test('when it is raised: at most 15 minutes of the former line are left, and the rest is sent at the new rate', async () => {
    const { changed } = setUp(1, 5000);
    const at = await changed(5 * MINUTE, { perSecond: 100 }, 60 * MINUTE);
    expect(at).toHaveLength(5000);
    expect(at.at(-1)).toBeLessThan(15 * MINUTE + 5 * SECOND);
    // 4,000 had no position yet: they take 40 s, from the next sweep on.
    expect(at.filter((one) => one < 7.5 * MINUTE).length).toBeGreaterThan(4000);
    expect(mostInASecond(at)).toBeLessThanOrEqual(120);
  });

  test('when it is removed', async () => {
    const { changed } = setUp(1, 3000);
    const at = await changed(5 * MINUTE, undefined, 60 * MINUTE);
    expect(at).toHaveLength(3000);
    expect(at.at(-1)).toBeLessThan(15 * MINUTE + 5 * SECOND);
    expect(at.filter((one) => one < 8 * MINUTE).length).toBeGreaterThan(2000);
  });

  test('when it is lowered: no second has more than the new limit', async () => {
    const { changed } = setUp(20, 4000);
    const at = await changed(MINUTE, { perSecond: 2 }, 60 * MINUTE);
    expect(at).toHaveLength(4000);
    const after = at.filter((one) => one > MINUTE + 2 * SECOND);
    expect(mostInASecond(after)).toBeLessThanOrEqual(3);
    const seconds = (Number(after.at(-1)) - Number(after[0])) / SECOND;
    expect(Math.abs(seconds / (after.length / 2) - 1)).toBeLessThan(0.05);
  });
});

test('a burst that is longer than the line is as exact, and what is published later is delivered later', async () => {
  const { world, all } = setUp(5, 5500);
  let late: string[] = [];
  world.time.at(T0 + 16 * MINUTE, () => {
    late = world.publish(id, 100);
  });
  await all(60 * MINUTE);
  await world.time.runUntil(T0 + 60 * MINUTE);
  const at = world.of(id);
  expect(at).toHaveLength(5600);
  expect(Math.abs(Number(at.at(-1)) / (1120 * SECOND) - 1)).toBeLessThan(0.05);
  expect(mostInASecond(at)).toBeLessThanOrEqual(6);
  const order = world.arrivals.map(({ event }) => event);
  expect(new Set(order.slice(-100))).toEqual(new Set(late));
  // Nothing is left to do for the sweep, and the next event is attempted at once.
  expect(world.watchList.rows.size).toBe(0);
  world.publish(id, 1);
  await world.time.runUntil(T0 + 60 * MINUTE + SECOND);
  expect(world.of(id)).toHaveLength(5601);
});

test('a destination that receives as many events as its limit permits does not keep a backlog', async () => {
  const { world } = setUp(2, 2200);
  // One a second, so that the burst is over after 2,200 seconds.
  for (let second = 1; second < 3000; second++) world.time.at(T0 + second * SECOND, () => world.publish(id, 1));
  await world.time.runUntil(T0 + 3000 * SECOND);
  expect(world.of(id).length).toBeGreaterThan(5190);
  expect(mostInASecond(world.of(id))).toBeLessThanOrEqual(3);
  expect(world.watchList.rows.size).toBe(0);
});
