import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SendResult } from '../../../lambdas/core/delivery/delivery.ts';
import { deliverWorld } from '../../doubles/deliver-world.ts';
import { aDestination, aFailure, aMessage, aResult } from '../../doubles/factories.ts';

const COLLECT_MS = 100;
const IDS = Array.from({ length: 10 }, (_, n) => `ed_01KF000000000000000000000${n}`);
const [HANGING, ...FAST] = IDS as [string, ...string[]];

let world: ReturnType<typeof deliverWorld>;
/** Ends the attempt of a destination. */
let respond: Map<string, (result: SendResult) => void>;
let batch: Promise<string[]>;

const messageFor = (id: string) => aMessage({ destination: { account: 'acct_shop', id } });
const statuses = () => IDS.map((id) => world.row(id)?.status);

beforeEach(async () => {
  world = deliverWorld();
  respond = new Map();
  for (const id of IDS) world.destinations.rows.set(id, aDestination({ id }));
  world.state.respond = ({ destination }) => new Promise((resolve) => respond.set(destination.id, resolve));
  batch = world.deliver(IDS.map(messageFor));
  await nextTurn();
});

async function responds(ids: readonly string[], result = aResult()): Promise<void> {
  for (const id of ids) respond.get(id)?.(result);
  await nextTurn();
}

async function elapse(milliseconds: number): Promise<void> {
  world.timers.elapse(milliseconds);
  await nextTurn();
}

describe('first-attempt successes beside an attempt that hangs', () => {
  beforeEach(() => responds(FAST));

  test('are recorded and reported together 100 ms later, while the other attempt runs', async () => {
    expect(world.rows()).toEqual([]);
    await elapse(COLLECT_MS);
    expect(statuses()).toEqual([undefined, ...FAST.map(() => 'delivered')]);
    expect(world.reports.map(({ outcome }) => outcome)).toEqual(FAST.map(() => 'delivered'));
    expect(world.deliveries.batchesPut()).toBe(1);
    await responds([HANGING], aFailure());
    expect(await batch).toEqual(['m0']);
    expect(world.row(HANGING)).toMatchObject({ status: 'pending', attemptCount: 1 });
    expect(world.deliveries.batchesPut()).toBe(1);
  });

  test('are not sent again when the function stops before its batch has ended', async () => {
    await elapse(COLLECT_MS);
    world.requests.length = 0;
    // No message was deleted, so the queue delivers all of them again.
    expect(await world.deliver(FAST.map(messageFor), 2)).toEqual([]);
    expect(world.requests).toEqual([]);
  });

  test('are recorded at once when the last attempt of the batch ends', async () => {
    await responds([HANGING]);
    expect(await batch).toEqual([]);
    expect(statuses()).toEqual(IDS.map(() => 'delivered'));
    expect(world.deliveries.batchesPut()).toBe(1);
    expect(world.timers.running()).toEqual([]);
  });

  test('are recorded one by one when the table does not take them together', async () => {
    world.deliveries.store.putDelivered = async (all) => all;
    await elapse(COLLECT_MS);
    expect(statuses()).toEqual([undefined, ...FAST.map(() => 'delivered')]);
    expect(world.reports).toHaveLength(FAST.length);
  });
});

test('a failure is recorded and reported while other attempts of its batch run', async () => {
  const [failing] = FAST;
  await responds([failing as string], aFailure());
  expect(world.row(failing)).toMatchObject({ status: 'pending', heldBy: 'm1' });
  expect(world.reports.map(({ outcome }) => outcome)).toEqual(['retry']);
});
