import { beforeEach, describe, expect, test } from 'vitest';
import { NO_LEASES } from '../../../lambdas/core/destination/limits/leases.ts';
import { destinationObject } from '../../../lambdas/core/destination/related-object.ts';
import { dryRun } from '../../../lambdas/core/recovery/dry-run.ts';
import { progressOf, type Recovery, resultsOf } from '../../../lambdas/core/recovery/recovery.ts';
import { startRecovery } from '../../../lambdas/core/recovery/run.ts';
import { finishIfComplete, stopRecovery } from '../../../lambdas/core/recovery/step.ts';
import { aDestination, anEvent, SLOW, T0 } from '../../doubles/factories.ts';

import {
  aRecovery,
  begin,
  counts,
  current,
  delays,
  destinations,
  events,
  ID,
  keyAt,
  leases,
  now,
  pass,
  ports,
  putRow,
  putRows,
  queue,
  recoveries,
  SINCE,
  sentKeys,
  start,
  step,
} from '../../doubles/recovery-world.ts';

beforeEach(begin);

describe('a step', () => {
  test('sends failed deliveries, oldest first, as manual messages with the id of the recovery', async () => {
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

  test.each([
    ['fast', {}],
    ['slow', { health: SLOW }],
  ])('sends to the lane of its destination: %s', async (lane, over) => {
    destinations.rows.set(ID, aDestination({ created: SINCE - 1, ...over }));
    putRows(1);
    await start(aRecovery());
    expect(queue.sent).toMatchObject([{ lane }]);
  });

  test('spreads the messages at the rate, up to two minutes ahead, and the next step continues there', async () => {
    const keys = putRows(300);
    const recovery = await start(aRecovery({ rate: 2 }));
    expect(delays()).toEqual(Array.from({ length: 240 }, (_, n) => Math.floor(n / 2)));
    expect(recovery).toMatchObject({ sent: 240, cursor: keys[239], scanned: false, scheduledUntil: T0 + 120_000 });
    expect(await step(recovery)).toEqual(recovery);

    pass(60_000);
    const after = await step(recovery);
    expect(sentKeys()).toEqual(keys);
    expect(delays().slice(240)).toEqual(Array.from({ length: 60 }, (_, n) => 60 + Math.floor(n / 2)));
    expect(after).toMatchObject({ sent: 300, scanned: true, status: 'running' });
  });

  test('sends at the limit of the destination when that is lower than its rate, also after a change', async () => {
    const limitedTo = (perSecond: number) =>
      destinations.rows.set(ID, aDestination({ created: SINCE - 1, deliveryLimits: { perSecond } }));
    limitedTo(2);
    putRows(1000);
    const recovery = await start(aRecovery({ rate: 10 }));
    expect(delays()).toEqual(Array.from({ length: 240 }, (_, n) => Math.floor(n / 2)));
    limitedTo(5);
    pass(60_000);
    expect(await step(recovery)).toMatchObject({ sent: 240 + 60 * 5 });
    limitedTo(100);
    pass(60_000);
    expect(await step(current(recovery))).toMatchObject({ sent: 1000 });
    expect(delays().at(-1)).toBe(60 + 45);
  });

  test('sends at half of the rate of the line while other deliveries wait for a position', async () => {
    const health = { revision: 1, circuit: 'closed', drainingSince: T0 } as const;
    const limited = aDestination({ created: SINCE - 1, deliveryLimits: { maxInFlight: 4 }, health });
    destinations.rows.set(ID, limited);
    leases.rows.set(ID, { ...NO_LEASES, averageMs: 2500 });
    putRows(1000);
    // 4 leases / 2.5 s and a quarter more are 2 a second.
    await start(aRecovery({ rate: 10 }));
    expect(delays()).toEqual(Array.from({ length: 120 }, (_, n) => n));
  });

  test('sends nothing when a step with a faster clock has filled the time ahead', async () => {
    putRows(10);
    const seen = await recoveries.store.create(aRecovery({ rate: 1 }));
    const filled = { ...seen, scheduledUntil: now + 120_000 + 3_000 };
    recoveries.rows.set(`${ID} ${seen.id}`, filled);
    expect(await step(seen)).toMatchObject({ sent: 0, scanned: false, leaseUntil: 0 });
    expect(queue.sent).toEqual([]);
  });

  test('sends only events published in the range, which includes its start and not its end', async () => {
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

  test('stops at its time, and the next step sends the rest', async () => {
    putRows(100);
    const recovery = await startRecovery(aRecovery({ rate: 100 }), { stopAt: now }, ports());
    expect(recovery).toMatchObject({ sent: 20, scanned: false, leaseUntil: 0 });
    expect(await step(recovery)).toMatchObject({ sent: 100, scanned: true });
    expect(new Set(sentKeys()).size).toBe(100);
  });

  test('does not count a message that the queue refused, and the next step sends it', async () => {
    const keys = putRows(5);
    const { send } = queue.queue;
    queue.queue.send = async (messages) => {
      await send(messages.slice(0, 2));
      return messages.slice(2).map((outgoing) => ({ outgoing, mayBeQueued: false }));
    };
    const recovery = await start(aRecovery());
    expect(recovery).toMatchObject({ sent: 2, cursor: keys[1], scanned: false, status: 'running' });
    queue.queue.send = send;
    expect(await step(recovery)).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual(keys);
  });
});

describe('a missed event', () => {
  const publish = (ms: number, over: Parameters<typeof anEvent>[0] = {}) => {
    const key = keyAt(ms);
    return events.store.putFresh([anEvent({ key, id: key, ...over })]).then(() => key);
  };

  test('with the status pending waits for a retry', async () => {
    const failed = putRow(SINCE + 1000);
    const pending = putRow(SINCE + 2000, { status: 'pending', deferred: true });
    putRow(SINCE + 3000, { status: 'delivered' });
    await start(aRecovery({ statuses: ['failed', 'pending'] }));
    expect(sentKeys()).toEqual([failed, pending]);
  });

  test('with the status unattempted has no row three minutes after publishing', async () => {
    const lost = await publish(T0 - 180_000);
    await publish(T0 - 179_000);
    await publish(T0 - 200_000);
    putRow(T0 - 200_000, { status: 'delivered' });
    await publish(T0 - 210_000, { destinations: [] });
    await start(aRecovery({ statuses: ['unattempted'] }));
    expect(sentKeys()).toEqual([lost]);
  });

  test('with the status not_sent was published after the creation of the destination and matches its present selection', async () => {
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

  test('with the status not_sent is no event about the health of the destination itself', async () => {
    const type = 'v2.core.health.event_destination.failing';
    const health = { destinations: [], type };
    await publish(SINCE + 1000, { ...health, relatedObject: destinationObject(ID) });
    const ofAnother = await publish(SINCE + 2000, { ...health, relatedObject: destinationObject('ed_other') });
    await start(aRecovery({ statuses: ['not_sent'] }));
    expect(sentKeys()).toEqual([ofAnother]);
  });

  test('of any status is found in order, regardless of the page boundaries of deliveries and events', async () => {
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

  test('may belong to another account, and is sent under that account', async () => {
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

describe('the end', () => {
  test('is immediate when there is nothing to send', async () => {
    expect(await start(aRecovery())).toMatchObject({ status: 'succeeded', sent: 0, finished: T0 });
    expect(recoveries.locks.size).toBe(0);
  });

  test('follows when all results are counted', async () => {
    putRows(3);
    const recovery = await start(aRecovery({ rate: 1 }));
    await recoveries.add(ID, recovery.id, { ...counts, delivered: 2 });
    pass(3_000);
    expect(await finishIfComplete(current(recovery), ports())).toMatchObject({ status: 'running' });
    await recoveries.add(ID, recovery.id, { ...counts, skipped: 1 });
    expect(await finishIfComplete(current(recovery), ports())).toMatchObject({
      status: 'succeeded',
      delivered: 2,
      skipped: 1,
    });
    expect(recoveries.locks.size).toBe(0);
  });

  test('does not wait longer than ten minutes for a lost result', async () => {
    putRows(3);
    const recovery = await start(aRecovery({ rate: 1 }));
    pass(602_999);
    expect(await finishIfComplete(current(recovery), ports())).toMatchObject({ status: 'running' });
    pass(1);
    expect(await finishIfComplete(current(recovery), ports())).toMatchObject({ status: 'succeeded' });
  });

  test('by a stop keeps its counts and sends nothing more; a step in progress still counts what it sent', async () => {
    putRows(300);
    const recovery = await start(aRecovery({ rate: 1 }));
    const held = (await recoveries.store.lease(recovery, now + 90_000)) as Recovery;
    const stopped = await stopRecovery(recovery, 'requested', ports());
    expect(stopped).toMatchObject({ status: 'stopped', reason: 'requested', finished: T0 });
    expect(await recoveries.store.commit(held, { ...held, sent: 130 }, 0)).toMatchObject({ sent: 130 });
    pass(60_000);
    await step(current(recovery));
    expect(queue.sent).toHaveLength(120);
    expect(await stopRecovery(current(recovery), 'destination_deleted', ports())).toMatchObject({
      reason: 'requested',
    });
  });

  test.each([
    ['destination_disabled', () => destinations.rows.set(ID, aDestination({ status: 'disabled' }))],
    ['destination_deleted', () => destinations.rows.delete(ID)],
  ])('comes as stopped when the destination no longer takes anything: %s', async (reason, change) => {
    putRows(300);
    const recovery = await start(aRecovery({ rate: 1 }));
    change();
    pass(60_000);
    expect(await step(recovery)).toMatchObject({ status: 'stopped', reason });
    expect(queue.sent).toHaveLength(120);
    expect(recoveries.locks.size).toBe(0);
  });
});

test('progress is the share of the range that was read', () => {
  const recovery = aRecovery();
  expect(progressOf(recovery)).toBe(0);
  expect(progressOf({ ...recovery, cursor: keyAt(SINCE + 900_000) })).toBe(0.25);
  expect(progressOf({ ...recovery, scanned: true })).toBe(1);
});

test('results are at most the number of sent messages, also when an invocation has counted twice', () => {
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
