import { describe, expect, test } from 'vitest';
import { watchShard } from '../../../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import { disabledDestination } from '../../../../lambdas/core/destination/rules.ts';
import {
  aDrainingHealth,
  anOpenHealth,
  backlogWorld,
  HOUR,
  ID,
  MINUTE,
  SECOND,
} from '../../../doubles/backlog-world.ts';
import { T0 } from '../../../doubles/factories.ts';

const LINE = aDrainingHealth({ drainingSince: T0 - HOUR });
const limitedTo = (perSecond: number, over: Parameters<typeof backlogWorld>[1] = {}) =>
  backlogWorld(LINE, { deliveryLimits: { perSecond }, ...over });
const delaysOf = (world: ReturnType<typeof backlogWorld>) => world.queue.sent.map(({ delaySeconds }) => delaySeconds);

describe('what waits for a position in a line', () => {
  test('gets the next positions at the limit, oldest first, until the next sweep', async () => {
    const world = limitedTo(2);
    const waiting = await world.wait(1000);
    expect(await world.sweep()).toMatchObject({ drained: 181, failed: 0 });
    expect(world.sent()).toEqual(waiting.slice(0, 181).map(({ key }) => key));
    expect(delaysOf(world).slice(0, 5)).toEqual([1, 2, 2, 3, 3]);
    expect(world.waiting()).toHaveLength(1000 - 181);
    expect(world.health()).toMatchObject({ drainRate: 2, drained: 181, drainTotal: 1000 });
    world.state.now += MINUTE;
    world.queue.sent.length = 0;
    await world.sweep();
    // It continues where the positions before ended.
    expect(delaysOf(world)[0]).toBe(32);
    expect(delaysOf(world)).toHaveLength(120);
  });

  test('gets none while the line is longer than the time until the next sweep', async () => {
    const world = limitedTo(2);
    await world.wait(10);
    world.pacing.rows.set(`${ID}#2`, { nextPosition: T0 + 10 * MINUTE });
    expect(await world.sweep()).toMatchObject({ drained: 0 });
    expect(world.health()?.drainingSince).toBeDefined();
  });

  test('follows a change of the limit in the next sweep', async () => {
    const world = limitedTo(1);
    await world.wait(2000);
    await world.sweep();
    expect(world.sent()).toHaveLength(91);
    world.destinations.rows.set(ID, { ...world.destination(), deliveryLimits: { perSecond: 10 } } as Destination);
    world.state.now += MINUTE;
    world.queue.sent.length = 0;
    await world.sweep();
    expect(world.sent()).toHaveLength(901);
  });

  test('follows a change of the limit of attempts at the same time in the next sweep', async () => {
    const world = backlogWorld(LINE, { deliveryLimits: { maxInFlight: 2 } });
    await world.wait(2000);
    await world.sweep();
    expect(world.sent()).toHaveLength(226);
    world.destinations.rows.set(ID, { ...world.destination(), deliveryLimits: { maxInFlight: 8 } } as Destination);
    world.state.now += MINUTE;
    world.queue.sent.length = 0;
    await world.sweep();
    expect(world.sent()).toHaveLength(901);
  });

  test('leaves the slow lane to others: a high limit has its part of it', async () => {
    const world = limitedTo(1000);
    await world.wait(20_000);
    await world.sweep({ drainCapacityPerSecond: 80 });
    expect(world.sent()).toHaveLength(90 * 20 + 1);
  });

  test('has its own limit whatever others drain, as long as the slow lane has room', async () => {
    const world = limitedTo(100);
    await world.wait(10_000);
    const ids = Array.from({ length: 200 }, (_, n) => `ed_01KF00000000000000000${n}`);
    for (const id of ids.filter((one) => watchShard(one) === watchShard(ID)).slice(0, 24)) {
      const other = { ...world.destination(), id, deliveryLimits: { perSecond: 1 } };
      world.destinations.rows.set(id, other);
      await world.watchList.store.add(other);
    }
    await world.sweep();
    expect(world.sent().length).toBeGreaterThan(9000);
  });

  test('moves at the rate at which leases become free when attempts at the same time are limited', async () => {
    const world = backlogWorld(LINE, { deliveryLimits: { maxInFlight: 2 } });
    await world.wait(1000);
    await world.sweep();
    // 2 leases, assumed to take a second, and a quarter more.
    expect(world.sent()).toHaveLength(226);
  });

  test('grows its rate after an outage', async () => {
    const world = backlogWorld(aDrainingHealth(), { deliveryLimits: { perSecond: 20 } });
    await world.wait(2000);
    await world.sweep();
    expect(world.sent()).toHaveLength(91);
  });

  test('ends when all have a position, and the destination is not watched any more', async () => {
    const world = limitedTo(10);
    await world.wait(5);
    await world.sweep();
    expect(world.sent()).toHaveLength(5);
    expect(world.health()).toEqual({ revision: expect.any(Number), circuit: 'closed', lastSuccessAt: T0 });
    expect(world.watchList.rows.size).toBe(1);
    world.state.now += MINUTE;
    await world.sweep();
    expect(world.watchList.rows.size).toBe(0);
  });

  test('is found when it began to wait at the moment at which the drain ended, also while the destination is warned', async () => {
    const world = backlogWorld(
      { revision: 1, circuit: 'closed', failingSince: T0 - 2 * HOUR, lastFailureAt: T0, warned: 1, warnedSince: T0 },
      { deliveryLimits: { perSecond: 10 } },
    );
    const [late] = await world.wait(1);
    await world.sweep();
    expect(world.sent()).toEqual([late?.key]);
  });

  test('has a drain again when it began to wait at the moment at which the drain ended, and the line is long', async () => {
    const world = backlogWorld({ revision: 1, circuit: 'closed' }, { deliveryLimits: { perSecond: 10 } });
    const [late] = await world.wait(1);
    world.pacing.rows.set(`${ID}#10`, { nextPosition: T0 + 2 * MINUTE });
    await world.sweep();
    expect(world.sent()).toEqual([]);
    // New deliveries wait behind it, so the line gets shorter.
    expect(world.health()?.drainingSince).toBe(T0);
    world.state.now += MINUTE;
    await world.sweep();
    expect(world.sent()).toEqual([late?.key]);
    expect(world.health()?.drainingSince).toBeUndefined();
  });

  test('is sent although the health changes when the sweep has read it', async () => {
    const world = limitedTo(10);
    await world.wait(5);
    const { updateHealth } = world.destinations.store;
    let writes = 0;
    Object.assign(world.ports.destinations, {
      updateHealth: async (...given: Parameters<typeof updateHealth>) => {
        if (writes++ === 0) await updateHealth(world.destination(), { ...LINE, lastSuccessAt: T0 + 1 });
        return updateHealth(...given);
      },
    });
    expect(await world.sweep()).toMatchObject({ drained: 5 });
  });

  test('stays when the queue refuses it', async () => {
    const world = limitedTo(10);
    await world.wait(5);
    world.queue.state.refuse = true;
    await world.sweep();
    expect(world.waiting()).toHaveLength(5);
    expect(world.health()?.drainingSince).toBeDefined();
  });

  test.each([
    ['while it is drained', LINE],
    ['when the drain has ended', { revision: 1, circuit: 'closed' } as const],
  ])('is sent once by two sweeps at the same time, %s', async (_when, health) => {
    const world = backlogWorld(health, { deliveryLimits: { perSecond: 10 } });
    await world.wait(30);
    await Promise.all([world.sweep(), world.sweep()]);
    expect(world.sent()).toHaveLength(30);
  });
});

describe('the end of waiting for a position', () => {
  test('is the retry horizon of 72 hours, also in a sandbox', async () => {
    for (const mode of ['live', 'sandbox'] as const) {
      const world = limitedTo(1, { mode });
      const [old] = await world.wait(1, T0 - 72 * HOUR - SECOND);
      const [fresh] = await world.wait(1, T0 - 71 * HOUR);
      expect(await world.sweep()).toMatchObject({ drained: 1, failed: 1 });
      expect(world.sent()).toEqual([fresh?.key]);
      expect(world.row(old as NonNullable<typeof old>)).toMatchObject({
        status: 'failed',
        failureReason: 'never_attempted',
      });
    }
  });

  test('fails deliveries also when the line is too long for positions, and there is no drain', async () => {
    const world = backlogWorld({ revision: 1, circuit: 'closed' }, { deliveryLimits: { perSecond: 1 } });
    const [old] = await world.wait(1, T0 - 72 * HOUR - SECOND);
    expect(await world.sweep()).toMatchObject({ failed: 1 });
    expect(world.row(old as NonNullable<typeof old>)?.failureReason).toBe('never_attempted');
  });

  test('comes also when the limits were removed before the next sweep, and the destination is warned', async () => {
    const world = backlogWorld({ revision: 1, circuit: 'closed', warned: 1, warnedSince: T0, failingSince: T0 });
    await world.wait(1, T0 - 72 * HOUR - SECOND);
    const [fresh] = await world.wait(1);
    expect(await world.sweep()).toMatchObject({ failed: 1 });
    await world.sweep();
    expect(world.sent()).toEqual([fresh?.key]);
  });

  test('is that of the circuit while the circuit is open', async () => {
    const world = backlogWorld(anOpenHealth({ probeAt: T0 }), { deliveryLimits: { perSecond: 1 }, mode: 'sandbox' });
    const [old] = await world.wait(1, T0 - 5 * HOUR);
    expect(await world.sweep()).toMatchObject({ failed: 1 });
    expect(world.row(old as NonNullable<typeof old>)?.failureReason).toBe('destination_failing');
  });

  test('comes when the destination is disabled or deleted', async () => {
    const disabled = limitedTo(1);
    const [one] = await disabled.wait(1);
    disabled.destinations.rows.set(ID, disabledDestination(disabled.destination(), T0));
    await disabled.sweep();
    expect(disabled.row(one as NonNullable<typeof one>)?.failureReason).toBe('destination_disabled');
    const deleted = limitedTo(1);
    const [other] = await deleted.wait(1);
    deleted.destinations.rows.delete(ID);
    await deleted.sweep();
    expect(deleted.row(other as NonNullable<typeof other>)?.failureReason).toBe('destination_deleted');
  });
});
