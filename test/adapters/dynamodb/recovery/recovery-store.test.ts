import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecoveryCounter } from '../../../../lambdas/adapters/dynamodb/recovery/recovery-counts.ts';
import { createRecoveryStore } from '../../../../lambdas/adapters/dynamodb/recovery/recovery-store.ts';
import type { AddToRecovery, RecoveryStore } from '../../../../lambdas/core/recovery/ports.ts';
import { newRecovery, type Recovery } from '../../../../lambdas/core/recovery/recovery.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryRecoveryStore } from '../../../doubles/memory-recoveries.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let destinations = 0;
const aDestinationId = () => {
  destinations += 1;
  return `ed_${destinations}`;
};
const idOf = (n: number) => `rcv_${String(n).padStart(26, '0')}`;
const aRecovery = (over: Partial<Recovery> = {}): Recovery => ({
  ...newRecovery(
    { since: T0 - 1000, until: T0, statuses: ['failed', 'not_sent'], types: ['invoice.*'] },
    {
      account: 'acct_shop',
      mode: 'sandbox',
      id: idOf(1),
      destinationId: aDestinationId(),
      requestedRange: '["x"]',
      rate: 10,
      now: T0,
    },
  ),
  ...over,
});
const placeOf = ({ account, mode, destinationId, id }: Recovery) => ({
  tenant: { account, mode },
  destinationId,
  recoveryId: id,
  since: T0,
});
const progress = { sent: 7, cursor: 'evt_01KF1HZMR00000000000000001', scanned: true, scheduledUntil: T0 + 700 };

/** The double in memory and the store in DynamoDB follow the same rules. */
describe.each<[string, () => { store: RecoveryStore; add: AddToRecovery }]>([
  ['in memory', () => memoryRecoveryStore()],
  [
    'in DynamoDB',
    () => {
      const tables = { client: dynamo.client, controlTable: 'control' };
      return { store: createRecoveryStore(tables), add: createRecoveryCounter(tables) };
    },
  ],
])('the store of recoveries %s', (_name, make) => {
  test('gives the lock of a destination to one of several concurrent recoveries, until that releases it', async () => {
    const { store } = make();
    const destinationId = aDestinationId();
    const all = Array.from({ length: 8 }, (_, n) => placeOf(aRecovery({ destinationId, id: idOf(n) })));
    const holders = await Promise.all(all.map((lock) => store.acquireLock(lock)));
    const winner = all.find((_, n) => holders[n] === undefined);
    expect(holders.filter((holder) => holder !== undefined)).toEqual(Array(7).fill(winner));
    expect(await store.acquireLock(winner as (typeof all)[number])).toBeUndefined();
    expect(await store.locks()).toContainEqual(winner);
    await store.releaseLock(destinationId, 'rcv_not_its_own');
    expect(await store.locks()).toContainEqual(winner);
    await store.releaseLock(destinationId, winner?.recoveryId ?? '');
    expect((await store.locks()).filter((lock) => lock.destinationId === destinationId)).toEqual([]);
  });

  test('returns a recovery as it was written, and does not replace one with the same id', async () => {
    const { store } = make();
    const { types: _all, ...ofAllTypes } = aRecovery();
    for (const recovery of [aRecovery(), ofAllTypes]) {
      expect(await store.create(recovery)).toEqual(recovery);
      expect(await store.create({ ...recovery, rate: 99 })).toEqual(recovery);
      expect(await store.get(recovery.destinationId, recovery.id)).toEqual(recovery);
    }
    expect(await store.get('ed_nowhere', idOf(1))).toBeUndefined();
  });

  test('leases a recovery to one step at a time, and refuses a commit without the lease', async () => {
    const { store } = make();
    const recovery = await store.create(aRecovery());
    const leased = await Promise.all([1, 2, 3].map((n) => store.lease(recovery, T0 + 90_000 + n)));
    const [held] = leased.filter((one) => one !== undefined);
    expect(leased.filter((one) => one !== undefined)).toHaveLength(1);
    const taker = (await store.lease(held as Recovery, T0 + 200_000)) as Recovery;
    expect(await store.commit(held as Recovery, progress, 0)).toBeUndefined();
    expect(await store.commit(taker, progress, 0)).toEqual({ ...recovery, ...progress, leaseUntil: 0 });
  });

  test('adds results of concurrent calls, also while a step is running', async () => {
    const { store, add } = make();
    const recovery = await store.create(aRecovery());
    const { destinationId, id } = recovery;
    const held = (await store.lease(recovery, T0 + 90_000)) as Recovery;
    await Promise.all(Array.from({ length: 5 }, () => add(destinationId, id, { delivered: 2, failed: 1, skipped: 0 })));
    await store.commit(held, progress, 0);
    await add(destinationId, id, { delivered: 0, failed: 0, skipped: 3 });
    expect(await store.get(destinationId, id)).toMatchObject({ delivered: 10, failed: 5, skipped: 3, sent: 7 });
    await add(destinationId, 'rcv_expired', { delivered: 1, failed: 0, skipped: 0 });
    expect(await store.get(destinationId, 'rcv_expired')).toBeUndefined();
  });

  test('ends a recovery once, and then refuses leases', async () => {
    const { store } = make();
    const recovery = await store.create(aRecovery());
    const ended = await store.finish(recovery, { status: 'stopped', reason: 'requested', at: T0 + 5 });
    expect(ended).toEqual({ ...recovery, status: 'stopped', reason: 'requested', finished: T0 + 5 });
    expect(await store.finish(recovery, { status: 'succeeded', at: T0 + 9 })).toEqual(ended);
    expect(await store.lease(recovery, T0 + 90_000)).toBeUndefined();
    expect(await store.finish({ ...recovery, id: idOf(9) }, { status: 'succeeded', at: T0 })).toBeUndefined();
  });

  test('lists newest first, before and after a cursor', async () => {
    const { store } = make();
    const destinationId = aDestinationId();
    for (let n = 1; n <= 5; n++) await store.create(aRecovery({ destinationId, id: idOf(n) }));
    await store.create(aRecovery());
    const list = async (query: Partial<Parameters<RecoveryStore['list']>[1]>) => {
      const { items, hasMore } = await store.list(destinationId, { limit: 2, ...query });
      return { ids: items.map(({ id }) => Number(id.slice(4))), hasMore };
    };
    expect(await list({})).toEqual({ ids: [5, 4], hasMore: true });
    expect(await list({ startingAfter: idOf(2) })).toEqual({ ids: [1], hasMore: false });
    expect(await list({ endingBefore: idOf(2) })).toEqual({ ids: [4, 3], hasMore: true });
    expect(await list({ endingBefore: idOf(4) })).toEqual({ ids: [5], hasMore: false });
  });
});

test('a recovery expires 30 days after its end, and not while it is running', async () => {
  const store = createRecoveryStore({ client: dynamo.client, controlTable: 'control' });
  const recovery = await store.create(aRecovery());
  const expiry = async () => {
    const Key = { tenant: { S: `recoveries#${recovery.destinationId}` }, id: { S: recovery.id } };
    const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: 'control', Key }));
    return Item?.expires_at?.N;
  };
  expect(await expiry()).toBeUndefined();
  await store.finish(recovery, { status: 'succeeded', at: T0 });
  expect(Number(await expiry())).toBe(T0 / 1000 + 30 * 24 * 3600);
});
