import { describe, expect, test } from 'vitest';
import type { DeliveryLimits } from '../../../../lambdas/core/destination/limits/delivery-limits.ts';
import { aDrainingHealth, HOUR, MINUTE, SECOND } from '../../../doubles/backlog-world.ts';
import { aDestination, aMessage, anEvent, aResult, T0 } from '../../../doubles/factories.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';
import { virtualLanes } from '../../../doubles/virtual-lanes.ts';

const { id, account } = aDestination();
const TO = { account, id };

/** A destination for which deliveries wait for a position, while others are resent each second. */
function setUp(deliveryLimits: DeliveryLimits, { waiting, resent, minutes }: Readonly<Record<string, number>>) {
  const destination = aDestination({ deliveryLimits, health: aDrainingHealth({ drainingSince: T0 - HOUR }) });
  const world = virtualLanes(destination);
  void world.watchList.store.add(destination);
  world.state.respond = async () => {
    await world.time.sleep(500);
    return aResult();
  };
  const keys = new Set(world.publish(id, waiting as number));
  const message = aMessage({ inline: anEvent(), destination: TO, first: false, trigger: 'manual' });
  const messages = Array.from({ length: resent as number }, () => ({ message, lane: 'slow' as const }));
  for (let second = 0; second < (minutes as number) * 60; second++) {
    world.time.at(T0 + second * SECOND, () => void world.send(messages));
  }
  const run = async () => {
    await world.time.runUntil(T0 + (minutes as number) * MINUTE);
    return {
      at: world.arrivals.map(({ at }) => at),
      waited: world.arrivals.filter(({ event }) => keys.has(event)).map(({ at }) => at),
    };
  };
  return { world, run };
}

describe('deliveries that wait are attempted beside manual ones, and get half of the attempts at least', () => {
  test.each([
    ['as many', 2],
    ['far more', 8],
  ])('when %s are resent as the destination permits a second', async (_many, resent) => {
    const { world, run } = setUp({ perSecond: 2 }, { waiting: 400, resent, minutes: 5 });
    // The line is longer than the time for which the drain takes positions.
    world.pacing.rows.set(`${id}#2`, { nextPosition: T0 + 2 * MINUTE });
    const { at, waited } = await run();
    for (let minute = 2; minute < 5; minute++) {
      const inMinute = (all: readonly number[]) => all.filter((one) => Math.floor(one / MINUTE) === minute).length;
      expect(inMinute(waited)).toBeGreaterThanOrEqual(58);
      expect(inMinute(at) - inMinute(waited)).toBeGreaterThan(25);
    }
    expect(mostInASecond(at)).toBeLessThanOrEqual(3);
  });

  test('when attempts at the same time are limited', async () => {
    const { run } = setUp({ maxInFlight: 1 }, { waiting: 600, resent: 5, minutes: 6 });
    const { at, waited } = await run();
    expect(at.length).toBeGreaterThan(400);
    const fromSecondMinute = waited.filter((one) => one > 2 * MINUTE).length;
    expect(fromSecondMinute).toBeGreaterThanOrEqual((4 * 60 * 0.8) / 2);
  });
});
