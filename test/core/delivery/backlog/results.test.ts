import { beforeEach, describe, expect, test } from 'vitest';
import { lateness } from '../../../../lambdas/core/delivery/backlog/lateness.ts';
import type { Delivery, DeliveryMessage } from '../../../../lambdas/core/delivery/delivery.ts';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import type { Lane } from '../../../../lambdas/core/destination/health/health.ts';
import { anOpenHealth, ID, MINUTE, SECOND } from '../../../doubles/backlog-world.ts';
import { circuitWorld } from '../../../doubles/circuit-world.ts';
import { aDelivery, aDestination, aFailure, aMessage, anEvent, T0 } from '../../../doubles/factories.ts';

let world: ReturnType<typeof circuitWorld>;
beforeEach(() => {
  world = circuitWorld();
  world.state.now = T0 + 1000;
});

interface Given {
  readonly lane?: Lane;
  readonly destination?: Destination;
  readonly message?: DeliveryMessage;
  readonly receiveCount?: number;
  readonly row?: Delivery;
}

const many = (count: number) => Array.from({ length: count }, () => world.first());
const fail = () => {
  world.state.respond = () => aFailure();
};
const key = (message: DeliveryMessage | undefined) => message?.event.key as string;
const rowOf = (message: DeliveryMessage | undefined) => world.deliveries.rows.get(`${ID} ${key(message)}`);

describe('results', () => {
  test('20 failures open the circuit, one write for each batch, and the sweep watches the destination', async () => {
    fail();
    await world.slow(many(10));
    expect(world.health()).toMatchObject({ revision: 1, circuit: 'closed', window: { failures: 10 } });
    expect(world.watchList.rows.size).toBe(0);
    await world.slow(many(10));
    expect(world.health()).toMatchObject({ revision: 2, circuit: 'open' });
    expect(world.watchList.rows.size).toBe(1);
    expect(world.circuits).toEqual(['open']);
  });

  test('a success in the batch counts against all of its failures', async () => {
    const keys = new Set<string>();
    world.state.respond = ({ event }) => {
      keys.add(event.key);
      return keys.size % 10 === 1 ? { ...aFailure(), ok: true } : aFailure();
    };
    for (let batch = 0; batch < 10; batch++) await world.slow(many(10));
    expect(world.health()?.circuit ?? 'closed').toBe('closed');
  });

  test('successes of a healthy destination write nothing', async () => {
    for (let batch = 0; batch < 5; batch++) await world.slow(many(10));
    expect(world.health()).toBeUndefined();
  });

  test('internal errors count for nothing', async () => {
    world.state.respond = () => aFailure({ error: { code: 'internal', message: 'A bug.' } });
    await world.slow(many(30));
    world.state.respond = () => Promise.reject(new Error('KMS cannot be reached.'));
    await world.slow(many(30));
    expect(world.health()).toBeUndefined();
  });

  test('batches that read the destination at the same time all count', async () => {
    fail();
    await Promise.all(Array.from({ length: 4 }, () => world.slow(many(5))));
    expect(world.health()?.circuit).toBe('open');
    expect(world.circuits).toEqual(['open']);
  });

  test('an error of the table is reported, and the attempts are recorded', async () => {
    fail();
    Object.assign(world.ports.destinations, { updateHealth: () => Promise.reject(new Error('Throttled.')) });
    const messages = many(3);
    await world.slow(messages);
    expect(world.errors).toHaveLength(1);
    expect(messages.map((message) => rowOf(message)?.attemptCount)).toEqual([1, 1, 1]);
  });

  test('a resend that succeeds closes the circuit', async () => {
    world.setHealth(anOpenHealth());
    const [first] = many(1);
    await world.slow([first as DeliveryMessage]);
    world.state.now = T0 + 10 * MINUTE;
    await world.slow([{ ...(first as DeliveryMessage), first: false, trigger: 'manual' }]);
    expect(world.requests).toHaveLength(1);
    expect(rowOf(first)).toMatchObject({ status: 'delivered' });
    expect(world.health()).toMatchObject({ circuit: 'closed', drainingSince: T0 + 10 * MINUTE });
    expect(world.circuits).toEqual(['closed']);
  });

  test('a resend that fails leaves the delivery waiting', async () => {
    world.setHealth(anOpenHealth());
    const [first] = many(1);
    await world.slow([first as DeliveryMessage]);
    world.state.now = T0 + 5 * MINUTE;
    fail();
    await world.slow([{ ...(first as DeliveryMessage), first: false, trigger: 'manual' }]);
    expect(rowOf(first)).toMatchObject({ status: 'pending', waiting: true, waits: 1, attemptCount: 1 });
    expect(world.waiting()).toEqual([`${key(first)} 1`]);
    expect(world.health()?.circuit).toBe('open');
  });
});

describe('a delivery that is late in the slow lane', () => {
  const slow = { revision: 1, circuit: 'closed' as const, slowUntil: T0 + 10 * MINUTE };

  test('opens the circuit of a slow destination, and waits', async () => {
    world.setHealth(slow);
    const [first] = many(1);
    world.state.now += 31 * SECOND;
    await world.slow([first as DeliveryMessage]);
    expect(world.requests).toEqual([]);
    expect(world.health()?.circuit).toBe('open');
    expect(world.waiting()).toEqual([`${key(first)} 1`]);
    expect(world.circuits).toEqual(['open']);
  });

  test.each([
    ['it has just succeeded', { ...slow, lastSuccessAt: T0 }],
    ['it is not slow any more', { ...slow, slowUntil: T0 }],
  ])('is attempted when the destination is another: %s', async (_what, health) => {
    world.setHealth(health);
    const [first] = many(1);
    world.state.now += 31 * SECOND;
    await world.slow([first as DeliveryMessage]);
    expect(world.requests).toHaveLength(1);
  });

  test.each([
    ['a first attempt in the slow lane', {}, 31_000],
    ['one in the fast lane', { lane: 'fast' as const }, undefined],
    [
      'one at a destination with limits',
      { destination: aDestination({ deliveryLimits: { maxInFlight: 1 } }) },
      undefined,
    ],
    ['a resend', { message: aMessage({ trigger: 'manual' }) }, undefined],
    ['a message that was received before', { receiveCount: 2 }, undefined],
    ['a retry', { row: aDelivery({ nextAttemptAt: T0 + 20 * SECOND }) }, 11_000],
    ['a delivery that waited', { row: aDelivery({ nextAttemptAt: undefined as never, waiting: true }) }, undefined],
  ])('is measured from the due time of %s', (_what, over, expected) => {
    const { lane = 'slow', destination = aDestination(), message = aMessage(), receiveCount = 1, row } = over as Given;
    const received = { id: 'm0', receiptHandle: 'r0', receiveCount, message };
    expect(lateness({ received, row, event: anEvent(), destination }, T0 + 31 * SECOND, { lane })).toBe(expected);
  });
});
