import { expect, test } from 'vitest';
import { aDestination, T0 } from '../../../doubles/factories.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';
import { virtualLanes } from '../../../doubles/virtual-lanes.ts';

const SECOND = 1000;
const LIMITED = aDestination({ deliveryLimits: { perSecond: 20 } });

test('a burst of 2,000 events at 20 a second takes 100 seconds', async () => {
  const world = virtualLanes(LIMITED);
  world.publish(LIMITED.id, 2000);
  await world.time.runUntil(T0 + 300 * SECOND, () => world.arrivals.length >= 2000);
  const at = world.of(LIMITED.id);
  expect(new Set(world.arrivals.map(({ event }) => event)).size).toBe(2000);
  expect(at.at(-1)).toBeGreaterThan(95 * SECOND);
  expect(at.at(-1)).toBeLessThan(105 * SECOND);
  expect(mostInASecond(at)).toBeLessThanOrEqual(24);
});
