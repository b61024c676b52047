import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLeaseStore } from '../../../../lambdas/adapters/dynamodb/destination/lease-store.ts';
import { fromItem, toItem } from '../../../../lambdas/adapters/dynamodb/item.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let destinations = 0;
function setUp() {
  const id = `ed_${++destinations}`;
  const store = createLeaseStore({ client: dynamo.client, controlTable: 'control' });
  return {
    store,
    id,
    take: (count: number, max: number, now = T0) => store.take(id, { count, max, now }),
    row: async () => {
      const key = toItem({ tenant: `in_flight#${id}`, id: 'in_flight' });
      const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: 'control', Key: key }));
      return fromItem<Record<string, unknown>>(Item ?? {});
    },
  };
}

test('no more leases are taken than the limit permits, also by workers that take them at the same time', async () => {
  const { take } = setUp();
  const taken = await Promise.all(Array.from({ length: 12 }, () => take(2, 7)));
  expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(7);
  expect((await take(1, 7)).count).toBe(0);
  expect((await take(1, 8)).count).toBe(1);
});

test('a lease that is given back is free again, and its attempt counts for the average', async () => {
  const { store, id, take } = setUp();
  const leases = await take(2, 2);
  await store.giveBack(id, { ...leases, count: 1, averageMs: 250 });
  expect(await take(2, 2)).toMatchObject({ count: 1, averageMs: 250 });
  expect((await take(1, 2)).count).toBe(0);
  expect(await store.averageMs(id)).toBe(250);
  expect(await store.averageMs('ed_without_attempts')).toBeUndefined();
});

test('the leases of a worker that died are free after a minute, and are given back once', async () => {
  const { store, id, take, row } = setUp();
  const lost = await take(2, 2);
  expect((await take(1, 2, T0 + 59_000)).count).toBe(0);
  expect((await take(2, 2, T0 + 75_000)).count).toBe(2);
  await store.giveBack(id, lost);
  expect(await row()).toMatchObject({ taken: 2 });
});

test('the row stays small', async () => {
  const { store, id, take, row } = setUp();
  for (let minute = 0; minute < 40; minute++) {
    await store.giveBack(id, await take(1, 5, T0 + minute * 60_000));
  }
  const attributes = Object.keys(await row()).filter((name) => name.startsWith('expire_'));
  expect(attributes.length).toBeLessThanOrEqual(10);
  expect(await row()).toMatchObject({ taken: 0 });
});
