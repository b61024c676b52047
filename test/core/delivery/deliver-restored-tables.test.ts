/**
 * Messages that are older or newer than the tables, after tables were restored to a point in time. Each message ends: none stays in
 * its queue, and none is an internal error, which would raise alarms for days.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { deliverWorld } from '../../doubles/deliver-world.ts';
import { aMessage, T0 } from '../../doubles/factories.ts';

const MINUTE = 60_000;
let world: ReturnType<typeof deliverWorld>;
beforeEach(() => {
  world = deliverWorld();
  world.state.now = T0 + 60 * MINUTE;
});

const { inline: _event, ...small } = aMessage({ first: false });
const kinds: [string, DeliveryMessage][] = [
  ['of a retry', small],
  ['of the due list', { ...small, dueAt: T0 + 30 * MINUTE }],
  ['of a probe', { ...small, probe: true }],
  ['of a resend', { ...small, trigger: 'manual' }],
  ['of a recovery', { ...small, trigger: 'manual', recovery: 'rcv_1' }],
];

/** Delivers a message, and expects that it is not in the queue afterwards and that nothing is an internal error. */
async function ends(message: DeliveryMessage): Promise<void> {
  for (const lane of ['fast', 'slow'] as const) {
    expect(await world.deliver([message], 1, lane)).toEqual([]);
  }
  expect(world.errors).toEqual([]);
}

describe('a message whose event the restored table does not have', () => {
  beforeEach(() => world.events.clear());

  test.each(kinds)('%s ends without an attempt and without a row', async (_, message) => {
    await ends(message);
    expect(world.requests).toEqual([]);
    expect(world.rows()).toEqual([]);
  });

  test('fails the delivery if its row was restored', async () => {
    world.putRow({ nextAttemptAt: T0 + 30 * MINUTE });
    await ends(small);
    expect(world.row()).toMatchObject({ status: 'failed', failureReason: 'event_expired', attemptCount: 1 });
  });

  test('is attempted and recorded if it carries the event', async () => {
    await ends(aMessage({ first: false }));
    expect(world.requests).toHaveLength(1);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });
});

describe('a message whose destination the restored table does not have', () => {
  beforeEach(() => world.destinations.rows.clear());

  test.each(kinds)('%s ends without an attempt', async (_, message) => {
    await ends(message);
    expect(world.requests).toEqual([]);
    const isAutomatic = message.trigger === 'automatic';
    expect(world.rows()).toMatchObject(isAutomatic ? [{ status: 'failed', failureReason: 'destination_deleted' }] : []);
  });
});

describe('a restored row', () => {
  test('of a delivery that was delivered since is attempted again when its message is still there', async () => {
    world.putRow({ nextAttemptAt: T0 + 30 * MINUTE, heldBy: 'm0' });
    await ends(small);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
  });

  test('that names a message which is gone stays pending after another message, until a recovery sends it', async () => {
    world.putRow({ nextAttemptAt: T0 + 90 * MINUTE, heldBy: 'gone' });
    await ends(small);
    expect(world.row()).toMatchObject({ status: 'pending', heldBy: 'gone' });
    await ends({ ...small, trigger: 'manual', recovery: 'rcv_1' });
    expect(world.row()).toMatchObject({ status: 'delivered' });
    expect(world.requests).toHaveLength(1);
  });

  test('of a delivery that waited stays pending where the destination is healthy, until a recovery sends it', async () => {
    world.putRow({ waiting: true, waits: 1 });
    await ends({ ...small, trigger: 'manual', recovery: 'rcv_1' });
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });
});
