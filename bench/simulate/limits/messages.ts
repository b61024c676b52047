/**
 * A destination with limits and one without, message by message: the functions of both lanes and the sweep run the whole core, over
 * stores in memory and in virtual time.
 */
import type { DeliveryLimits } from '../../../lambdas/core/destination/limits/delivery-limits.ts';
import { aDestination, aResult, T0 } from '../../../test/doubles/factories.ts';
import { mostInASecond } from '../../../test/doubles/sliding-second.ts';
import { virtualLanes } from '../../../test/doubles/virtual-lanes.ts';

export interface MessageScenario {
  readonly limits: DeliveryLimits;
  /** Events a second for each of the two destinations. */
  readonly perSecond: number;
  readonly minutes: number;
  /** Milliseconds until an endpoint responds. */
  readonly respondsAfterMs: number;
}

export interface MessageResult {
  readonly scenario: MessageScenario;
  /** Attempts at the destination with limits, by minute. */
  readonly byMinute: readonly number[];
  readonly mostInASecond: number;
  readonly mostAtATime: number;
  /** Seconds from publishing until the latest attempt at the other destination started. */
  readonly latestOfOther: number;
  /** Attempts at the other destination. */
  readonly attemptsOfOther: number;
}

const OTHER = 'ed_01KF0000000000000000000009';
const MINUTE = 60_000;
/** For the last attempts at the other destination. */
const REST = 10_000;

export async function simulateMessages(scenario: MessageScenario): Promise<MessageResult> {
  const { limits, perSecond, minutes, respondsAfterMs } = scenario;
  const limited = aDestination({ deliveryLimits: limits });
  const world = virtualLanes(limited, aDestination({ id: OTHER }));
  world.state.respond = async () => {
    await world.time.sleep(respondsAfterMs);
    return aResult({ durationMs: respondsAfterMs });
  };
  const publishedAt = new Map<string, number>();
  for (let n = 0; n < minutes * 60 * perSecond; n++) {
    const at = (n * 1000) / perSecond;
    world.time.at(T0 + at, () => {
      world.publish(limited.id, 1);
      for (const key of world.publish(OTHER, 1)) publishedAt.set(key, at);
    });
  }
  await world.time.runUntil(T0 + minutes * MINUTE + REST);
  const times = world.of(limited.id);
  const others = world.arrivals.filter(({ destinationId }) => destinationId === OTHER);
  return {
    scenario,
    byMinute: Array.from({ length: minutes }, (_, minute) =>
      times.filter((at) => Math.floor(at / MINUTE) === minute),
    ).map(({ length }) => length),
    mostInASecond: mostInASecond(times),
    mostAtATime: world.state.mostInProgress.get(limited.id) ?? 0,
    latestOfOther: others.reduce((most, { event, at }) => Math.max(most, at - (publishedAt.get(event) ?? 0)), 0) / 1000,
    attemptsOfOther: others.length,
  };
}
