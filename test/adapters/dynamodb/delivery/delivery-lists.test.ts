import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import type { DeliveryStore } from '../../../../lambdas/core/delivery/ports.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { aDelivery, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryDeliveryStore } from '../../../doubles/memory-ports.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const keys = Array.from({ length: 12 }, (_, n) => newId('evt_', T0 + n * 1000, () => 0.5));
const numbers = ({ items }: { items: readonly string[] }) => items.map((key) => keys.indexOf(key));

/** What is undelivered and how it ended, by event and destination; each store has accounts of its own. */
async function filled(store: DeliveryStore, account: string) {
  const put = (n: number, destinationId: string, over: Partial<Delivery> = {}, owner = account) => {
    const [eventKey = ''] = keys.slice(n);
    const row = aDelivery({
      account,
      destinationId: `${destinationId}_${account}`,
      eventKey,
      eventId: eventKey,
      ...over,
    });
    return store.replace(undefined, row, owner);
  };
  for (const n of [0, 2, 4, 6, 8, 10]) await put(n, 'ed_a', { status: 'delivered' });
  for (const n of [1, 5, 9]) await put(n, 'ed_a', { status: 'failed', failureReason: 'gone' });
  for (const n of [5, 9, 11]) await put(n, 'ed_b', { eventType: 'charge.failed', deferred: true });
  await put(3, 'ed_platform', {}, 'acct_platform');
  await put(5, 'ed_platform', {}, 'acct_platform');
  return { tenant: { account, mode: 'live' as const }, put };
}

describe.each<[string, () => DeliveryStore]>([
  ['in memory', () => memoryDeliveryStore().store],
  [
    'in DynamoDB',
    () =>
      createDeliveryStore({
        client: dynamo.client,
        deliveriesTable: 'deliveries',
        eventsTable: 'events',
        controlTable: 'control',
        dueShards: 1,
        shards: 1,
      }),
  ],
])('what a tenant has not got, %s', (name, make) => {
  const account = `acct_${name.split(' ').at(-1)}`;
  let store: DeliveryStore;
  let tenant: { account: string; mode: 'live' };
  beforeAll(async () => {
    store = make();
    ({ tenant } = await filled(store, account));
  });
  const own = { limit: 20, ownOnly: true };

  test('is each event once, newest first, failed, held or parked', async () => {
    expect(numbers(await store.unsettled(tenant, own))).toEqual([11, 9, 5, 1]);
    expect(await store.unsettled({ ...tenant, mode: 'sandbox' }, own)).toEqual({ items: [], hasMore: false });
  });

  test("has what other accounts' destinations did not get for who may know", async () => {
    expect(numbers(await store.unsettled(tenant, { limit: 20, ownOnly: false }))).toEqual([11, 9, 5, 3, 1]);
  });

  test('is filtered by type and paged from either side, no event lost where a page ends among its rows', async () => {
    expect(numbers(await store.unsettled(tenant, { ...own, types: ['charge.*'] }))).toEqual([11, 9, 5]);
    const first = await store.unsettled(tenant, { ownOnly: false, limit: 2 });
    expect([numbers(first), first.hasMore]).toEqual([[11, 9], true]);
    const second = await store.unsettled(tenant, { ownOnly: false, limit: 2, startingAfter: keys[9] });
    expect([numbers(second), second.hasMore]).toEqual([[5, 3], true]);
    const newer = await store.unsettled(tenant, { ownOnly: false, limit: 2, endingBefore: keys[1] });
    expect([numbers(newer), newer.hasMore]).toEqual([[5, 3], true]);
  });

  test('begins at a time', async () => {
    expect(numbers(await store.unsettled(tenant, { ...own, from: T0 + 5000 }))).toEqual([11, 9, 5]);
  });

  test('leaves the list when it got through after all', async () => {
    const destinationId = `ed_b_${account}`;
    const before = (await store.get(destinationId, keys[11] as string)) as Delivery;
    const { deferred: _deferred, nextAttemptAt: _next, ...rest } = before;
    await store.replace(before, { ...rest, status: 'delivered', attemptCount: 2 }, account);
    expect(numbers(await store.unsettled(tenant, own))).toEqual([9, 5, 1]);
  });

  test('statuses tell of each delivery that has a row', async () => {
    const of = keys.map((eventKey) => ({ destinationId: `ed_a_${account}`, eventKey }));
    const statuses = await store.statuses(of);
    expect(of.map((one) => statuses.get(`${one.destinationId} ${one.eventKey}`))).toEqual(
      keys.map((_, n) => (n % 2 === 0 ? 'delivered' : [1, 5, 9].includes(n) ? 'failed' : undefined)),
    );
  });
});
