import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryMessage, SendResult } from '../../../lambdas/core/delivery/delivery.ts';
import { openedWhileLate } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { DELIVER_SETTINGS } from '../../doubles/deliver-ports.ts';
import { deliverWorld } from '../../doubles/deliver-world.ts';
import { aDestination, aFailure, aMessage, anEvent, aResult, SLOW, T0 } from '../../doubles/factories.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SLOW_AFTER_MS = 2_000;
const { id } = aDestination();

let world: ReturnType<typeof deliverWorld>;
beforeEach(() => {
  world = deliverWorld();
});

const timeout = () => aFailure({ error: { code: 'timeout', message: 'The attempt took longer than 3 s.' } });
const isSlow = () => world.destinations.rows.set(id, aDestination({ health: SLOW }));
const health = () => world.destinations.rows.get(id)?.health;
const sent = () => world.queue.sent;
/** Delivers what was sent to the slow lane. */
const deliverSlow = (receiveCount = 1) =>
  world.deliver(
    sent().map(({ message }) => message),
    receiveCount,
    'slow',
  );

/** Starts a batch whose attempts end when `respond` is called. */
async function startBatch(messages: readonly DeliveryMessage[], lane: 'fast' | 'slow' = 'fast') {
  const attempts: ((result: SendResult) => void)[] = [];
  world.state.respond = () => new Promise((resolve) => attempts.push(resolve));
  const batch = world.deliver(messages, 1, lane);
  await nextTurn();
  const respond = async (result: SendResult) => {
    for (const end of attempts.splice(0)) end(result);
    await nextTurn();
  };
  const elapse = async (milliseconds: number) => {
    world.timers.elapse(milliseconds);
    await nextTurn();
  };
  return { batch, respond, elapse };
}

describe('a message of a slow destination in the fast lane', () => {
  beforeEach(isSlow);

  test('moves to the slow lane without an attempt', async () => {
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(sent()).toEqual([{ message: { ...aMessage(), forwarded: true, replaces: 'm0' }, lane: 'slow' }]);
    expect(world.requests).toEqual([]);
    expect(world.rows()).toEqual([]);
  });

  test('is attempted there with the full timeout, and recorded', async () => {
    await world.deliver([aMessage()]);
    expect(await deliverSlow()).toEqual([]);
    expect(world.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([10 * SECOND]);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 1 });
  });

  test('is not written without a condition there: a duplicate of it may have been attempted', async () => {
    await world.deliver([aMessage()]);
    world.state.respond = () => {
      world.putRow({ nextAttemptAt: T0 + 30 * SECOND, heldBy: 'other' });
      return aResult();
    };
    await deliverSlow();
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
    expect(world.deliveries.batchesPut()).toBe(0);
  });

  test('of a first delivery does not wait there for a first attempt', async () => {
    world.state.now = publishedAt(world.event.key) + SECOND;
    await world.deliver([aMessage()]);
    expect(await deliverSlow()).toEqual([]);
    expect(world.requests).toHaveLength(1);
  });

  test('of a resend waits there while a first attempt may be in progress', async () => {
    world.state.now = publishedAt(world.event.key) + SECOND;
    await world.deliver([aMessage({ first: false, trigger: 'manual' })]);
    expect(await deliverSlow()).toEqual(['m0']);
    expect(world.requests).toEqual([]);
  });

  test.each([
    ['that a message holds', { heldBy: 'm0' }, {}],
    ['that the sweep sent', { deferred: true }, { dueAt: T0 }],
  ])('of a retry %s holds the retry afterwards', async (_name, row, message) => {
    world.putRow({ nextAttemptAt: T0, ...row });
    await world.deliver([aMessage({ first: false, ...message })]);
    expect(sent()).toMatchObject([{ message: { forwarded: true, dueAt: T0 } }]);
    // The clock of the slow lane's worker is behind.
    world.state.now = T0 - 500;
    expect(await deliverSlow()).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(1);
    world.state.now = T0;
    world.state.respond = () => aFailure();
    expect(await deliverSlow(2)).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 2, heldBy: 'm0' });
  });

  test('that is a duplicate of one that was attempted there is deleted', async () => {
    world.putRow({ nextAttemptAt: T0, heldBy: 'm0' });
    await world.deliver([aMessage({ first: false })]);
    world.state.respond = () => aFailure();
    world.putRow({ nextAttemptAt: T0 + 2 * MINUTE, heldBy: 'other', attemptCount: 2, automaticCount: 2 });
    expect(await deliverSlow()).toEqual([]);
    expect(world.requests).toEqual([]);
  });

  test('stays hidden in the fast lane until its retry is due', async () => {
    world.putRow({ nextAttemptAt: T0 + 30 * SECOND, heldBy: 'm0' });
    expect(await world.deliver([aMessage({ first: false })])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(30);
    expect(sent()).toEqual([]);
  });

  test('stays in the queue when the slow lane does not take it', async () => {
    world.queue.state.refuse = true;
    expect(await world.deliver([aMessage()])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(30);
    expect(world.requests).toEqual([]);
    expect(world.errors).toHaveLength(1);
  });

  test('of a disabled destination fails at once', async () => {
    world.destinations.rows.set(id, aDestination({ health: SLOW, status: 'disabled', disabledReason: 'user' }));
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'failed', failureReason: 'destination_disabled' });
    expect(sent()).toEqual([]);
  });

  test('of a recovery is counted once, in the slow lane', async () => {
    world.state.now = T0 + MINUTE * 60;
    world.destinations.rows.set(id, aDestination({ health: { ...SLOW, slowUntil: world.state.now + MINUTE } }));
    await world.deliver([aMessage({ first: false, trigger: 'manual', recovery: 'rcv_1' })]);
    expect(world.ports.reportRecoveryResult).not.toHaveBeenCalled();
    await deliverSlow();
    expect(world.ports.reportRecoveryResult).toHaveBeenCalledExactlyOnceWith(expect.anything(), 'delivered');
    // The function stopped between sending the message on and deleting it.
    await world.deliver([aMessage({ first: false, trigger: 'manual', recovery: 'rcv_1' })]);
    expect(world.requests).toHaveLength(1);
  });

  test('does not wait for the attempts of other destinations', async () => {
    const other = aDestination({ id: 'ed_01KF0000000000000000000009' });
    world.destinations.rows.set(other.id, other);
    const { batch, respond, elapse } = await startBatch([
      aMessage(),
      aMessage({ destination: { account: other.account, id: other.id } }),
    ]);
    await elapse(100);
    expect(sent()).toHaveLength(1);
    await respond(aResult());
    expect(await batch).toEqual([]);
  });
});

describe('an attempt in the fast lane', () => {
  test('has the timeout of the lane', async () => {
    await world.deliver([aMessage()]);
    expect(world.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([3 * SECOND]);
  });

  test('that ends within two seconds writes nothing but its row', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    await elapse(SLOW_AFTER_MS - 1);
    await respond(aResult());
    expect(await batch).toEqual([]);
    expect(health()).toBeUndefined();
    expect(world.timers.running()).toEqual([]);
  });

  test('marks its destination slow after two seconds, while it runs', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    await elapse(SLOW_AFTER_MS);
    expect(health()).toMatchObject({ slowSince: T0, slowUntil: T0 + 5 * MINUTE });
    await respond(aResult());
    expect(await batch).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });

  test('marks its destination once, with all others of its batch', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage(), aMessage(), aMessage()]);
    await elapse(SLOW_AFTER_MS);
    expect(health()?.revision).toBe(1);
    await respond(aResult());
    await batch;
    // Once more for all their successes.
    expect(health()?.revision).toBe(2);
  });

  test('that succeeds after it has marked its destination is recorded, so that a late slow lane opens no circuit', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    await elapse(SLOW_AFTER_MS);
    world.state.now = T0 + 2_500;
    await respond(aResult());
    await batch;
    expect(health()).toMatchObject({ slowSince: T0, lastSuccessAt: T0 + 2_500 });
    const { circuitBreaker } = DELIVER_SETTINGS;
    const lateMs = circuitBreaker.lateMs + 1;
    expect(openedWhileLate(health(), lateMs, T0 + MINUTE, circuitBreaker, () => 0.5)).toBeUndefined();
  });

  test('that succeeds before another of its batch marks its destination is recorded', async () => {
    const other = anEvent({ id: 'evt_01KF0000000000000000000077', key: 'evt_01KF0000000000000000000077' });
    const slow = Promise.withResolvers<SendResult>();
    world.state.respond = ({ event }) => (event.key === other.key ? slow.promise : aResult());
    const batch = world.deliver([aMessage(), aMessage({ inline: other })]);
    await nextTurn();
    world.timers.elapse(SLOW_AFTER_MS);
    await nextTurn();
    slow.resolve(timeout());
    await batch;
    expect(health()).toMatchObject({ slowSince: T0, lastSuccessAt: T0 });
  });

  test('marks its destination when another change of the health came first', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    world.destinations.rows.set(id, aDestination({ health: { revision: 4, circuit: 'closed', failingSince: T0 } }));
    await elapse(SLOW_AFTER_MS);
    expect(health()).toMatchObject({ revision: 5, failingSince: T0, slowSince: T0 });
    await respond(aResult());
    await batch;
  });

  test('leaves the mark of another worker as it is', async () => {
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    isSlow();
    await elapse(SLOW_AFTER_MS);
    expect(health()).toEqual(SLOW);
    await respond(aResult());
    await batch;
  });

  test('is recorded although its destination cannot be marked', async () => {
    world.destinations.store.updateHealth = async () => {
      throw new Error('The table is throttled.');
    };
    const { batch, respond, elapse } = await startBatch([aMessage()]);
    await elapse(SLOW_AFTER_MS);
    await respond(aResult());
    expect(await batch).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered' });
    expect(world.errors).toHaveLength(1);
  });

  test('that reaches its timeout is not recorded, and its delivery moves to the slow lane', async () => {
    world.state.respond = timeout;
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(world.rows()).toEqual([]);
    expect(world.reports).toEqual([]);
    expect(world.moved).toMatchObject([{ destinationId: id, event: { id: world.event.id } }]);
    expect(sent()).toEqual([{ message: { ...aMessage(), forwarded: true, replaces: 'm0' }, lane: 'slow' }]);
    world.state.respond = () => aResult();
    await deliverSlow();
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 1 });
  });

  test('that reaches its timeout is recorded when the destination has no more time in the slow lane', async () => {
    world.state.settings = { timeoutMs: 3 * SECOND };
    world.state.respond = timeout;
    expect(await world.deliver([aMessage()])).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 1 });
    expect(sent()).toEqual([]);
  });

  test('of a manual message moves likewise', async () => {
    world.putRow({ nextAttemptAt: T0 + 30 * SECOND, heldBy: 'other' });
    world.state.respond = timeout;
    expect(await world.deliver([aMessage({ first: false, trigger: 'manual' })])).toEqual([]);
    expect(sent()).toMatchObject([{ message: { trigger: 'manual', forwarded: true }, lane: 'slow' }]);
    expect(world.row()).toMatchObject({ attemptCount: 1, heldBy: 'other' });
  });
});

describe('an attempt in the slow lane', () => {
  test('that reaches its timeout is recorded, and its retry is held there', async () => {
    isSlow();
    world.state.respond = timeout;
    expect(await world.deliver([aMessage()], 1, 'slow')).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 1, heldBy: 'm0' });
    expect(sent()).toEqual([]);
  });

  test.each([
    [59, 0],
    [60, 60],
  ])('that is slow %i s after another one extends the time in the slow lane by %i s', async (after, extension) => {
    // It succeeds, so that its circuit stays closed.
    world.destinations.rows.set(id, aDestination({ health: { ...SLOW, lastSuccessAt: T0 } }));
    world.state.now = T0 + after * SECOND;
    const { batch, respond, elapse } = await startBatch([aMessage()], 'slow');
    await elapse(SLOW_AFTER_MS);
    await respond(aResult());
    await batch;
    expect(health()?.slowUntil).toBe(SLOW.slowUntil + extension * SECOND);
  });

  test('of a destination that is fast again is made there too', async () => {
    expect(await world.deliver([aMessage()], 1, 'slow')).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered' });
    expect(sent()).toEqual([]);
  });
});
