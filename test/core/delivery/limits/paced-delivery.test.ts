import { expect, test } from 'vitest';
import { aDestination, aResult, T0 } from '../../../doubles/factories.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';
import { virtualLanes } from '../../../doubles/virtual-lanes.ts';

const SECOND = 1000;
const OTHER = aDestination({ id: 'ed_01KF0000000000000000000009' });
const LIMITED = aDestination({ deliveryLimits: { perSecond: 20 } });

test('a burst of 10,000 events at 20 a second takes 500 seconds, and no other destination is delayed', async () => {
  const world = virtualLanes(LIMITED, OTHER);
  world.publish(LIMITED.id, 10_000);
  for (let second = 0; second < 600; second++) world.time.at(T0 + second * SECOND, () => world.publish(OTHER.id, 1));
  await world.time.runUntil(T0 + 600 * SECOND, () => world.of(LIMITED.id).length >= 10_000);
  const at = world.of(LIMITED.id);
  expect(at).toHaveLength(10_000);
  expect(at.at(-1)).toBeGreaterThan(475 * SECOND);
  expect(at.at(-1)).toBeLessThan(525 * SECOND);
  expect(mostInASecond(at)).toBeLessThanOrEqual(24);
  for (const other of world.of(OTHER.id)) expect(other % SECOND).toBeLessThan(100);
});

test('a burst at a destination that permits few attempts at the same time does not delay another one with limits', async () => {
  const other = { ...OTHER, deliveryLimits: { perSecond: 100 } };
  const world = virtualLanes(aDestination({ deliveryLimits: { maxInFlight: 5 } }), other);
  world.publish(LIMITED.id, 4000);
  const publishedAt = new Map<string, number>();
  for (let second = 0; second < 30; second++) {
    world.time.at(T0 + second * SECOND, () => {
      for (const key of world.publish(OTHER.id, 10)) publishedAt.set(key, second * SECOND);
    });
  }
  await world.time.runUntil(T0 + 40 * SECOND);
  const delays = world.arrivals.flatMap(({ event, at }) => {
    const published = publishedAt.get(event);
    return published === undefined ? [] : [at - published];
  });
  expect(delays).toHaveLength(300);
  expect(delays.toSorted((a, b) => a - b)[296]).toBeLessThan(SECOND);
});

test('new events do not pass those in line when attempts at the same time are limited', async () => {
  const { id } = LIMITED;
  const world = virtualLanes(aDestination({ deliveryLimits: { maxInFlight: 1 } }));
  world.state.respond = async () => {
    await world.time.sleep(500);
    return aResult({ durationMs: 500 });
  };
  const burst = new Set(world.publish(id, 200));
  for (let n = 1; n < 400; n++) world.time.at(T0 + n * 250, () => world.publish(id, 1));
  await world.time.runUntil(T0 + 100 * SECOND);
  const ofBurst = world.arrivals.filter(({ event }) => burst.has(event));
  expect(ofBurst.length).toBeGreaterThan(0.9 * world.arrivals.length);
});

test('of 1,000 deliveries to a slow endpoint at most 5 are in flight, which is used for nine tenths of the time', async () => {
  const { id } = aDestination();
  const world = virtualLanes(aDestination({ deliveryLimits: { maxInFlight: 5 } }));
  let ended = 0;
  world.state.respond = async () => {
    await world.time.sleep(800);
    ended += 1;
    return aResult();
  };
  world.publish(id, 1000);
  await world.time.runUntil(T0 + 600 * SECOND, () => ended >= 1000);
  expect(world.of(id)).toHaveLength(1000);
  expect(world.state.mostInProgress.get(id)).toBe(5);
  expect((1000 / 5) * 0.8).toBeGreaterThan((0.9 * (world.time.now - T0)) / SECOND);
});
