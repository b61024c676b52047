import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRateLimitStore } from '../../../../lambdas/adapters/dynamodb/account/rate-limit-store.ts';
import { MAX_DEBT_MS, type SharedBuckets } from '../../../../lambdas/core/account/rate-limit.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryBuckets } from '../../../doubles/memory-rate-limits.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const limit = { perSecond: 10, burst: 20 };
const charge = (over = {}) => ({ calls: 5, since: T0, limit, now: T0 + 100, ...over });
let made = 0;
const aBucket = () => {
  made += 1;
  return `key#${made}`;
};

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => SharedBuckets]>([
  ['in memory', () => memoryBuckets().shared],
  ['in DynamoDB', () => createRateLimitStore({ client: dynamo.client, controlTable: 'control' })],
])('the buckets %s', (_name, make) => {
  test('begin where the first call came, add up, and begin anew after a rest', async () => {
    const [shared, bucket] = [make(), aBucket()];
    expect(await shared.charge(bucket, charge())).toBe(T0 + 500);
    expect(await shared.charge(bucket, charge({ since: T0 + 200 }))).toBe(T0 + 1000);
    expect(await shared.charge(bucket, charge({ since: T0 + 60_000, now: T0 + 60_100 }))).toBe(T0 + 60_500);
    expect(await shared.charge(aBucket(), charge())).toBe(T0 + 500);
  });

  test('lose no charge of concurrent calls', async () => {
    const [shared, bucket] = [make(), aBucket()];
    await shared.charge(bucket, charge());
    await Promise.all(Array.from({ length: 10 }, () => shared.charge(bucket, charge())));
    expect(await shared.charge(bucket, charge())).toBe(T0 + 6000);
  });

  test('get no further ahead than a burst and the longest debt', async () => {
    const [shared, bucket] = [make(), aBucket()];
    const latest = T0 + 100 + 2000 + MAX_DEBT_MS;
    expect(await shared.charge(bucket, charge({ calls: 10_000 }))).toBe(T0 + 1_000_000);
    expect(await shared.charge(bucket, charge())).toBe(latest);
  });
});

test('a bucket is a row of its own partition, which expires an hour after it was last charged', async () => {
  const store = createRateLimitStore({ client: dynamo.client, controlTable: 'control' });
  await store.charge('key#row', charge());
  const Key = { tenant: { S: 'rate_limit#key#row' }, id: { S: 'rate_limit' } };
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: 'control', Key }));
  expect(Item?.expires_at).toEqual({ N: String(Math.ceil((T0 + 100) / 1000) + 3600) });
});
