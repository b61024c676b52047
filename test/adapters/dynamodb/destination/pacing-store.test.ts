import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPacingStore } from '../../../../lambdas/adapters/dynamodb/destination/pacing-store.ts';
import { lineReservation, MAX_WAIT_MS, slotReservation } from '../../../../lambdas/core/destination/limits/pacing.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { mostInASecond } from '../../../doubles/sliding-second.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A worker has a store of its own, with its own cache. */
const worker = () => createPacingStore({ client: dynamo.client, controlTable: 'control' });

let destinations = 0;
const newDestination = () => `ed_${++destinations}`;

test('slots of one worker follow each other', async () => {
  const [id, store] = [newDestination(), worker()];
  expect(await store.takeSlots(id, slotReservation(3, 20, T0), false)).toEqual([T0, T0 + 50, T0 + 100]);
  expect(await store.takeSlots(id, slotReservation(2, 20, T0), false)).toEqual([T0 + 150, T0 + 200]);
  expect(await store.takeSlots(id, slotReservation(1, 20, T0 + 10_000), false)).toEqual([T0 + 10_000]);
});

test('slots of a rate that does not divide a second follow each other without a loss', async () => {
  const [id, store] = [newDestination(), worker()];
  const slots: number[] = [];
  for (let second = 0; second < 20; second++) {
    slots.push(...(await store.takeSlots(id, slotReservation(3, 3, T0 + second * 1000), false)));
  }
  expect(slots).toHaveLength(60);
  for (const [n, slot] of slots.entries()) expect(slot).toBeCloseTo(T0 + (n * 1000) / 3, 2);
});

test('of workers that reserve at the same time, no two get the same slot, and together they get all', async () => {
  const id = newDestination();
  const workers = Array.from({ length: 8 }, worker);
  const taken = await Promise.all(
    workers.flatMap((store) => [1, 2, 5].map((count) => store.takeSlots(id, slotReservation(count, 20, T0), false))),
  );
  const slots = taken.flat().toSorted((a, b) => a - b);
  const all = MAX_WAIT_MS / 50 + 1;
  // A worker that loses too many races gets nothing, and its deliveries join the line.
  expect(slots.length).toBeGreaterThan(all / 2);
  expect(slots).toEqual(slots.map((_, index) => T0 + index * 50));
  expect(mostInASecond(slots)).toBe(20);
});

test('a worker gets the slots that are left, and none when there is none', async () => {
  const id = newDestination();
  expect(await worker().takeSlots(id, slotReservation(28, 20, T0), false)).toHaveLength(28);
  expect(await worker().takeSlots(id, slotReservation(5, 20, T0), false)).toEqual([T0 + 1400, T0 + 1450, T0 + 1500]);
  expect(await worker().takeSlots(id, slotReservation(5, 20, T0), false)).toEqual([]);
});

test('while deliveries stand in line, only deliveries from the line get slots', async () => {
  const [id, first, second] = [newDestination(), worker(), worker()];
  expect(await first.joinLine(id, lineReservation(2, 20, T0))).toEqual([T0 + 1500, T0 + 1550]);
  for (const store of [first, second]) {
    expect(await store.takeSlots(id, slotReservation(1, 20, T0), false)).toEqual([]);
  }
  for (const store of [first, worker()]) {
    expect(await store.isInLine(id, T0)).toBe(true);
    expect(await store.isInLine(id, T0 + 1600)).toBe(false);
  }
  expect(await second.takeSlots(id, slotReservation(1, 20, T0), true)).toEqual([T0]);
  expect(await second.takeSlots(id, slotReservation(1, 20, T0 + 1600), false)).toEqual([T0 + 1600]);
});

test('a time that a worker with a wrong clock stored does not stop the others', async () => {
  const id = newDestination();
  const ahead = T0 + 600_000;
  await worker().takeSlots(id, slotReservation(1, 20, ahead), false);
  expect(await worker().takeSlots(id, slotReservation(1, 20, T0), false)).toEqual([T0]);
});
