import { beforeEach, describe, expect, test } from 'vitest';
import { redriveDeadLetter } from '../../../../lambdas/core/delivery/dead-letter.ts';
import type { DeliveryMessage } from '../../../../lambdas/core/delivery/delivery.ts';
import { disabledDestination } from '../../../../lambdas/core/destination/rules.ts';
import type { WaybillEvent } from '../../../../lambdas/core/event/event.ts';
import { aDrainingHealth, anOpenHealth, ID, MINUTE, SECOND } from '../../../doubles/backlog-world.ts';
import { circuitWorld } from '../../../doubles/circuit-world.ts';
import { aFailure, anAttempt, anEvent, T0 } from '../../../doubles/factories.ts';
import { memoryRendering } from '../../../doubles/memory-rendering.ts';
import { changed, NEWEST } from '../../rendering/versions.ts';

let world: ReturnType<typeof circuitWorld>;
beforeEach(() => {
  world = circuitWorld();
  world.state.now = T0 + 1000;
});

const many = (count: number) => Array.from({ length: count }, () => world.first());
const fail = () => {
  world.state.respond = () => aFailure();
};
const key = (message: DeliveryMessage | undefined) => message?.event.key as string;
const rowOf = (message: DeliveryMessage | undefined) => world.deliveries.rows.get(`${ID} ${key(message)}`);
/** The state in which one delivery waits and is the probe whose message is in the queue. */
async function withProbe(): Promise<DeliveryMessage> {
  world.setHealth(anOpenHealth());
  await world.slow([world.first()]);
  await world.sweep();
  const [probe] = world.take();
  world.state.now = T0 + 40 * SECOND;
  return probe as DeliveryMessage;
}

describe('a message of a destination whose circuit is open', () => {
  beforeEach(() => world.setHealth(anOpenHealth()));

  test('is deleted without an attempt, in both lanes, and its delivery waits', async () => {
    const [first, second] = many(2);
    expect(await world.slow([first as DeliveryMessage])).toEqual([]);
    expect(await world.deliver([second as DeliveryMessage])).toEqual([]);
    expect(world.requests).toEqual([]);
    expect(rowOf(first)).toMatchObject({ status: 'pending', attemptCount: 0, waiting: true, waits: 1 });
    expect(world.waiting()).toEqual([`${key(first)} 1`, `${key(second)} 1`].sort());
    expect(world.take()).toEqual([]);
  });

  test('that held a retry lets it wait when it is due, and hides it before', async () => {
    world.putRow({ heldBy: 'm0', nextAttemptAt: T0 + 30 * SECOND });
    expect(await world.slow([world.retry()], 2)).toEqual(['m0']);
    expect(world.waiting()).toEqual([]);
    world.state.now = T0 + 30 * SECOND;
    expect(await world.slow([world.retry()], 3)).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 1, waiting: true, waits: 1 });
    expect(world.row().nextAttemptAt).toBeUndefined();
    expect(world.row().heldBy).toBeUndefined();
  });

  test('that the sweep sent from the due list lets its delivery wait', async () => {
    world.putRow({ deferred: true, nextAttemptAt: T0 });
    await world.slow([{ ...world.retry(), dueAt: T0 }]);
    expect(world.row()).toMatchObject({ waiting: true, waits: 1 });
    expect(world.row().deferred).toBeUndefined();
  });

  test('is received again soon when the circuit closes meanwhile, and is attempted then', async () => {
    const { get } = world.ports.destinations;
    Object.assign(world.ports.destinations, {
      get: (...given: Parameters<typeof get>) => {
        world.setHealth(aDrainingHealth());
        return get(...given);
      },
    });
    const [first] = many(1);
    expect(await world.slow([first as DeliveryMessage])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(1);
    await world.slow([first as DeliveryMessage], 2);
    expect(rowOf(first)).toMatchObject({ status: 'delivered' });
  });

  test('is a duplicate when its delivery waits already', async () => {
    const [first] = many(1);
    await world.slow([first as DeliveryMessage]);
    for (const copy of [first, { ...first, first: false }, { ...first, waits: 0 }]) {
      expect(await world.slow([copy as DeliveryMessage], 2)).toEqual([]);
    }
    expect(world.waiting()).toEqual([`${key(first)} 1`]);
    expect(world.requests).toEqual([]);
  });

  test('waits for a first attempt that may be in progress before its delivery begins to wait', async () => {
    const [first] = many(1);
    const repeat = { ...(first as DeliveryMessage), first: false };
    expect(await world.slow([repeat])).toEqual(['m0']);
    expect(world.waiting()).toEqual([]);
    world.state.now = T0 + 5 * MINUTE;
    await world.slow([repeat], 5);
    expect(world.waiting()).toEqual([`${key(first)} 1`]);
  });

  test('is attempted when it is a ping that a person sends', async () => {
    const ping = anEvent({ type: 'v2.core.event_destination.ping' });
    const message = { ...world.first(), inline: ping, event: { ...ping, key: ping.key } };
    await world.slow([message]);
    expect(world.requests).toHaveLength(1);
    expect(world.health()).toMatchObject({ circuit: 'closed', drainingSince: world.state.now });
  });

  test('is held by the queue when the entry cannot be added', async () => {
    Object.assign(world.ports.deliveries, { addWaiting: () => Promise.reject(new Error('Throttled.')) });
    expect(await world.slow(many(1))).toEqual(['m0']);
    expect(world.errors).toHaveLength(1);
  });

  test('is deleted when the entry was added and the row cannot be written', async () => {
    const [first] = many(1);
    const { replace } = world.ports.deliveries;
    Object.assign(world.ports.deliveries, { replace: () => Promise.reject(new Error('Throttled.')) });
    expect(await world.slow([first as DeliveryMessage])).toEqual([]);
    Object.assign(world.ports.deliveries, { replace });
    expect(rowOf(first)).toBeUndefined();
    // The entry stands for it.
    world.state.now = T0 + 5 * MINUTE;
    await world.sweep();
    await world.slow(world.take());
    expect(world.waiting()).toEqual([]);
  });
});

describe('the probe', () => {
  test('closes the circuit when it succeeds, and the backlog is drained', async () => {
    const probe = await withProbe();
    await world.slow([probe]);
    expect(rowOf(probe)).toMatchObject({ status: 'delivered', attemptCount: 1 });
    expect(world.health()).toMatchObject({ circuit: 'closed', drainingSince: world.state.now });
  });

  test('opens the circuit again when it fails, and its delivery continues on its own schedule', async () => {
    const probe = await withProbe();
    fail();
    expect(await world.slow([probe])).toEqual(['m0']);
    expect(world.health()).toMatchObject({ circuit: 'open', probeInterval: MINUTE, probeAt: world.state.now + MINUTE });
    expect(rowOf(probe)).toMatchObject({ heldBy: 'm0', attemptCount: 1, waits: 1 });
    expect(rowOf(probe)?.waiting).toBeUndefined();
    // When the retry is due, the delivery waits again, with another number.
    world.state.now += MINUTE;
    await world.slow([probe], 2);
    expect(rowOf(probe)).toMatchObject({ waiting: true, waits: 2 });
    expect(world.waiting()).toEqual([`${key(probe)} 2`]);
  });

  test('is not attempted when another delivery has become the probe, and waits again', async () => {
    const probe = await withProbe();
    world.setHealth(
      anOpenHealth({
        revision: 9,
        circuit: 'half_open',
        probe: { eventKey: 'evt_other', account: 'acct_shop', until: T0 + 9 * MINUTE },
      }),
    );
    await world.slow([probe]);
    expect(world.requests).toEqual([]);
    expect(rowOf(probe)).toMatchObject({ waiting: true, waits: 2 });
    expect(world.health()?.probe?.eventKey).toBe('evt_other');
  });

  test.each<[string, (probe: DeliveryMessage) => void]>([
    ['was delivered meanwhile', (probe) => world.putRow({ ...rowOf(probe), status: 'delivered' })],
    ['was attempted meanwhile by another message', (probe) => world.putRow({ ...rowOf(probe), waits: 2 })],
    [
      'and its event have expired',
      (probe) => {
        world.deliveries.rows.delete(`${ID} ${key(probe)}`);
        world.events.delete(key(probe));
      },
    ],
    [
      'cannot be rendered',
      (probe) => {
        const event = world.events.get(key(probe)) as WaybillEvent;
        world.events.set(key(probe), { ...event, apiVersion: NEWEST });
        Object.assign(world.ports, { rendering: memoryRendering(changed('$error("broken")')).rendering });
      },
    ],
  ])('leads to the next one when its delivery %s', async (_what, change) => {
    const probe = await withProbe();
    change(probe);
    await world.slow([world.first()]);
    await world.slow([probe]);
    expect(world.health()).toMatchObject({ circuit: 'open' });
    world.state.now += SECOND;
    await world.sweep();
    expect(world.health()).toMatchObject({ circuit: 'half_open' });
    expect(world.take().map(({ probe }) => probe)).toEqual([true]);
  });

  test('fails with its destination when that was disabled or deleted', async () => {
    const probe = await withProbe();
    world.destinations.rows.set(ID, disabledDestination(world.destination(), T0));
    await world.slow([probe]);
    expect(rowOf(probe)).toMatchObject({ status: 'failed', failureReason: 'destination_disabled' });
    await world.sweep();
    expect(world.health()).toMatchObject({ circuit: 'closed' });
    expect(world.watchList.rows.size).toBe(0);
  });

  test('disables the destination when the endpoint is gone, and what waits fails', async () => {
    const probe = await withProbe();
    await world.slow([world.first()]);
    world.state.respond = () => aFailure({ httpStatus: 410, destinationGone: 'gone' });
    await world.slow([probe]);
    expect(world.destination().status).toBe('disabled');
    await world.sweep();
    expect(
      world
        .rows()
        .map(({ failureReason }) => failureReason)
        .sort(),
    ).toEqual(['destination_disabled', 'gone']);
    expect(world.waiting()).toEqual([]);
    expect(world.watchList.rows.size).toBe(0);
  });

  test('that becomes a dead letter is deferred, and the next probe is made after its time', async () => {
    const probe = await withProbe();
    await world.slow([world.first()]);
    const ports = { deliveries: world.deliveries.store, queue: world.queue.queue, now: () => world.state.now };
    expect(await redriveDeadLetter(probe, { timeScale: 1 }, ports)).toBe('parked');
    expect(rowOf(probe)).toMatchObject({ deferred: true });
    expect(rowOf(probe)?.waiting).toBeUndefined();
    world.state.now = T0 + 10 * MINUTE;
    await world.sweep();
    expect(world.take()).toHaveLength(1);
  });
});

describe('a message of the drain', () => {
  /** The state in which one delivery waits, and the drain has sent its message. */
  async function drained(): Promise<DeliveryMessage> {
    world.setHealth(anOpenHealth());
    await world.slow([world.first()]);
    world.setHealth(aDrainingHealth({ revision: 2 }));
    await world.sweep();
    return world.take()[0] as DeliveryMessage;
  }

  test('is attempted', async () => {
    const message = await drained();
    await world.slow([message]);
    expect(rowOf(message)).toMatchObject({ status: 'delivered' });
  });

  test('that finds the circuit open again waits again, with an entry that the sweep does not remove', async () => {
    world.setHealth(anOpenHealth());
    await world.slow([world.first()]);
    world.setHealth(aDrainingHealth({ revision: 2 }));
    const { removeWaiting } = world.deliveries.store;
    Object.assign(world.deliveries.store, {
      // After the sweep has sent the message and before it removes the entry, the circuit opens and a worker receives the message.
      removeWaiting: async (...given: Parameters<typeof removeWaiting>) => {
        world.setHealth(anOpenHealth({ revision: 7 }));
        await world.slow(world.take());
        return removeWaiting(...given);
      },
    });
    await world.sweep();
    Object.assign(world.deliveries.store, { removeWaiting });
    const [row] = world.rows();
    expect(row).toMatchObject({ status: 'pending', waiting: true, waits: 2 });
    expect(world.waiting()).toEqual([`${row?.eventKey} 2`]);
    // The delivery is not lost: it is the next probe.
    world.state.now = T0 + MINUTE;
    await world.sweep();
    const [probe] = world.take();
    await world.slow([probe as DeliveryMessage]);
    expect(world.rows()).toMatchObject([{ status: 'delivered' }]);
  });

  test('is a duplicate when it is received twice, before and after the delivery waits again', async () => {
    const message = await drained();
    world.setHealth(anOpenHealth({ revision: 7 }));
    await world.slow([message]);
    await world.slow([message], 2);
    await world.slow([{ ...message }]);
    expect(world.waiting()).toEqual([`${key(message)} 2`]);
  });

  test('received twice at the same time makes one wait and one row', async () => {
    const message = await drained();
    world.setHealth(anOpenHealth({ revision: 7 }));
    await Promise.all([world.slow([message]), world.slow([message])]);
    expect(world.waiting()).toEqual([`${key(message)} 2`]);
    expect(rowOf(message)).toMatchObject({ waiting: true, waits: 2 });
  });

  test('is dropped when a recovery delivered the event meanwhile', async () => {
    const message = await drained();
    world.state.now = T0 + 5 * MINUTE;
    await world.slow([{ ...message, trigger: 'manual', recovery: 'rcv_1' }]);
    await world.slow([message]);
    expect(world.requests).toHaveLength(1);
    expect(rowOf(message)).toMatchObject({ status: 'delivered', recovery: 'rcv_1' });
  });
});

describe('a clock that is a minute off', () => {
  test('a message for a wait whose row was not written is attempted, also when its retry seems to be in the future', async () => {
    // A worker whose clock is fast found the retry due and added the entry. Writing the row failed, and the message was deleted.
    world.putRow({ heldBy: 'm9', nextAttemptAt: T0 + 50 * SECOND, attempts: [anAttempt({ ok: false })] });
    await world.deliveries.store.addWaiting({ ...world.row(), waits: 1 }, 'acct_shop');
    world.setHealth(aDrainingHealth());
    await world.sweep();
    const [drained] = world.take();
    expect(await world.slow([drained as DeliveryMessage])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(49);
    world.state.now = T0 + 50 * SECOND;
    await world.slow([drained as DeliveryMessage], 2);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
  });

  test('a probe interval that a fast clock wrote is at most that much longer', async () => {
    world.setHealth(anOpenHealth({ probeAt: T0 + 90 * SECOND }));
    await world.slow([world.first()]);
    world.state.now = T0 + 30 * SECOND;
    await world.sweep();
    expect(world.queue.sent).toMatchObject([{ delaySeconds: 60 }]);
  });
});
