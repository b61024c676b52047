import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdempotencyStore } from '../../../../lambdas/adapters/dynamodb/account/idempotency-store.ts';
import type { IdempotencyRecord, IdempotencyStore } from '../../../../lambdas/core/idempotency.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryIdempotencyStore } from '../../../doubles/memory-ports.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const DAY = 24 * 3600;
let refs = 0;
const aRef = () => {
  refs += 1;
  return { tenant: { account: 'acct_shop', mode: 'live' as const }, id: `idempotency#${refs}` };
};
const record: IdempotencyRecord = {
  fingerprint: 'f',
  seed: '01KF0000000000000000000001',
  shards: 1,
  leaseUntil: T0 + 60_000,
};

/** The double in memory and the store in DynamoDB follow the same rules. */
describe.each<[string, () => IdempotencyStore]>([
  ['in memory', () => memoryIdempotencyStore().store],
  ['in DynamoDB', () => createIdempotencyStore({ client: dynamo.client, controlTable: 'control' })],
])('the idempotency store %s', (_name, make) => {
  test('lets one of several concurrent calls claim a key, and returns its record to the others', async () => {
    const [store, ref] = [make(), aRef()];
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.claim(ref, { ...record, seed: String(n) }, DAY, T0)),
    );
    const refused = claims.filter((claim) => claim !== undefined);
    expect(refused).toHaveLength(7);
    expect(new Set(refused.map(({ seed }) => seed)).size).toBe(1);
  });

  test('stores a response, sealed or not, and the key can be claimed again when the record expires', async () => {
    for (const sealed of [true, false]) {
      const [store, ref] = [make(), aRef()];
      await store.claim(ref, record, DAY, T0);
      const response = { status: 201, body: '{"name":"größer 🚚"}', sealed };
      await store.storeResponse(ref, response);
      expect(await store.claim(ref, record, DAY, T0 + DAY * 1000 - 1)).toMatchObject({ seed: record.seed, response });
      expect(await store.claim(ref, record, DAY, T0 + DAY * 1000 + 1000)).toBeUndefined();
    }
  });

  test('stores a response of a megabyte of JSON, which fits into a row only when it is compressed', async () => {
    const [store, ref] = [make(), aRef()];
    await store.claim(ref, record, DAY, T0);
    const body = JSON.stringify({ text: 'waybill '.repeat(131_072) });
    await store.storeResponse(ref, { status: 200, body, sealed: false });
    expect((await store.claim(ref, record, DAY, T0))?.response?.body).toBe(body);
  });

  test('lets one of two calls take the lease of a call that did not complete', async () => {
    const [store, ref] = [make(), aRef()];
    await store.claim(ref, record, DAY, T0);
    const known = (await store.claim(ref, record, DAY, T0)) as IdempotencyRecord;
    const until = T0 + 120_000;
    expect(await Promise.all([store.takeOver(ref, known, until), store.takeOver(ref, known, until + 1)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    await store.endLease(ref);
    expect((await store.claim(ref, record, DAY, T0))?.leaseUntil).toBe(0);
  });

  test('deletes a record that is released', async () => {
    const [store, ref] = [make(), aRef()];
    await store.claim(ref, record, DAY, T0);
    await store.release(ref);
    expect(await store.claim(ref, record, DAY, T0)).toBeUndefined();
  });
});

test('a key that is released while another call claims it goes to that call', async () => {
  const [ref, controlTable] = [aRef(), 'control'];
  const first = createIdempotencyStore({ client: dynamo.client, controlTable });
  await first.claim(ref, record, DAY, T0);
  const send = async (command: object) => {
    if (command instanceof GetItemCommand) await first.release(ref);
    return dynamo.client.send(command as GetItemCommand);
  };
  const second = createIdempotencyStore({ client: { send } as unknown as DynamoDBClient, controlTable });
  expect(await second.claim(ref, { ...record, seed: 'second' }, DAY, T0)).toBeUndefined();
  expect(await first.claim(ref, record, DAY, T0)).toMatchObject({ seed: 'second' });
});
