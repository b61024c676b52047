import { beforeEach, describe, expect, test } from 'vitest';
import { letWait, type ToWait, type WaitPorts } from '../../../../lambdas/core/delivery/backlog/wait.ts';
import { newDelivery, waitingDelivery } from '../../../../lambdas/core/delivery/transitions.ts';
import { disabledDestination } from '../../../../lambdas/core/destination/rules.ts';
import { DeferredWithoutRowError } from '../../../../lambdas/core/errors.ts';
import { aDrainingHealth, anOpenHealth, backlogWorld, ID } from '../../../doubles/backlog-world.ts';
import { aDelivery, T0 } from '../../../doubles/factories.ts';

let world: ReturnType<typeof backlogWorld>;
let ports: WaitPorts;
beforeEach(() => {
  world = backlogWorld(anOpenHealth());
  ports = {
    deliveries: { ...world.deliveries.store },
    destinations: { ...world.destinations.store },
    now: () => world.state.now,
  };
});

const toWait = (): ToWait => ({
  destination: world.destination(),
  row: undefined,
  delivery: newDelivery(world.publish(), ID),
});
const setHealth = (health: ReturnType<typeof anOpenHealth>) =>
  world.destinations.rows.set(ID, { ...world.destination(), health });

describe('a delivery that begins to wait', () => {
  test('has an entry and a row that says so', async () => {
    const one = toWait();
    expect(await letWait([one], ports)).toEqual(['waits']);
    expect([...world.deliveries.rows.values()]).toEqual([
      { ...one.delivery, waiting: true, waits: 1, destinationAccount: 'acct_shop' },
    ]);
    expect(world.deliveries.waitingList.entries()).toMatchObject([{ eventKey: one.delivery.eventKey, waits: 1 }]);
  });

  test('gives up the retry that was planned, and has another number than before', async () => {
    const row = aDelivery({ heldBy: 'm1', nextAttemptAt: T0, waits: 3 });
    world.putRow(row);
    expect(await letWait([{ destination: world.destination(), row, delivery: row }], ports)).toEqual(['waits']);
    const { heldBy: _held, nextAttemptAt: _at, ...rest } = row;
    expect(world.deliveries.rows.get(`${ID} ${row.eventKey}`)).toMatchObject({ ...rest, waiting: true, waits: 4 });
  });

  test('has a higher number than the entry of its message, whose row was not written', async () => {
    const one = { ...toWait(), waits: 2 };
    await letWait([one], ports);
    expect(world.deliveries.waitingList.entries()).toMatchObject([{ waits: 3 }]);
  });

  test.each([
    ['the circuit closed', () => setHealth(aDrainingHealth())],
    [
      'the destination was disabled',
      () => world.destinations.rows.set(ID, disabledDestination(world.destination(), T0)),
    ],
    ['the destination was deleted', () => world.destinations.rows.delete(ID)],
  ])('does not wait when %s after it was read', async (_what, change) => {
    const one = toWait();
    change();
    expect(await letWait([one], ports)).toEqual(['not_open']);
    expect(world.deliveries.rows.size).toBe(0);
  });

  test('is found by the drain when the circuit closes right after the destination was read again', async () => {
    const { get } = ports.destinations;
    Object.assign(ports.destinations, {
      get: async (...given: Parameters<typeof get>) => {
        const present = await get(...given);
        // The circuit closes, and the whole backlog is drained, before the row is written.
        setHealth(aDrainingHealth());
        await world.sweep();
        await world.sweep();
        return present;
      },
    });
    const one = toWait();
    await letWait([one], ports);
    expect(world.sent()).toEqual([one.delivery.eventKey]);
    // The message is for this entry, so it is not a duplicate of the row.
    expect(world.queue.sent[0]?.message.waits).toBe(world.row({ key: one.delivery.eventKey } as never)?.waits);
  });

  test('does not wait when another worker wrote the row', async () => {
    const one = toWait();
    world.putRow({ ...one.delivery, status: 'delivered' });
    expect(await letWait([one], ports)).toEqual(['changed']);
    expect(world.deliveries.rows.get(`${ID} ${one.delivery.eventKey}`)?.status).toBe('delivered');
  });
});

describe('errors', () => {
  test('nothing is written after an entry that could not be added', async () => {
    const error = new Error('The table is throttled.');
    Object.assign(ports.deliveries, { addWaiting: () => Promise.reject(error) });
    expect(await letWait([toWait()], ports)).toEqual([{ error }]);
    expect(world.deliveries.rows.size).toBe(0);
  });

  test('nothing is written when the destination cannot be read', async () => {
    const error = new Error('The table is throttled.');
    Object.assign(ports.destinations, { get: () => Promise.reject(error) });
    expect(await letWait([toWait(), toWait()], ports)).toEqual([{ error }, { error }]);
    expect(world.deliveries.rows.size).toBe(0);
  });

  test('an entry stands for a delivery whose row cannot be written', async () => {
    Object.assign(ports.deliveries, { replace: () => Promise.reject(new Error('The table is throttled.')) });
    const [outcome] = await letWait([toWait()], ports);
    expect(outcome).toEqual({ error: expect.any(DeferredWithoutRowError) });
    await world.sweep();
    expect(world.sent()).toHaveLength(1);
  });

  test('an error of one delivery does not affect the others', async () => {
    const { addWaiting } = ports.deliveries;
    let calls = 0;
    Object.assign(ports.deliveries, {
      addWaiting: (...given: Parameters<typeof addWaiting>) =>
        calls++ === 1 ? Promise.reject(new Error('The table is throttled.')) : addWaiting(...given),
    });
    const outcomes = await letWait([toWait(), toWait(), toWait()], ports);
    expect(outcomes).toEqual(['waits', { error: expect.any(Error) }, 'waits']);
  });

  test('a crash between two requests leaves an entry without a row, and never a row without an entry', async () => {
    for (const at of ['addWaiting', 'get', 'replace'] as const) {
      world = backlogWorld(anOpenHealth());
      const die = () => new Promise<never>(() => {});
      const deliveries = { ...world.deliveries.store, ...(at === 'get' ? {} : { [at]: die }) };
      const destinations = at === 'get' ? { get: die } : world.destinations.store;
      void letWait([toWait()], { deliveries, destinations, now: () => T0 });
      await new Promise((resolve) => setImmediate(resolve));
      expect(world.deliveries.rows.size).toBe(0);
      expect(world.waiting()).toHaveLength(at === 'addWaiting' ? 0 : 1);
    }
  });
});

test('what cannot be added in time does not wait, so that its message can be sent', async () => {
  const { addWaiting } = ports.deliveries;
  Object.assign(ports.deliveries, {
    addWaiting: (...given: Parameters<typeof addWaiting>) => {
      world.state.now += 5_000;
      return addWaiting(...given);
    },
  });
  const outcomes = await letWait(Array.from({ length: 100 }, toWait), ports);
  expect(outcomes.filter((outcome) => typeof outcome === 'object').length).toBe(100);
  expect(world.deliveries.rows.size).toBe(0);
});

test('the destination is read once for all deliveries of a call, after their entries were added', async () => {
  const calls: string[] = [];
  const { get } = ports.destinations;
  const { addWaiting } = ports.deliveries;
  Object.assign(ports.destinations, {
    get: (...given: Parameters<typeof get>) => {
      calls.push('get');
      return get(...given);
    },
  });
  Object.assign(ports.deliveries, {
    addWaiting: (...given: Parameters<typeof addWaiting>) => {
      calls.push('add');
      return addWaiting(...given);
    },
  });
  await letWait(Array.from({ length: 100 }, toWait), ports);
  expect(calls).toEqual([...Array(100).fill('add'), 'get']);
});

test('a row that waits twice has two entries with different keys', () => {
  const once = waitingDelivery(aDelivery());
  expect([once.waits, waitingDelivery(once).waits]).toEqual([1, 2]);
});
