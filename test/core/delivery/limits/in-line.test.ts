import { beforeEach, describe, expect, test } from 'vitest';
import type { Delivery, DeliveryMessage } from '../../../../lambdas/core/delivery/delivery.ts';
import { untilTurn } from '../../../../lambdas/core/delivery/limits/in-line.ts';
import type { Work } from '../../../../lambdas/core/delivery/work.ts';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { HOUR, MINUTE } from '../../../doubles/backlog-world.ts';
import { DELIVER_SETTINGS } from '../../../doubles/deliver-ports.ts';
import { deliverWorld } from '../../../doubles/deliver-world.ts';
import { aDelivery, aDestination, aMessage, anEvent, T0 } from '../../../doubles/factories.ts';

const LIMITED = aDestination({ deliveryLimits: { perSecond: 1 } });

let world: ReturnType<typeof deliverWorld>;

/** What happens to the message of a delivery. */
function until(
  position: number | undefined,
  over: Partial<DeliveryMessage> & { readonly receiveCount?: number; readonly inFlight?: number } = {},
) {
  const { receiveCount = 1, inFlight = 0, ...message } = over;
  const { event, ports } = world;
  const received = { id: 'm1', receiptHandle: 'r1', receiveCount, message: aMessage({ inline: event, ...message }) };
  const row = world.row() as Delivery | undefined;
  const queue = { ...ports.queue, inFlight: async () => inFlight };
  const work = { ports: { ...ports, queue }, settings: DELIVER_SETTINGS } as Work;
  const destination = world.destinations.rows.get(LIMITED.id) as Destination;
  return untilTurn({ received, row, event, destination }, { kind: 'later', position }, work);
}
const publishedBefore = (ms: number) => {
  const key = newId('evt_', T0 - ms, () => 0.5);
  world = deliverWorld(anEvent({ id: key, key }));
  world.destinations.rows.set(LIMITED.id, LIMITED);
};

beforeEach(() => publishedBefore(0));

test('a message with a position is hidden until then', async () => {
  expect(await until(T0 + 10 * MINUTE)).toEqual({ hideUntil: T0 + 10 * MINUTE });
  expect(world.rows()).toEqual([]);
});

test('a message that the queue may not hold is deferred to its position, which is used', async () => {
  expect(await until(T0 + 10 * MINUTE, { inFlight: 60_000 })).toBe('delete');
  expect(world.row()).toMatchObject({ status: 'pending', deferred: true, nextAttemptAt: T0 + 10 * MINUTE });
  expect(world.deliveries.waitingList.entries()).toEqual([]);
});

test('a probe asks again soon, before it counts as lost', async () => {
  expect(await until(undefined, { probe: true })).toEqual({ hideForSeconds: 10 });
});

describe('a delivery waits in the waiting list, and the sweep watches its destination', () => {
  test.each([
    ['when there is no position', undefined, {}],
    ['when its message was received too often', T0 + MINUTE, { receiveCount: 10 }],
  ])('%s', async (_when, position, over) => {
    expect(await until(position, over)).toBe('delete');
    expect(world.row()).toMatchObject({ status: 'pending', waiting: true, waits: 1 });
    expect(world.deliveries.waitingList.entries()).toHaveLength(1);
    expect(world.destinations.rows.get(LIMITED.id)?.health).toMatchObject({ circuit: 'closed', drainingSince: T0 });
    expect(world.watchList.rows.size).toBe(1);
  });

  test('unless its destination has no limits any more: then it is received again soon', async () => {
    const { get } = world.ports.destinations;
    Object.assign(world.ports.destinations, {
      get: async (...given: Parameters<typeof get>) => {
        const read = (await get(...given)) as Destination;
        const { deliveryLimits: _limits, ...rest } = read;
        return rest as Destination;
      },
    });
    expect(await until(undefined)).toEqual({ hideForSeconds: 1 });
    expect(world.rows()).toEqual([]);
  });
});

test('a resend keeps its message', async () => {
  expect(await until(undefined, { trigger: 'manual' })).toEqual({ hideUntil: T0 + 15 * MINUTE });
  expect(world.rows()).toEqual([]);
});

describe('at the end of the 72 hours', () => {
  test('a delivery without an attempt fails', async () => {
    publishedBefore(72 * HOUR);
    expect(await until(undefined)).toBe('delete');
    expect(world.row()).toMatchObject({ status: 'failed', failureReason: 'never_attempted' });
  });

  test('the retry of a delivery that was attempted late is deferred, until its own 72 hours are over', async () => {
    publishedBefore(72 * HOUR);
    const { key } = world.event;
    world.putRow(aDelivery({ eventKey: key, attemptCount: 1, firstAttemptAt: T0 - 20 * HOUR }));
    expect(await until(undefined)).toBe('delete');
    expect(world.row()).toMatchObject({ status: 'pending', deferred: true, nextAttemptAt: T0 + 15 * MINUTE });
    world.putRow(aDelivery({ eventKey: key, attemptCount: 1, firstAttemptAt: T0 - 72 * HOUR }));
    expect(await until(undefined)).toBe('delete');
    expect(world.row()).toMatchObject({ status: 'failed', failureReason: 'attempts_exhausted' });
  });
});
