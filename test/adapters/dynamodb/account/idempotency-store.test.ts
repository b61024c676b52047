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
let places = 0;
const aPlace = () => {
  places += 1;
  return { tenant: { account: 'acct_shop', mode: 'live' as const }, id: `idempotency#${places}` };
};
const record: IdempotencyRecord = { fingerprint: 'f', seed: '01KF0000000000000000000001', leaseUntil: T0 + 60_000 };

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => IdempotencyStore]>([
  ['in memory', () => memoryIdempotencyStore().store],
  ['in DynamoDB', () => createIdempotencyStore({ client: dynamo.client, controlTable: 'control' })],
])('the idempotency store %s', (_name, make) => {
  test('gives a place to one of many that come at once, and tells the others who has it', async () => {
    const [store, place] = [make(), aPlace()];
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.claim(place, { ...record, seed: String(n) }, DAY, T0)),
    );
    const refused = claims.filter((claim) => claim !== undefined);
    expect(refused).toHaveLength(7);
    expect(new Set(refused.map(({ seed }) => seed)).size).toBe(1);
  });

  test('keeps an answer, whether sealed or not, and frees its place after its time', async () => {
    for (const sealed of [true, false]) {
      const [store, place] = [make(), aPlace()];
      await store.claim(place, record, DAY, T0);
      const answer = { status: 201, body: '{"name":"größer 🚚"}', sealed };
      await store.keep(place, answer);
      expect(await store.claim(place, record, DAY, T0 + DAY * 1000 - 1)).toMatchObject({ seed: record.seed, answer });
      expect(await store.claim(place, record, DAY, T0 + DAY * 1000 + 1000)).toBeUndefined();
    }
  });

  test('keeps an answer of a megabyte of JSON, which a row only holds compressed', async () => {
    const [store, place] = [make(), aPlace()];
    await store.claim(place, record, DAY, T0);
    const body = JSON.stringify({ text: 'waybill '.repeat(131_072) });
    await store.keep(place, { status: 200, body, sealed: false });
    expect((await store.claim(place, record, DAY, T0))?.answer?.body).toBe(body);
  });

  test('lets one of two take over from a call that died', async () => {
    const [store, place] = [make(), aPlace()];
    await store.claim(place, record, DAY, T0);
    const known = (await store.claim(place, record, DAY, T0)) as IdempotencyRecord;
    const until = T0 + 120_000;
    expect(await Promise.all([store.takeOver(place, known, until), store.takeOver(place, known, until + 1)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    await store.endLease(place);
    expect((await store.claim(place, record, DAY, T0))?.leaseUntil).toBe(0);
  });

  test('forgets what was released', async () => {
    const [store, place] = [make(), aPlace()];
    await store.claim(place, record, DAY, T0);
    await store.release(place);
    expect(await store.claim(place, record, DAY, T0)).toBeUndefined();
  });
});

test('a place that is released while it is asked for is taken by whoever asks', async () => {
  const [place, controlTable] = [aPlace(), 'control'];
  const first = createIdempotencyStore({ client: dynamo.client, controlTable });
  await first.claim(place, record, DAY, T0);
  const send = async (command: object) => {
    if (command instanceof GetItemCommand) await first.release(place);
    return dynamo.client.send(command as GetItemCommand);
  };
  const second = createIdempotencyStore({ client: { send } as unknown as DynamoDBClient, controlTable });
  expect(await second.claim(place, { ...record, seed: 'second' }, DAY, T0)).toBeUndefined();
  expect(await first.claim(place, record, DAY, T0)).toMatchObject({ seed: 'second' });
});
