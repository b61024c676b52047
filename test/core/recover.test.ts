import { beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../lambdas/core/delivery.ts';
import { newId } from '../../lambdas/core/ids.ts';
import { recoverStep, settle, stop } from '../../lambdas/core/recover.ts';
import { advanceRecoveries, startRecovery } from '../../lambdas/core/recoveries.ts';
import {
  askedRange,
  newRecovery,
  progressOf,
  type Recovery,
  type RecoveryRange,
  resultsOf,
} from '../../lambdas/core/recovery.ts';
import { dryRun } from '../../lambdas/core/recovery-dry-run.ts';
import { aDelivery, aDestination, anEvent, T0 } from '../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryEventStore, memoryQueue } from '../doubles/memory-ports.ts';
import { memoryRecoveryScan, memoryRecoveryStore } from '../doubles/memory-recoveries.ts';

const SINCE = T0 - 3_600_000;
const ID = aDestination().id;
const counts = { delivered: 0, failed: 0, skipped: 0 };

let now: number;
let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let events: ReturnType<typeof memoryEventStore>;
let recoveries: ReturnType<typeof memoryRecoveryStore>;
let queue: ReturnType<typeof memoryQueue>;

beforeEach(() => {
  now = T0;
  destinations = memoryDestinationStore(aDestination({ created: SINCE - 1 }));
  deliveries = memoryDeliveryStore();
  events = memoryEventStore();
  recoveries = memoryRecoveryStore();
  queue = memoryQueue();
});

const ports = () => ({
  recoveries: recoveries.store,
  scan: memoryRecoveryScan(deliveries.rows, events.rows, 20),
  destinations: destinations.store,
  queue: queue.queue,
  now: () => now,
  random: () => 0.5,
  reportFault: (_place: unknown, fault: unknown) => {
    throw fault;
  },
});
const step = (recovery: Recovery) => recoverStep(recovery, { stopAt: now + 10_000 }, ports());
const start = (recovery: Recovery) => startRecovery(recovery, { stopAt: now + 10_000 }, ports());
const current = (recovery: Recovery) => recoveries.rows.get(`${ID} ${recovery.id}`) as Recovery;

let ids = 0;
const aRecovery = (over: Partial<RecoveryRange> & { rate?: number } = {}): Recovery => {
  const { rate = 10, ...rest } = over;
  const range: RecoveryRange = { since: SINCE, until: T0, statuses: ['failed'], ...rest };
  ids += 1;
  const id = `rcv_${String(ids).padStart(26, '0')}`;
  const asked = askedRange(range);
  return newRecovery(range, { account: 'acct_shop', mode: 'live', id, destinationId: ID, asked, rate, now });
};

const keyAt = (ms: number) => newId('evt_', ms, () => 0.5);
/** Rows a second apart, the first a second after SINCE. */
const putRows = (count: number, over: Partial<Delivery> = {}) =>
  Array.from({ length: count }, (_, n) => putRow(SINCE + (n + 1) * 1000, over));
const putRow = (ms: number, over: Partial<Delivery> = {}): string => {
  const eventKey = keyAt(ms);
  const { nextAttemptAt: _next, ...failed } = aDelivery({ eventKey, eventId: eventKey, status: 'failed', ...over });
  deliveries.rows.set(`${ID} ${eventKey}`, { ...failed, destinationAccount: 'acct_shop' });
  return eventKey;
};
const sentKeys = () => queue.sent.map(({ message }) => message.event.key);
const delays = () => queue.sent.map(({ delaySeconds }) => delaySeconds);

describe('a step', () => {
  test('sends what failed, oldest first, as manual messages that name their recovery', async () => {
    const keys = putRows(3);
    const { id } = await start(aRecovery());
    expect(sentKeys()).toEqual(keys);
    expect(queue.sent[0]?.message).toEqual({
      destination: { account: 'acct_shop', id: ID },
      event: { account: 'acct_shop', mode: 'live', key: keys[0] },
      first: false,
      trigger: 'manual',
      recovery: id,
    });
  });

  test('spreads the messages at the rate, up to two minutes ahead, and the next goes on from there', async () => {
    const keys = putRows(300);
    const recovery = await start(aRecovery({ rate: 2 }));
    expect(delays()).toEqual(Array.from({ length: 240 }, (_, n) => Math.floor(n / 2)));
    expect(recovery).toMatchObject({ sent: 240, cursor: keys[239], scanned: false, scheduledUntil: T0 + 120_000 });
    expect(await step(recovery)).toEqual(recovery);

    now += 60_000;
    const after = await step(recovery);
    expect(sentKeys()).toEqual(keys);
    expect(delays().slice(240)).toEqual(Array.from({ length: 60 }, (_, n) => 60 + Math.floor(n / 2)));
    expect(after).toMatchObject({ sent: 300, scanned: true, status: 'running' });
  });

  test('sends nothing when another came before it and by a faster clock: the time ahead is full', async () => {
    putRows(10);
    const seen = await recoveries.store.create(aRecovery({ rate: 1 }));
    const filled = { ...seen, scheduledUntil: now + 120_000 + 3_000 };
    recoveries.rows.set(`${ID} ${seen.id}`, filled);
    expect(await step(seen)).toMatchObject({ sent: 0, scanned: false, leaseUntil: 0 });
    expect(queue.sent).toEqual([]);
  });

  test('takes only what was published in the range, the beginning in it and the end not', async () => {
    putRow(SINCE - 1);
    const inside = [putRow(SINCE), putRow(T0 - 1)];
    putRow(T0);
    await start(aRecovery());
    expect(sentKeys()).toEqual(inside);
  });

  test.each([
    [['invoice.paid'], [0]],
    [['order.*'], [1]],
    [
      ['order.created', 'invoice.*'],
      [0, 1],
    ],
  ])('takes only events of the types %j', async (types, expected) => {
    const keys = ['invoice.paid', 'order.created', 'user.made'].map((eventType, n) =>
      putRow(SINCE + 1000 * n, { eventType }),
    );
    await start(aRecovery({ types }));
    expect(sentKeys()).toEqual(expected.map((n) => keys[n]));
  });

  test('stops at its time and leaves the rest to the next', async () => {
    putRows(100);
    const recovery = await startRecovery(aRecovery({ rate: 100 }), { stopAt: now }, ports());
    expect(recovery).toMatchObject({ sent: 20, scanned: false, leaseUntil: 0 });
    expect(await step(recovery)).toMatchObject({ sent: 100, scanned: true });
    expect(new Set(sentKeys()).size).toBe(100);
  });

  test('counts no message that the queue refused, and the next one sends it', async () => {
    const keys = putRows(5);
    const { send } = queue.queue;
    queue.queue.send = async (messages) => {
      await send(messages.slice(0, 2));
      return messages.slice(2);
    };
    const recovery = await start(aRecovery());
    expect(recovery).toMatchObject({ sent: 2, cursor: keys[1], scanned: false, status: 'running' });
    queue.queue.send = send;
    expect(await step(recovery)).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual(keys);
  });
});

describe('what was missed', () => {
  const publish = (ms: number, over: Parameters<typeof anEvent>[0] = {}) => {
    const key = keyAt(ms);
    return events.store.putFresh([anEvent({ key, id: key, ...over })]).then(() => key);
  };

  test('with pending is what waits for a retry too', async () => {
    const failed = putRow(SINCE + 1000);
    const pending = putRow(SINCE + 2000, { status: 'pending', parked: true });
    putRow(SINCE + 3000, { status: 'delivered' });
    await start(aRecovery({ statuses: ['failed', 'pending'] }));
    expect(sentKeys()).toEqual([failed, pending]);
  });

  test('with unattempted is what has no row three minutes after it was published, and not what has one', async () => {
    const lost = await publish(T0 - 180_000);
    await publish(T0 - 179_000);
    await publish(T0 - 200_000);
    putRow(T0 - 200_000, { status: 'delivered' });
    await publish(T0 - 210_000, { destinations: [] });
    await start(aRecovery({ statuses: ['unattempted'] }));
    expect(sentKeys()).toEqual([lost]);
  });

  test('with not_sent is what the destination selects now and was not sent since it was created', async () => {
    const destination = aDestination({ created: SINCE + 1000, enabledEvents: ['invoice.*'] });
    destinations.rows.set(ID, destination);
    await publish(SINCE + 500, { destinations: [] });
    const missed = await publish(SINCE + 2000, { destinations: [] });
    await publish(SINCE + 3000, { destinations: [], type: 'order.created' });
    await publish(SINCE + 4000, { destinations: [], type: 'v2.core.event_destination.ping' });
    await publish(SINCE + 5000);
    await publish(SINCE + 6000, { destinations: [] });
    putRow(SINCE + 6000, { status: 'delivered' });
    await start(aRecovery({ statuses: ['not_sent'] }));
    expect(sentKeys()).toEqual([missed]);
  });

  test('of all kinds is walked side by side, in order, however the pages of the two walks fall', async () => {
    const expected: string[] = [];
    for (let n = 0; n < 130; n++) {
      const ms = SINCE + n * 1000;
      if (n % 3 === 0) expected.push(putRow(ms));
      else expected.push(await publish(ms, n % 3 === 1 ? { destinations: [] } : {}));
      if (n % 2) await publish(ms + 1).then(() => putRow(ms + 1, { status: 'delivered' }));
    }
    await start(aRecovery({ statuses: ['failed', 'unattempted', 'not_sent'], rate: 100 }));
    expect(sentKeys()).toEqual(expected);
  });

  test("includes other accounts' events that failed, each under its own account", async () => {
    putRow(SINCE + 1000, { account: 'acct_other' });
    await start(aRecovery());
    expect(queue.sent[0]?.message).toMatchObject({
      destination: { account: 'acct_shop' },
      event: { account: 'acct_other' },
    });
  });

  test('is counted by a dry run, which sends nothing', async () => {
    putRows(50);
    putRow(SINCE + 100_000, { status: 'pending' });
    await publish(SINCE + 200_000, { destinations: [] });
    const range = aRecovery({ statuses: ['failed', 'pending', 'unattempted', 'not_sent'] });
    const counted = await dryRun(aDestination({ created: SINCE }), range, T0 + 1, ports());
    expect(counted).toEqual({ counts: { failed: 50, pending: 1, unattempted: 0, not_sent: 1 }, complete: true });
    expect(queue.sent).toEqual([]);
    const short = await dryRun(aDestination(), range, T0, ports());
    expect(short.complete).toBe(false);
    expect(short.counts.failed).toBeLessThan(50);
  });
});

describe('two at once', () => {
  test('steps of one recovery send everything once', async () => {
    const keys = putRows(60);
    const recovery = aRecovery();
    await recoveries.store.create(recovery);
    await Promise.all([step(recovery), step(recovery), step(recovery)]);
    expect(sentKeys()).toEqual(keys);
  });

  test('calls for the same range get the one that runs, calls for another are told to wait', async () => {
    putRows(3);
    const first = await start(aRecovery({ statuses: ['failed', 'pending'] }));
    const again = await start(aRecovery({ statuses: ['pending', 'failed'] }));
    expect(again.id).toBe(first.id);
    expect(queue.sent).toHaveLength(3);
    await expect(start(aRecovery({ since: SINCE + 1 }))).rejects.toMatchObject({ status: 409, retryable: false });
  });

  test('a call that is made again with its own id goes on with its recovery', async () => {
    putRows(3);
    const recovery = aRecovery();
    await start(recovery);
    expect(await start(recovery)).toMatchObject({ id: recovery.id, sent: 3 });
    expect(queue.sent).toHaveLength(3);
  });

  test('after one has ended the next may start', async () => {
    await start(aRecovery());
    expect(await start(aRecovery({ since: SINCE + 1 }))).toMatchObject({ status: 'succeeded' });
  });

  test('a place whose recovery never came to be is free after a minute', async () => {
    const dead = { tenant: { account: 'acct_shop', mode: 'live' as const }, destinationId: ID, recoveryId: 'rcv_dead' };
    await recoveries.store.takePlace({ ...dead, since: now });
    await expect(start(aRecovery())).rejects.toMatchObject({ status: 409, retryable: true });
    now += 60_000;
    expect(await start(aRecovery())).toMatchObject({ status: 'succeeded' });
  });
});

describe('a step that dies', () => {
  /** Fails when it has sent and before it says so. */
  const fail = async (recovery: Recovery, atCommit = () => {}) => {
    const { commit } = recoveries.store;
    recoveries.store.commit = async () => {
      atCommit();
      throw new Error('killed');
    };
    await expect(start(recovery)).rejects.toThrow('killed');
    recoveries.store.commit = commit;
  };
  /** The same, and comes to nothing else. */
  const crash = async (recovery: Recovery) => {
    const { lease } = recoveries.store;
    await fail(recovery, () => {
      recoveries.store.lease = async () => {
        throw new Error('killed as well');
      };
    });
    recoveries.store.lease = lease;
  };

  test('of a fault gives its lease back: the next one goes on at once', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await fail(recovery);
    expect(current(recovery)).toMatchObject({ status: 'running', sent: 0, leaseUntil: 0 });
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual([...keys, ...keys]);
  });

  test('of a fault leaves what it had committed before', async () => {
    putRows(45);
    const recovery = aRecovery({ rate: 100 });
    const { send } = queue.queue;
    let sends = 0;
    queue.queue.send = async (messages) => {
      sends += 1;
      if (sends === 2) throw new Error('throttled');
      return send(messages);
    };
    await expect(start(recovery)).rejects.toThrow('throttled');
    expect(current(recovery)).toMatchObject({ sent: 20, scanned: false, leaseUntil: 0 });
    expect(await step(current(recovery))).toMatchObject({ sent: 45, scanned: true });
    expect(new Set(sentKeys()).size).toBe(45);
    expect(sentKeys()).toHaveLength(45);
  });

  test('keeps its lease for 90 seconds; whoever comes then sends again what it did not count', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    now += 89_000;
    await step(current(recovery));
    expect(sentKeys()).toEqual(keys);
    now += 2_000;
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true, leaseUntil: 0 });
    expect(sentKeys()).toEqual([...keys, ...keys]);
  });

  test('is not repeated for what was attempted since, which is counted all the same', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    putRow(SINCE + 1000, { status: 'delivered', recovery: recovery.id });
    putRow(SINCE + 3000, { recovery: recovery.id });
    putRow(SINCE + 4000, { recovery: 'rcv_other' });
    queue.sent.length = 0;
    now += 91_000;
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual([keys[1], keys[3], keys[4]]);
  });

  test('only slowly finds that another has taken over, and changes nothing', async () => {
    putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    const late = current(recovery);
    now += 91_000;
    await step(current(recovery));
    expect(await recoveries.store.commit(late, { ...late, sent: 99 }, 0)).toBeUndefined();
    expect(current(recovery).sent).toBe(5);
  });
});

describe('the end', () => {
  test('is at once when there is nothing to send', async () => {
    expect(await start(aRecovery())).toMatchObject({ status: 'succeeded', sent: 0, finished: T0 });
    expect(recoveries.places.size).toBe(0);
  });

  test('comes when the results of all are in', async () => {
    putRows(3);
    const recovery = await start(aRecovery({ rate: 1 }));
    await recoveries.add(ID, recovery.id, { ...counts, delivered: 2 });
    now += 3_000;
    expect(await settle(current(recovery), ports())).toMatchObject({ status: 'running' });
    await recoveries.add(ID, recovery.id, { ...counts, skipped: 1 });
    expect(await settle(current(recovery), ports())).toMatchObject({ status: 'succeeded', delivered: 2, skipped: 1 });
    expect(recoveries.places.size).toBe(0);
  });

  test('does not wait longer than ten minutes for a result that got lost', async () => {
    putRows(3);
    const recovery = await start(aRecovery({ rate: 1 }));
    now += 602_999;
    expect(await settle(current(recovery), ports())).toMatchObject({ status: 'running' });
    now += 1;
    expect(await settle(current(recovery), ports())).toMatchObject({ status: 'succeeded' });
  });

  test('by a stop is kept, nothing more is sent, and a step under way still counts what it sent', async () => {
    putRows(300);
    const recovery = await start(aRecovery({ rate: 1 }));
    const held = (await recoveries.store.lease(recovery, now + 90_000)) as Recovery;
    const stopped = await stop(recovery, 'requested', ports());
    expect(stopped).toMatchObject({ status: 'stopped', reason: 'requested', finished: T0 });
    expect(await recoveries.store.commit(held, { ...held, sent: 130 }, 0)).toMatchObject({ sent: 130 });
    now += 60_000;
    await step(current(recovery));
    expect(queue.sent).toHaveLength(120);
    expect(await stop(current(recovery), 'destination_deleted', ports())).toMatchObject({ reason: 'requested' });
  });

  test.each([
    ['destination_disabled', () => destinations.rows.set(ID, aDestination({ status: 'disabled' }))],
    ['destination_deleted', () => destinations.rows.delete(ID)],
  ])('comes as stopped when the destination no longer takes anything: %s', async (reason, change) => {
    putRows(300);
    const recovery = await start(aRecovery({ rate: 1 }));
    change();
    now += 60_000;
    expect(await step(recovery)).toMatchObject({ status: 'stopped', reason });
    expect(queue.sent).toHaveLength(120);
    expect(recoveries.places.size).toBe(0);
  });
});

describe('a sweep', () => {
  const sweep = () => advanceRecoveries({ stopAt: now + 10_000 }, ports());

  test('goes on with every recovery that runs, one that fails does not hold up another', async () => {
    putRows(130);
    const recovery = await start(aRecovery({ rate: 1 }));
    const other = aDestination({ id: 'ed_other' });
    destinations.rows.set(other.id, other);
    const broken = { ...aRecovery(), destinationId: other.id };
    await start(broken);
    now += 60_000;
    const faults: unknown[] = [];
    const { get } = recoveries.store;
    recoveries.store.get = async (destinationId, id) => {
      if (destinationId === other.id) throw new Error('throttled');
      return get(destinationId, id);
    };
    await recoveries.store.takePlace({
      tenant: other,
      destinationId: other.id,
      recoveryId: broken.id,
      since: now,
    });
    await advanceRecoveries({ stopAt: now + 10_000 }, { ...ports(), reportFault: (_, fault) => faults.push(fault) });
    expect(current(recovery)).toMatchObject({ sent: 130, scanned: true });
    expect(faults).toHaveLength(1);
  });

  test('frees the place of one that ended and died before it could', async () => {
    putRows(3);
    const recovery = await start(aRecovery());
    await recoveries.store.finish(recovery, { status: 'stopped', reason: 'requested', at: now });
    expect(recoveries.places.size).toBe(1);
    await sweep();
    expect(recoveries.places.size).toBe(0);
  });

  test('settles what is complete', async () => {
    putRows(3);
    const recovery = await start(aRecovery());
    await recoveries.add(ID, recovery.id, { ...counts, failed: 3 });
    now += 60_000;
    await sweep();
    expect(current(recovery)).toMatchObject({ status: 'succeeded', failed: 3 });
  });
});

test('progress is how far the scan has come in the range', () => {
  const recovery = aRecovery();
  expect(progressOf(recovery)).toBe(0);
  expect(progressOf({ ...recovery, cursor: keyAt(SINCE + 900_000) })).toBe(0.25);
  expect(progressOf({ ...recovery, scanned: true })).toBe(1);
});

test('results are told as no more than was sent, also where a function that died has counted twice', () => {
  const recovery = { ...aRecovery(), sent: 10 };
  expect(resultsOf({ ...recovery, delivered: 7, failed: 2, skipped: 1 })).toEqual({
    delivered: 7,
    failed: 2,
    skipped: 1,
  });
  expect(resultsOf({ ...recovery, delivered: 12, failed: 2, skipped: 1 })).toEqual({
    delivered: 10,
    failed: 0,
    skipped: 0,
  });
  expect(resultsOf({ ...recovery, delivered: 8, failed: 3, skipped: 3 })).toEqual({
    delivered: 8,
    failed: 2,
    skipped: 0,
  });
});
