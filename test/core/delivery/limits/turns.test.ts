import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeliveryMessage } from '../../../../lambdas/core/delivery/delivery.ts';
import { createTurns, type Turn, type TurnSettings } from '../../../../lambdas/core/delivery/limits/turns.ts';
import type { DeliveryLimits } from '../../../../lambdas/core/destination/limits/delivery-limits.ts';
import { aDestination, aMessage, T0 } from '../../../doubles/factories.ts';
import { memoryLeases, memoryPacing } from '../../../doubles/memory-limits.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: T0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(deliveryLimits?: DeliveryLimits) {
  const pacing = memoryPacing();
  const leases = memoryLeases();
  const errors: unknown[] = [];
  const destination = aDestination(deliveryLimits ? { deliveryLimits } : {});
  /** The turns of a batch. */
  const batch = (settings: TurnSettings = {}) =>
    createTurns(settings, {
      pacing: pacing.store,
      leases: leases.store,
      now: Date.now,
      startTimer: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      reportError: (error) => errors.push(error),
    });
  const take = (count: number, turns = batch(), over: Partial<DeliveryMessage> & { receiveCount?: number } = {}) =>
    Array.from({ length: count }, async () => {
      const { receiveCount = 1, ...message } = over;
      const turn = await turns.take({ message: aMessage(message), receiveCount }, destination);
      return { turn, at: Date.now() - T0 };
    });
  const positions = (taken: readonly { turn: Turn }[]) =>
    taken.map(({ turn }) => (turn.kind === 'later' ? (turn.position ?? Number.NaN) - T0 : turn.kind));
  return { destination, pacing, leases, errors, batch, take, positions };
}

const elapsed = async <T>(all: readonly Promise<T>[], ms = 2000): Promise<T[]> => {
  await vi.advanceTimersByTimeAsync(ms);
  return Promise.all(all);
};

describe('at a destination without limits', () => {
  test('the turn of a message is now, without a request', async () => {
    const { take, pacing, leases } = setUp();
    const [taken] = await Promise.all(take(1));
    expect(taken).toMatchObject({ turn: { kind: 'now' }, at: 0 });
    expect(pacing.counts.requests + leases.counts.requests).toBe(0);
  });
});

describe('when attempts a second are limited', () => {
  test('messages of a batch wait for their slots, and share one request', async () => {
    const { take, pacing } = setUp({ perSecond: 20 });
    const taken = await elapsed(take(5));
    expect(taken.map(({ at }) => at)).toEqual([2, 52, 102, 152, 202]);
    expect(pacing.counts.requests).toBe(1);
  });

  test('a message without a slot joins the line, and so do later ones, also when a slot is free', async () => {
    const { take, positions } = setUp({ perSecond: 1 });
    const first = await elapsed(take(5), 3000);
    expect(positions(first)).toEqual(['now', 'now', 1504, 2504, 3504]);
    expect(positions(await elapsed(take(1), 10))).toEqual([4504]);
  });

  test('a message from the line takes the next slot', async () => {
    const { take, positions, batch } = setUp({ perSecond: 1 });
    await elapsed(take(5), 2000);
    expect(positions(await elapsed(take(1, batch(), { receiveCount: 2 })))).toEqual(['now']);
    expect(positions(await elapsed(take(1, batch(), { dueAt: T0 })))).toEqual(['now']);
  });

  test('a probe does not stand in line', async () => {
    const { take, positions, batch } = setUp({ perSecond: 1 });
    await elapsed(take(5), 2000);
    expect(positions(await elapsed(take(1, batch(), { probe: true })))).toEqual(['now']);
  });

  test('a slot that was missed is not used: the message takes another one', async () => {
    const { take } = setUp({ perSecond: 20 });
    const taken = take(2);
    await vi.advanceTimersByTimeAsync(10);
    // The process of the worker stands still for a second.
    vi.setSystemTime(T0 + 1000);
    const [, second] = await elapsed(taken);
    expect(second?.turn.kind).toBe('now');
    expect(second?.at).toBeGreaterThanOrEqual(1040);
  });
});

test('no attempt starts after the time of its batch is over', async () => {
  const { take, positions, batch } = setUp({ perSecond: 1, maxInFlight: 5 });
  const outOfTime = new Promise<void>((resolve) => setTimeout(resolve, 500));
  expect(positions(await elapsed(take(2, batch({ outOfTime }))))).toEqual(['now', 'over']);
});

describe('when attempts at the same time are limited', () => {
  test('a message without a lease joins the line, which moves as fast as leases become free', async () => {
    const { take, positions, batch, leases } = setUp({ maxInFlight: 2 });
    const turns = batch();
    const first = await elapsed(take(2, turns), 400);
    expect(positions(first)).toEqual(['now', 'now']);
    for (const { turn } of first) if (turn.kind === 'now') turn.end(400);
    await vi.advanceTimersByTimeAsync(10);
    await turns.ended();
    expect(leases.rows.get('ed_01KF0000000000000000000001')).toMatchObject({ taken: 0, averageMs: 400 });
    const now = Date.now() - T0;
    const [one, two, third, fourth] = positions(await elapsed(take(4)));
    expect([one, two]).toEqual(['now', 'now']);
    expect(Number(third) - now).toBeGreaterThanOrEqual(1500);
    // 2 leases / 400 ms and a quarter more: every 160 ms.
    expect(Number(fourth) - Number(third)).toBe(160);
  });

  test('a message that returns from the line waits for a lease that becomes free soon; a new one joins the line', async () => {
    const { take, batch, leases, positions } = setUp({ maxInFlight: 1 });
    const turns = batch();
    const [first] = await elapsed(take(1, turns), 10);
    setTimeout(() => first?.turn.kind === 'now' && first.turn.end(700), 700);
    expect(positions(await elapsed(take(1), 10))).toEqual([expect.any(Number)]);
    const [second] = await elapsed(take(1, batch(), { receiveCount: 2 }));
    expect(second?.turn.kind).toBe('now');
    expect(second?.at).toBeGreaterThan(700);
    expect(second?.at).toBeLessThan(1100);
    // Four refusals, a lease each, and the return.
    expect(leases.counts.requests).toBeLessThanOrEqual(7);
  });

  test('leases of messages that ended together are given back with one request', async () => {
    const { take, batch, leases } = setUp({ maxInFlight: 5 });
    const turns = batch();
    const taken = await elapsed(take(5, turns), 10);
    expect(leases.counts.requests).toBe(1);
    for (const { turn } of taken) if (turn.kind === 'now') turn.end(100);
    await elapsed([turns.ended()], 10);
    expect(leases.counts).toEqual({ requests: 2, most: 5 });
  });

  test('a slot is waited for before the lease is taken', async () => {
    const { take, leases } = setUp({ perSecond: 10, maxInFlight: 5 });
    const all = take(3);
    await vi.advanceTimersByTimeAsync(50);
    expect(leases.rows.get('ed_01KF0000000000000000000001')?.taken).toBe(1);
    expect((await elapsed(all)).map(({ turn }) => turn.kind)).toEqual(['now', 'now', 'now']);
  });

  test('a probe for which there is no lease takes no position', async () => {
    const { take, batch, pacing } = setUp({ maxInFlight: 1 });
    await elapsed(take(1), 10);
    const [taken] = await elapsed(take(1, batch(), { probe: true }));
    expect(taken?.turn).toEqual({ kind: 'later', position: undefined });
    expect(pacing.rows.size).toBe(0);
  });

  test('a lease that cannot be given back is reported, and nothing else fails', async () => {
    const { take, batch, leases, errors } = setUp({ maxInFlight: 1 });
    const turns = batch();
    const [taken] = await elapsed(take(1, turns), 10);
    vi.spyOn(leases.store, 'giveBack').mockRejectedValue(new Error('The table is throttled.'));
    if (taken?.turn.kind === 'now') taken.turn.end(100);
    await elapsed([turns.ended()], 10);
    expect(errors).toHaveLength(1);
  });
});
