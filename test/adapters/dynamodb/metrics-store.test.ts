import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMetricsStore } from '../../../lambdas/adapters/dynamodb/metrics-store.ts';
import { EMPTY_ROLLUP, HOUR_MS, type HourlyRollup } from '../../../lambdas/core/metrics/metrics.ts';
import type { MetricsStore } from '../../../lambdas/core/metrics/ports.ts';
import { T0 } from '../../doubles/factories.ts';
import { startDynamo } from '../../doubles/local-aws.ts';
import { memoryMetricsStore } from '../../doubles/memory-ports.ts';

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
const aRollup = (over: Partial<HourlyRollup>): HourlyRollup => ({
  ...EMPTY_ROLLUP,
  destinationId: 'ed_1',
  hour: T0,
  attempts: 1,
  ...over,
});

/** The same rules in memory and in DynamoDB. */
describe.each<[string, () => MetricsStore]>([
  ['in memory', () => memoryMetricsStore().store],
  ['in DynamoDB', () => createMetricsStore({ client: dynamo.client, controlTable: 'control' })],
])('the metrics store %s', (_name, make) => {
  test('adds the counts of concurrent writes', async () => {
    const [store, destinationId] = [make(), aDestinationId()];
    const one = { destinationId, attempts: 10, delivered: 8, durations: { 7: 6, 12: 4 } };
    const other = { destinationId, attempts: 3, retried: 2, failed: 1, errors: { http_5xx: 2, dns: 1 } };
    await Promise.all(
      [one, one, other, one].map((over) =>
        store.add(aRollup({ ...over, ...('durations' in over ? {} : { durations: { 12: 3 } }) })),
      ),
    );
    expect(await store.list(destinationId, T0, T0 + HOUR_MS)).toEqual([
      {
        destinationId,
        hour: T0,
        attempts: 33,
        delivered: 24,
        retried: 2,
        failed: 1,
        errors: { http_5xx: 2, dns: 1 },
        durations: { 7: 18, 12: 15 },
      },
    ]);
  });

  test('lists the hours of one destination that start in the window, oldest first', async () => {
    const [store, destinationId] = [make(), aDestinationId()];
    for (const n of [3, 0, 2, 1]) await store.add(aRollup({ destinationId, hour: T0 + n * HOUR_MS, attempts: n + 1 }));
    await store.add(aRollup({ destinationId: aDestinationId(), attempts: 100 }));
    const hours = await store.list(destinationId, T0 + HOUR_MS, T0 + 3 * HOUR_MS);
    expect(hours.map(({ hour, attempts }) => [hour, attempts])).toEqual([
      [T0 + HOUR_MS, 2],
      [T0 + 2 * HOUR_MS, 3],
    ]);
    expect(await store.list(aDestinationId(), T0, T0 + HOUR_MS)).toEqual([]);
  });
});

describe('a rollup in DynamoDB', () => {
  const full = (destinationId: string) =>
    aRollup({
      destinationId,
      attempts: 9_999_999,
      delivered: 9_999_999,
      retried: 9_999_999,
      failed: 9_999_999,
      errors: Object.fromEntries(
        ['http_4xx', 'http_5xx', 'redirect', 'timeout', 'dns', 'refused', 'reset', 'unreachable', 'tls']
          .concat('blocked_address', 'invalid_response', 'eventbridge', 'internal')
          .map((name) => [name, 9_999_999]),
      ),
      durations: Object.fromEntries(Array.from({ length: 32 }, (_, index) => [index, 9_999_999])),
    });

  test('costs one write unit, also in an hour of ten million attempts in which everything happened', async () => {
    const id = 'ed_test_01KF0000000000000000000001';
    const consumed: unknown[] = [];
    dynamo.client.middlewareStack.add(
      // biome-ignore lint/suspicious/noExplicitAny: as little of the middleware's types as is used
      (next: any) => async (args: any) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        consumed.push(answer.output.ConsumedCapacity?.CapacityUnits);
        return answer;
      },
      { step: 'initialize', name: 'capacity' },
    );
    const store = createMetricsStore({ client: dynamo.client, controlTable: 'control' });
    await store.add(full(id));
    await store.add(full(id));
    dynamo.client.middlewareStack.remove('capacity');
    expect(consumed).toEqual([1, 1]);
  });

  test('expires 32 days after its hour', async () => {
    const store = createMetricsStore({ client: dynamo.client, controlTable: 'control' });
    await store.add(aRollup({ destinationId: 'ed_expiring' }));
    const Key = { tenant: { S: 'metrics#ed_expiring' }, id: { S: new Date(T0).toISOString() } };
    const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: 'control', Key }));
    expect(Item?.expires_at?.N).toBe(String(T0 / 1000 + 32 * 86_400));
  });
});
