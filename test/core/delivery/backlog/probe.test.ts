import { beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import { failedWithoutAttempt } from '../../../../lambdas/core/delivery/transitions.ts';
import { circuitBreakerSettings, healthAfter } from '../../../../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { UndecodableRowError } from '../../../../lambdas/core/errors.ts';
import { anOpenHealth, backlogWorld, HOUR, ID, MINUTE, SECOND } from '../../../doubles/backlog-world.ts';
import { T0 } from '../../../doubles/factories.ts';

let world: ReturnType<typeof backlogWorld>;
beforeEach(() => {
  world = backlogWorld(anOpenHealth());
});

describe('a probe', () => {
  test('is the oldest waiting delivery, in the slow lane, delayed until it is due', async () => {
    const [oldest, ...others] = await world.wait(3);
    expect(await world.sweep()).toEqual({ open: 1, probes: 1, drained: 0, failed: 0, skipped: 0 });
    expect(world.queue.sent).toEqual([
      {
        message: {
          destination: { account: 'acct_shop', id: ID },
          event: { account: 'acct_shop', mode: 'live', key: oldest?.key },
          first: false,
          trigger: 'automatic',
          waits: 1,
          probe: true,
        },
        lane: 'slow',
        delaySeconds: 30,
      },
    ]);
    expect(world.health()).toMatchObject({
      circuit: 'half_open',
      probe: { eventKey: oldest?.key, account: 'acct_shop', until: T0 + 30 * SECOND + 3 * MINUTE },
    });
    expect(world.waiting()).toEqual(others.map(({ key }) => key));
  });

  test('is the next delivery when the row of the oldest cannot be decoded, which is reported and keeps its entry', async () => {
    const [damaged, next] = await world.wait(2);
    world.damageRow(damaged as NonNullable<typeof damaged>);
    await world.sweep();
    expect(world.sent()).toEqual([next?.key]);
    expect(world.errors).toEqual([expect.any(UndecodableRowError)]);
    expect(world.waiting()).toEqual([damaged?.key]);
  });

  test('is not a delivery whose next attempt is planned for later', async () => {
    const [planned, next] = await world.wait(2);
    const { waiting: _waiting, waits: _waits, ...row } = world.row(planned as NonNullable<typeof planned>) as Delivery;
    world.putRow({ ...row, heldBy: 'm1', nextAttemptAt: T0 + HOUR });
    await world.sweep();
    expect(world.sent()).toEqual([next?.key]);
  });

  test('is not sent before the sweep in whose minute it is due', async () => {
    world = backlogWorld(anOpenHealth({ probeAt: T0 + 61 * SECOND }));
    await world.wait(1);
    await world.sweep();
    expect(world.queue.sent).toEqual([]);
    world.state.now = T0 + MINUTE;
    await world.sweep();
    expect(world.queue.sent).toMatchObject([{ delaySeconds: 1 }]);
  });

  test('is sent at once when it is overdue', async () => {
    await world.wait(1);
    world.state.now = T0 + HOUR;
    await world.sweep();
    expect(world.queue.sent).toMatchObject([{ delaySeconds: 0 }]);
    expect(world.health()?.probe?.until).toBe(T0 + HOUR + 3 * MINUTE);
  });

  test('is the next delivery that begins to wait, when none waits', async () => {
    expect(await world.sweep()).toMatchObject({ open: 1, probes: 0 });
    expect(world.health()).toEqual(anOpenHealth());
    world.state.now = T0 + 3 * MINUTE;
    const [first] = await world.wait(2);
    await world.sweep();
    expect(world.sent()).toEqual([first?.key]);
  });

  test('is made once while it has no result', async () => {
    await world.wait(2);
    for (const minutes of [0, 1, 2, 3]) {
      world.state.now = T0 + minutes * MINUTE;
      await world.sweep();
    }
    expect(world.sent()).toHaveLength(1);
  });

  test('is made once by two sweeps at the same time', async () => {
    await world.wait(5);
    await Promise.all([world.sweep(), world.sweep()]);
    expect(world.sent()).toHaveLength(1);
    expect(world.waiting()).toHaveLength(4);
  });

  test('is replaced by the next one when it is lost', async () => {
    const [lost, next] = await world.wait(2);
    await world.sweep();
    world.state.now = T0 + 30 * SECOND + 3 * MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual([lost?.key, next?.key]);
    expect(world.health()).toMatchObject({ circuit: 'half_open', probe: { eventKey: next?.key } });
  });

  test('is sent again when the sweep ended before it was sent', async () => {
    const [oldest] = await world.wait(1);
    const { send } = world.ports.queue;
    Object.assign(world.ports.queue, { send: () => Promise.reject(new Error('The process was killed.')) });
    await world.sweep();
    expect(world.errors).toHaveLength(1);
    Object.assign(world.ports.queue, { send });
    world.state.now = T0 + 5 * MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual([oldest?.key]);
    expect(world.waiting()).toEqual([]);
  });

  test('is due as before when the queue refuses it', async () => {
    const [oldest] = await world.wait(1);
    world.queue.state.refuse = true;
    expect(await world.sweep()).toMatchObject({ probes: 0 });
    expect(world.health()).toEqual(anOpenHealth({ revision: 3 }));
    world.queue.state.refuse = false;
    world.state.now = T0 + MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual([oldest?.key]);
  });

  test('is not sent when a success closed the circuit meanwhile', async () => {
    await world.wait(1);
    const { updateHealth } = world.ports.destinations;
    Object.assign(world.ports.destinations, {
      updateHealth: async (...given: Parameters<typeof updateHealth>) => {
        Object.assign(world.ports.destinations, { updateHealth });
        const closed = healthAfter(
          world.health(),
          { successes: 1, failures: 0 },
          world.state.now,
          circuitBreakerSettings(1),
          () => 0.5,
        );
        await updateHealth(world.destination(), closed as DestinationHealth);
        return updateHealth(...given);
      },
    });
    await world.sweep();
    expect(world.queue.sent).toEqual([]);
    expect(world.waiting()).toHaveLength(1);
    expect(world.health()?.circuit).toBe('closed');
  });
});

describe('an entry that is left over', () => {
  test('is removed, and the next delivery is the probe', async () => {
    const [delivered, failed, again, attempted, next] = await world.wait(5);
    const rowOf = (event = delivered) => world.row(event as NonNullable<typeof event>) as Delivery;
    const { waiting: _waits, ...notWaiting } = rowOf(attempted);
    world.putRow({ ...rowOf(delivered), status: 'delivered' });
    world.putRow(failedWithoutAttempt(rowOf(failed), rowOf(failed), ID, 'destination_disabled'));
    world.putRow({ ...rowOf(again), waits: 2 });
    world.putRow({ ...notWaiting, nextAttemptAt: T0 + HOUR, heldBy: 'm1', attemptCount: 1 });
    await world.sweep();
    expect(world.sent()).toEqual([next?.key]);
    expect(world.waiting()).toEqual([]);
  });

  test('is the probe when its row was not written, for example because a worker crashed', async () => {
    const [event] = await world.wait(1);
    world.deliveries.rows.clear();
    await world.sweep();
    expect(world.sent()).toEqual([event?.key]);
    expect(world.waiting()).toEqual([]);
  });

  test('is removed when its event has expired and it has no row', async () => {
    const [expired, next] = await world.wait(2);
    world.deliveries.rows.clear();
    world.events.delete(expired?.key as string);
    await world.sweep();
    expect(world.sent()).toEqual([next?.key]);
    expect(world.waiting()).toEqual([]);
  });
});

test('entries that are left over do not delay the probe, however many there are', async () => {
  const all = await world.wait(80);
  for (const event of all.slice(0, -1)) {
    world.putRow({ ...(world.row(event) as Delivery), status: 'delivered' });
  }
  await world.sweep();
  expect(world.sent()).toEqual([all.at(-1)?.key]);
  expect(world.waiting()).toEqual([]);
});

test('a delivery that has waited too long is not the probe', async () => {
  await world.wait(1, T0 - 72 * HOUR - 1);
  const [next] = await world.wait(1);
  await world.sweep();
  expect(world.sent()).toEqual([next?.key]);
});
