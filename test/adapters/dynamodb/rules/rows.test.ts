import { type QueryCommandInput, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdempotencyStore } from '../../../../lambdas/adapters/dynamodb/account/idempotency-store.ts';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createLeaseStore } from '../../../../lambdas/adapters/dynamodb/destination/lease-store.ts';
import { createPacingStore } from '../../../../lambdas/adapters/dynamodb/destination/pacing-store.ts';
import { createEventStore } from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import { createMetricsStore } from '../../../../lambdas/adapters/dynamodb/metrics-store.ts';
import { slotReservation } from '../../../../lambdas/core/destination/limits/pacing.ts';
import { EMPTY_ROLLUP } from '../../../../lambdas/core/metrics/metrics.ts';
import { aDelivery, anEvent, eventKeyNo, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { aTenant, REFUSED, TABLES_OF_STORES, TableName, tableOf } from './table.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const { query } = tableOf(() => dynamo.client);

test('an index has the rows with its key, and the attributes that it projects', async () => {
  const store = createDeliveryStore({
    client: dynamo.client,
    ...TABLES_OF_STORES,
  });
  const account = aTenant();
  for (const [n, status] of (['pending', 'delivered', 'failed'] as const).entries()) {
    const eventKey = eventKeyNo(n);
    await store.replace(undefined, aDelivery({ account, eventKey, eventId: eventKey, status }), 'acct_platform');
  }
  const unsettled: Partial<QueryCommandInput> = {
    TableName: 'deliveries',
    IndexName: 'unsettled',
    KeyConditionExpression: 'unsettled_tenant = :tenant',
  };
  const { Items = [] } = await query(`${account}#live`, unsettled);
  expect(Items.map(({ event_id: key }) => key?.S)).toEqual([eventKeyNo(0), eventKeyNo(2)]);
  const projected = ['destination_account', 'destination_id', 'event_id', 'type', 'unsettled_tenant'];
  for (const item of Items) expect(Object.keys(item).toSorted()).toEqual(projected);
  await expect(query(`${account}#live`, { ...unsettled, ConsistentRead: true })).rejects.toMatchObject(REFUSED);
});

test('the time at which a row expires is a whole number of seconds, as the time to live of a table requires', async () => {
  const { client } = dynamo;
  const account = aTenant();
  const tenant = { account, mode: 'live' } as const;
  const delivery = createDeliveryStore({ client, ...TABLES_OF_STORES });
  const waiting = aDelivery({ account, destinationId: `ed_${account}`, deferred: true, waits: 1 });
  await delivery.replace(undefined, waiting, account);
  await delivery.addWaiting(waiting, account);
  const events = createEventStore({ client, ...TABLES_OF_STORES });
  await events.putFresh([anEvent({ account })]);
  await events.claimId(tenant, 'evt_mine', anEvent().key);
  const record = { fingerprint: 'x', seed: 'y', shards: 1 };
  await createIdempotencyStore({ client, controlTable: TableName }).claim({ tenant, id: 'i' }, record, 60, T0 + 0.5);
  await createLeaseStore({ client, controlTable: TableName }).take(account, { count: 1, max: 1, now: T0 + 0.5 });
  const reservation = slotReservation(1, 3, T0 + 0.5);
  await createPacingStore({ client, controlTable: TableName }).takeSlots(account, reservation, false);
  const rollup = { ...EMPTY_ROLLUP, destinationId: account, hour: T0, attempts: 1 };
  await createMetricsStore({ client, controlTable: TableName }).add(rollup);

  const tables = ['control', 'deliveries', 'events'].map((name) => client.send(new ScanCommand({ TableName: name })));
  const items = (await Promise.all(tables)).flatMap(({ Items = [] }) => Items);
  const expiring = items.flatMap(({ expires_at: at }) => at ?? []);
  expect(expiring.length).toBeGreaterThanOrEqual(8);
  // Milliseconds would be in the year 58000, and a text never: such rows would stay.
  for (const at of expiring) expect(at).toEqual({ N: expect.stringMatching(/^[12]\d{9}$/) });
});
