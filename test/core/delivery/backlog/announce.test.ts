import { expect, test } from 'vitest';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import { WARNINGS_AFTER_MS } from '../../../../lambdas/core/destination/health/failing.ts';
import { disabledDestination } from '../../../../lambdas/core/destination/rules.ts';
import { anOpenHealth, backlogWorld } from '../../../doubles/backlog-world.ts';
import { T0 } from '../../../doubles/factories.ts';

const DISABLED = WARNINGS_AFTER_MS.length + 1;

test('what waits for a destination that is disabled by the announcement fails in the same sweep', async () => {
  const world = backlogWorld(anOpenHealth({ warned: 3, warnedSince: T0 }));
  const [event] = await world.wait(1);
  const announceHealth = async (read: Destination) => {
    const disabled = disabledDestination(read, T0, 'failing');
    await world.destinations.store.replace(read, disabled);
    const health = { ...anOpenHealth(), warned: DISABLED, warnedSince: T0 };
    return world.destinations.store.updateHealth(disabled, health);
  };
  Object.assign(world.ports, { announceHealth });
  await world.sweep();
  expect(event && world.row(event)).toMatchObject({ status: 'failed', failureReason: 'destination_disabled' });
  expect(world.watchList.rows.size).toBe(0);
  // The end stays announced, so that a late failure does not announce it again.
  expect(world.health()).toEqual({ revision: 3, circuit: 'closed', warned: DISABLED, warnedSince: T0 });
});

test('a warning about a destination that a person has disabled is over', async () => {
  const health = anOpenHealth({ warned: 1, warnedSince: T0 });
  const world = backlogWorld(health, { status: 'disabled', disabledReason: 'user' });
  await world.sweep();
  expect(world.health()).toEqual({ revision: 2, circuit: 'closed' });
});

test('a destination whose announcement fails is probed all the same', async () => {
  const world = backlogWorld(anOpenHealth());
  const [event] = await world.wait(1);
  Object.assign(world.ports, { announceHealth: () => Promise.reject(new Error('The table is throttled.')) });
  await world.sweep();
  expect(world.sent()).toEqual([event?.key]);
  expect(world.errors).toMatchObject([{ message: 'The table is throttled.' }]);
});

test('a destination that was deleted during the announcement loses what waits', async () => {
  const world = backlogWorld(anOpenHealth());
  const [event] = await world.wait(1);
  Object.assign(world.ports, { announceHealth: async () => undefined });
  await world.sweep();
  expect(event && world.row(event)).toMatchObject({ status: 'failed', failureReason: 'destination_deleted' });
});
