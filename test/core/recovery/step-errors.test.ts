import { beforeEach, describe, expect, test } from 'vitest';
import type { Recovery } from '../../../lambdas/core/recovery/recovery.ts';
import { advanceRecoveries } from '../../../lambdas/core/recovery/run.ts';
import { aDestination } from '../../doubles/factories.ts';

import {
  aRecovery,
  begin,
  counts,
  current,
  destinations,
  ID,
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

describe('concurrent', () => {
  test('steps of one recovery send everything once', async () => {
    const keys = putRows(60);
    const recovery = aRecovery();
    await recoveries.store.create(recovery);
    await Promise.all([step(recovery), step(recovery), step(recovery)]);
    expect(sentKeys()).toEqual(keys);
  });

  test('calls for the same range return the running recovery, calls for another range are refused', async () => {
    putRows(3);
    const first = await start(aRecovery({ statuses: ['failed', 'pending'] }));
    const again = await start(aRecovery({ statuses: ['pending', 'failed'] }));
    expect(again.id).toBe(first.id);
    expect(queue.sent).toHaveLength(3);
    await expect(start(aRecovery({ since: SINCE + 1 }))).rejects.toMatchObject({ status: 409, retryable: false });
  });

  test('a repeated call with the same id continues its recovery', async () => {
    putRows(3);
    const recovery = aRecovery();
    await start(recovery);
    expect(await start(recovery)).toMatchObject({ id: recovery.id, sent: 3 });
    expect(queue.sent).toHaveLength(3);
  });

  test('recoveries are possible after the first has ended', async () => {
    await start(aRecovery());
    expect(await start(aRecovery({ since: SINCE + 1 }))).toMatchObject({ status: 'succeeded' });
  });

  test('a lock whose recovery was never created is free after a minute', async () => {
    const dead = { tenant: { account: 'acct_shop', mode: 'live' as const }, destinationId: ID, recoveryId: 'rcv_dead' };
    await recoveries.store.acquireLock({ ...dead, since: now });
    await expect(start(aRecovery())).rejects.toMatchObject({ status: 409, retryable: true });
    pass(60_000);
    expect(await start(aRecovery())).toMatchObject({ status: 'succeeded' });
  });
});

describe('a step that does not complete', () => {
  /** Fails after sending and before the commit. */
  const fail = async (recovery: Recovery, atCommit = () => {}) => {
    const { commit } = recoveries.store;
    recoveries.store.commit = async () => {
      atCommit();
      throw new Error('killed');
    };
    await expect(start(recovery)).rejects.toThrow('killed');
    recoveries.store.commit = commit;
  };
  /** Like above, and cannot end its lease either. */
  const crash = async (recovery: Recovery) => {
    const { lease } = recoveries.store;
    await fail(recovery, () => {
      recoveries.store.lease = async () => {
        throw new Error('killed as well');
      };
    });
    recoveries.store.lease = lease;
  };

  test('because of an error ends its lease, so that the next step continues at once', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await fail(recovery);
    expect(current(recovery)).toMatchObject({ status: 'running', sent: 0, leaseUntil: 0 });
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual([...keys, ...keys]);
  });

  test('because of an error keeps what it had committed before', async () => {
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

  test('keeps its lease for 90 seconds; the next step then sends again what was not committed', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    pass(89_000);
    await step(current(recovery));
    expect(sentKeys()).toEqual(keys);
    pass(2_000);
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true, leaseUntil: 0 });
    expect(sentKeys()).toEqual([...keys, ...keys]);
  });

  test('is not repeated for deliveries that were attempted since, which are counted', async () => {
    const keys = putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    putRow(SINCE + 1000, { status: 'delivered', recovery: recovery.id });
    putRow(SINCE + 3000, { recovery: recovery.id });
    putRow(SINCE + 4000, { recovery: 'rcv_other' });
    queue.sent.length = 0;
    pass(91_000);
    expect(await step(current(recovery))).toMatchObject({ sent: 5, scanned: true });
    expect(sentKeys()).toEqual([keys[1], keys[3], keys[4]]);
  });

  test('because another step has taken over the lease changes nothing', async () => {
    putRows(5);
    const recovery = aRecovery();
    await crash(recovery);
    const late = current(recovery);
    pass(91_000);
    await step(current(recovery));
    expect(await recoveries.store.commit(late, { ...late, sent: 99 }, 0)).toBeUndefined();
    expect(current(recovery).sent).toBe(5);
  });
});

describe('a sweep', () => {
  const sweep = () => advanceRecoveries({ stopAt: now + 10_000 }, ports());

  test('advances each running recovery, also when another one fails', async () => {
    putRows(130);
    const recovery = await start(aRecovery({ rate: 1 }));
    const other = aDestination({ id: 'ed_other' });
    destinations.rows.set(other.id, other);
    const broken = { ...aRecovery(), destinationId: other.id };
    await start(broken);
    pass(60_000);
    const errors: unknown[] = [];
    const { get } = recoveries.store;
    recoveries.store.get = async (destinationId, id) => {
      if (destinationId === other.id) throw new Error('throttled');
      return get(destinationId, id);
    };
    await recoveries.store.acquireLock({
      tenant: other,
      destinationId: other.id,
      recoveryId: broken.id,
      since: now,
    });
    await advanceRecoveries(
      { stopAt: now + 10_000 },
      { ...ports(), reportInternalError: (_, fault) => errors.push(fault) },
    );
    expect(current(recovery)).toMatchObject({ sent: 130, scanned: true });
    expect(errors).toHaveLength(1);
  });

  test('releases the lock of a recovery that has ended', async () => {
    putRows(3);
    const recovery = await start(aRecovery());
    await recoveries.store.finish(recovery, { status: 'stopped', reason: 'requested', at: now });
    expect(recoveries.locks.size).toBe(1);
    await sweep();
    expect(recoveries.locks.size).toBe(0);
  });

  test('ends a recovery that is complete', async () => {
    putRows(3);
    const recovery = await start(aRecovery());
    await recoveries.add(ID, recovery.id, { ...counts, failed: 3 });
    pass(60_000);
    await sweep();
    expect(current(recovery)).toMatchObject({ status: 'succeeded', failed: 3 });
  });
});
