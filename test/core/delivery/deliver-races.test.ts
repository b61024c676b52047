import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { DELIVER_SETTINGS } from '../../doubles/deliver-ports.ts';
import { deliverWorld } from '../../doubles/deliver-world.ts';
import { aFailure, aMessage, anAttempt, aResult, T0 } from '../../doubles/factories.ts';

let world: ReturnType<typeof deliverWorld>;
beforeEach(() => {
  world = deliverWorld();
});

const MINUTE = 60_000;
const manual = () => aMessage({ first: false, trigger: 'manual' });
const retry = () => aMessage({ first: false });

describe('an attempt while another worker writes the row', () => {
  test('is recorded after the manual attempt that was written first, and its retry is planned', async () => {
    world.putRow({ nextAttemptAt: T0, heldBy: 'm0' });
    world.state.respond = () => {
      world.putRow({
        attemptCount: 2,
        nextAttemptAt: T0,
        heldBy: 'm0',
        attempts: [anAttempt(), anAttempt({ number: 2 })],
      });
      return aFailure();
    };
    expect(await world.deliver([retry()])).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 3, automaticCount: 2, heldBy: 'm0' });
    expect(world.row().attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(world.row().nextAttemptAt).toBe(T0 + 120_000);
    expect(world.requests).toHaveLength(1);
  });

  test('is recorded after another automatic attempt, whose planned retry does not change', async () => {
    world.putRow({ nextAttemptAt: T0 });
    world.state.respond = () => {
      world.putRow({ attemptCount: 2, automaticCount: 2, nextAttemptAt: T0 + 2 * MINUTE, heldBy: 'other' });
      return aFailure();
    };
    expect(await world.deliver([retry()])).toEqual([]);
    expect(world.row()).toMatchObject({
      status: 'pending',
      attemptCount: 3,
      automaticCount: 3,
      heldBy: 'other',
      nextAttemptAt: T0 + 2 * MINUTE,
    });
  });

  test('leaves the retry with its message, which the queue delivered twice', async () => {
    world.putRow({ nextAttemptAt: T0, heldBy: 'm0' });
    world.state.respond = () => {
      world.putRow({ attemptCount: 2, automaticCount: 2, nextAttemptAt: T0 + 2 * MINUTE, heldBy: 'm0' });
      return aFailure();
    };
    expect(await world.deliver([retry()])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(120);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 3, heldBy: 'm0' });
  });

  test('with a 2xx settles the delivery, which is pending after the failure of another worker', async () => {
    world.putRow({ nextAttemptAt: T0 });
    world.state.respond = () => {
      world.putRow({ attemptCount: 2, automaticCount: 2, nextAttemptAt: T0 + 2 * MINUTE, heldBy: 'other' });
      return aResult();
    };
    expect(await world.deliver([retry()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 3 });
    expect(world.row()).not.toHaveProperty('nextAttemptAt');
    expect(world.requests).toHaveLength(1);
  });

  test('is recorded after thirty concurrent attempts', async () => {
    world.putRow({ nextAttemptAt: T0 });
    world.state.respond = () => aFailure();
    const { replace } = world.deliveries.store;
    let others = 30;
    world.deliveries.store.replace = async (...args) => {
      if (others-- > 0) world.putRow({ ...world.row(), attemptCount: world.row().attemptCount + 1 });
      return replace(...args);
    };
    expect(await world.deliver([retry()])).toEqual(['m0']);
    expect(world.row()).toMatchObject({ status: 'pending', attemptCount: 32, heldBy: 'm0' });
    expect(world.errors).toEqual([]);
  });

  test('with a 2xx settles a delivery that failed in the meantime', async () => {
    world.putRow({ nextAttemptAt: T0 });
    world.state.respond = () => {
      world.putRow({ status: 'failed', failureReason: 'destination_disabled' });
      return aResult();
    };
    expect(await world.deliver([retry()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
    expect(world.row()).not.toHaveProperty('failureReason');
  });

  test.each(['delivered', 'failed'] as const)(
    'and fails is added to a delivery that is %s by then, which stays so',
    async (status) => {
      world.putRow({ nextAttemptAt: T0 });
      world.state.respond = () => {
        world.putRow({ status, ...(status === 'failed' ? { failureReason: 'gone' } : {}) });
        return aFailure();
      };
      expect(await world.deliver([retry()])).toEqual([]);
      expect(world.row()).toMatchObject({
        status,
        attemptCount: 2,
        ...(status === 'failed' ? { failureReason: 'gone' } : {}),
      });
      expect(world.row().attempts.at(-1)).toMatchObject({ httpStatus: 500 });
    },
  );

  test('that is manual does not change a retry that was deferred in the meantime', async () => {
    world.putRow({ nextAttemptAt: T0 + 30_000, heldBy: 'auto' });
    world.state.respond = () => {
      const { heldBy: _gone, ...row } = world.row();
      world.deliveries.rows.set(`${row.destinationId} ${row.eventKey}`, {
        ...row,
        destinationAccount: 'acct_shop',
        nextAttemptAt: T0 + 20 * MINUTE,
        deferred: true,
      });
      return aFailure();
    };
    expect(await world.deliver([manual()])).toEqual([]);
    expect(world.row()).toMatchObject({
      status: 'pending',
      deferred: true,
      nextAttemptAt: T0 + 20 * MINUTE,
      attemptCount: 2,
    });
    expect(world.row()).not.toHaveProperty('heldBy');
  });
});

test.each([
  ['of a retry', { nextAttemptAt: T0, heldBy: 'm0' }],
  ['that the sweep sent', { nextAttemptAt: T0, deferred: true }],
])(
  'a failure %s is deferred where its delivery was deferred meanwhile: its message may be gone',
  async (_name, seen) => {
    world.putRow(seen);
    world.state.respond = () => {
      // Another receive of the message met an internal error, deferred the delivery and deleted the message.
      const { heldBy: _gone, ...row } = world.row();
      const deferred = { ...row, destinationAccount: 'acct_shop', deferred: true, nextAttemptAt: T0 + MINUTE };
      world.deliveries.rows.set(`${row.destinationId} ${row.eventKey}`, deferred);
      return aFailure();
    };
    expect(await world.deliver([{ ...retry(), dueAt: T0 }])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'pending', deferred: true, attemptCount: 2 });
    expect(world.row()).not.toHaveProperty('heldBy');
    expect(world.deliveries.dueList.entries()).toMatchObject([{ dueAt: world.row().nextAttemptAt }]);
  },
);

describe('a first-attempt success after the time of its batch is over', () => {
  let respond = () => {};
  beforeEach(async () => {
    world.state.respond = () =>
      new Promise((resolve) => {
        respond = () => resolve(aResult());
      });
    const batch = [{ id: 'm0', receiptHandle: 'r0', receiveCount: 1, message: aMessage() }];
    const settings = { ...DELIVER_SETTINGS, outOfTime: nextTurn() };
    expect(await deliverBatch(batch, settings, world.ports)).toEqual(['m0']);
    expect(world.row()).toBeUndefined();
  });

  test('is recorded late', async () => {
    respond();
    await nextTurn();
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 1 });
    expect(world.reports).toHaveLength(1);
  });

  test('is added to the attempts that were recorded until then', async () => {
    world.putRow({ nextAttemptAt: T0 + 30_000, heldBy: 'm0' });
    respond();
    await nextTurn();
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
    expect(world.row().attempts.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('is an internal error when it cannot be recorded', async () => {
    world.deliveries.store.replace = async () => {
      throw new Error('The table is throttled.');
    };
    respond();
    await nextTurn();
    expect(world.errors.map((fault) => (fault as Error).message)).toEqual([
      'The invocation ended before the delivery was attempted and recorded.',
      'The table is throttled.',
    ]);
  });
});

describe('an attempt whose write took effect although it appeared to lose a race', () => {
  beforeEach(() => {
    const { replace } = world.deliveries.store;
    world.deliveries.store.replace = async (...args) => {
      await replace(...args);
      return false;
    };
  });

  test.each([
    ['a failure', aFailure(), ['m0'], { status: 'pending', heldBy: 'm0' }],
    ['a success', aResult(), [], { status: 'delivered' }],
  ])('is recorded once: %s', async (_name, result, kept, row) => {
    world.putRow({ nextAttemptAt: T0 });
    world.state.respond = () => result;
    expect(await world.deliver([retry()])).toEqual(kept);
    expect(world.row()).toMatchObject({ ...row, attemptCount: 2 });
    expect(world.row().attempts).toHaveLength(2);
  });

  test('is counted for its recovery once', async () => {
    world.putRow({ nextAttemptAt: T0 + MINUTE });
    await world.deliver([{ ...manual(), recovery: 'rcv_1' }]);
    expect(world.ports.reportRecoveryResult).toHaveBeenCalledExactlyOnceWith(expect.anything(), 'delivered');
  });

  test('is recorded once when it is a first-attempt success that appeared not to be written', async () => {
    const { putDelivered } = world.deliveries.store;
    world.deliveries.store.putDelivered = async (delivered) => {
      await putDelivered(delivered);
      return delivered;
    };
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 1 });
  });
});

describe('the first message of a delivery', () => {
  const published = publishedAt(deliverWorld().event.key);

  test.each([61_000, 3_600_000, -3_600_000])(
    'that comes %i ms after publishing finds what was recorded before it, and nothing is sent again',
    async (age) => {
      world.state.now = published + age;
      world.putRow({ status: 'delivered' });
      expect(await world.deliver([aMessage()])).toEqual([]);
      expect(world.requests).toEqual([]);
      expect(world.row().attempts).toHaveLength(1);
    },
  );

  test('that is late loses no attempt when another one is recorded during its own', async () => {
    world.state.now = published + 3_600_000;
    world.state.respond = () => {
      world.putRow({ status: 'delivered', attempts: [anAttempt({ trigger: 'manual' })] });
      return aResult();
    };
    expect(await world.deliver([aMessage()])).toEqual([]);
    expect(world.row().attempts.map(({ trigger }) => trigger)).toEqual(['manual', 'automatic']);
    expect(world.deliveries.batchesPut()).toBe(0);
  });

  test('that is twice in one batch is recorded twice', async () => {
    const { putDelivered } = world.deliveries.store;
    world.deliveries.store.putDelivered = async (delivered) => {
      await putDelivered(delivered.slice(0, 1));
      return delivered.slice(1);
    };
    let durationMs = 12;
    world.state.respond = () => aResult({ durationMs: durationMs++ });
    expect(await world.deliver([aMessage(), aMessage()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
  });

  test('that a repeat of publishing sent waits while the first attempt may be in progress', async () => {
    world.state.now = published + 149_000;
    expect(await world.deliver([retry()])).toEqual(['m0']);
    expect(world.queue.hidden.get('r0')).toBe(2);
    expect(world.requests).toEqual([]);
    world.state.now = published + 150_000;
    expect(await world.deliver([retry()])).toEqual([]);
    expect(world.row()).toMatchObject({ status: 'delivered' });
  });
});

test('a resend waits for a first message that may be in the queue although its delivery is parked', async () => {
  const published = publishedAt(world.event.key);
  world.state.now = published + 1_000;
  const due = published + 150_000;
  world.putRow({ attemptCount: 0, automaticCount: 0, attempts: [], deferred: true, nextAttemptAt: due });
  expect(await world.deliver([manual()])).toEqual(['m0']);
  expect(world.requests).toEqual([]);
  world.state.now = due;
  expect(await world.deliver([manual()])).toEqual([]);
  expect(world.row()).toMatchObject({ status: 'delivered', attemptCount: 1 });
});

describe('a queue that delivers a message at once although it was hidden', () => {
  test('moves nothing to the dead-letter queue: after a few receives the retry is parked', async () => {
    world.state.respond = () => aFailure();
    const kept: string[][] = [];
    for (let receiveCount = 1; receiveCount <= 6; receiveCount++)
      kept.push(await world.deliver([aMessage()], receiveCount));
    expect(kept).toEqual([['m0'], ['m0'], ['m0'], ['m0'], ['m0'], []]);
    expect(world.row()).toMatchObject({
      status: 'pending',
      deferred: true,
      nextAttemptAt: T0 + 30_000,
      attemptCount: 1,
    });
    expect(world.row()).not.toHaveProperty('heldBy');
    expect(world.requests).toHaveLength(1);
  });
});

test('a resend or a recovery during a short disable does not change a pending delivery', async () => {
  world.putRow({ nextAttemptAt: T0 + 30_000, heldBy: 'auto' });
  const [destination] = world.destinations.rows.values();
  if (destination) world.destinations.rows.set(destination.id, { ...destination, status: 'disabled' });
  expect(await world.deliver([{ ...manual(), recovery: 'rcv_1' }])).toEqual([]);
  expect(world.row()).toMatchObject({ status: 'pending', nextAttemptAt: T0 + 30_000, heldBy: 'auto' });
  expect(world.ports.reportRecoveryResult).toHaveBeenCalledExactlyOnceWith(expect.anything(), 'skipped');
});
