import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWatchList, watchShard } from '../../../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import { WATCH_SHARDS, type Watched } from '../../../../lambdas/core/destination/health/watch.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { aDestination, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const list = () => createWatchList({ client: dynamo.client, controlTable: 'control' });
const readAll = async (): Promise<Watched[]> =>
  (await Promise.all(Array.from({ length: WATCH_SHARDS }, (_, shard) => list().read(shard)))).flat();

test('a destination is in one shard, once, until it is removed', async () => {
  const destinations = Array.from({ length: 20 }, () =>
    aDestination({ id: newId('ed_', T0, Math.random), account: 'acct_bank', mode: 'sandbox' }),
  );
  for (const destination of [...destinations, ...destinations]) await list().add(destination);
  const watched = await readAll();
  expect(watched.map(({ destinationId }) => destinationId).sort()).toEqual(destinations.map(({ id }) => id).sort());
  expect(watched[0]?.tenant).toEqual({ account: 'acct_bank', mode: 'sandbox' });
  expect(new Set(destinations.map(({ id }) => watchShard(id))).size).toBeGreaterThan(1);
  for (const one of watched) await list().remove(one);
  expect(await readAll()).toEqual([]);
});

test('a destination that was added again is not removed', async () => {
  const destination = aDestination({ id: newId('ed_', T0, Math.random) });
  await list().add(destination);
  const [seen] = await readAll();
  await list().add(destination);
  await list().remove(seen as Watched);
  const [again] = await readAll();
  expect(again?.destinationId).toBe(destination.id);
  await list().remove(again as Watched);
  await list().remove(again as Watched);
  expect(await readAll()).toEqual([]);
});
