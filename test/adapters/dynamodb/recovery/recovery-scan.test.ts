import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryStore } from '../../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createEventStore } from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import { createRecoveryScan } from '../../../../lambdas/adapters/dynamodb/recovery/recovery-scan.ts';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import type { WaybillEvent } from '../../../../lambdas/core/event/event.ts';
import { eventKeyAt, newId } from '../../../../lambdas/core/ids.ts';
import type { KeyRange, RecoveryScan, Scanned } from '../../../../lambdas/core/recovery/ports.ts';
import { aDelivery, anEvent, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { memoryRecoveryScan } from '../../../doubles/memory-recoveries.ts';

const ID = 'ed_01KF0000000000000000000009';
const OTHERS = { account: 'acct_platform', id: 'ed_platform' };
const tenant = { account: 'acct_shop', mode: 'live' as const };
const RCV = 'rcv_1';
const ORDER = { id: 'ord_1', type: 'order', url: '/v1/orders/ord_1' };

const keyAt = (n: number) => newId('evt_', T0 + n * 1000, () => 0.5);
const statuses = ['failed', 'pending', 'delivered'] as const;
const rows = Array.from({ length: 12 }, (_, n): Delivery => {
  const at = { destinationId: ID, eventKey: keyAt(n), eventId: keyAt(n) };
  return aDelivery({ ...at, status: statuses[n % 3] ?? 'failed', eventType: n < 6 ? 'order.created' : 'invoice.paid' });
});
rows[5] = { ...(rows[5] as Delivery), recovery: RCV };
const events = Array.from({ length: 600 }, (_, n): WaybillEvent => {
  const own = { account: 'acct_shop', id: ID };
  const destinations = n % 2 ? [OTHERS] : [own, OTHERS];
  const type = n < 500 ? 'order.created' : 'invoice.paid';
  return anEvent({ key: keyAt(n), id: keyAt(n), type, destinations, ...(n === 1 ? { relatedObject: ORDER } : {}) });
});

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let tables: Parameters<typeof createRecoveryScan>[0];
beforeAll(async () => {
  dynamo = await startDynamo();
  tables = {
    client: dynamo.client,
    deliveriesTable: 'deliveries',
    eventsTable: 'events',
    controlTable: 'control',
    shards: 1,
  };
  const deliveries = createDeliveryStore({ ...tables, dueShards: 1 });
  await deliveries.putDelivered(rows.map((delivery) => ({ delivery, destinationAccount: 'acct_shop' })));
  await createEventStore(tables).putFresh(events);
});
afterAll(() => dynamo.stop());

const until = (n: number): KeyRange => ({ after: eventKeyAt(T0), before: eventKeyAt(T0 + n * 1000) });
const at = ({ items }: Scanned<{ readonly key: string }>) =>
  items.map(({ key }) => rows.findIndex(({ eventKey }) => eventKey === key));

describe.each<[string, () => RecoveryScan]>([
  [
    'in memory',
    () =>
      memoryRecoveryScan(
        new Map(rows.map((row) => [row.eventKey, row])),
        new Map(events.map((event) => [event.key, event])),
      ),
  ],
  ['in DynamoDB', () => createRecoveryScan(tables)],
])('the walks of a recovery %s', (_name, make) => {
  test('returns the deliveries between two keys, oldest first, without the bounds', async () => {
    const scan = make();
    const range = { after: keyAt(2), before: keyAt(6) };
    expect(at(await scan.deliveries(ID, range))).toEqual([3, 4, 5]);
    expect(at(await scan.deliveries(ID, until(3)))).toEqual([0, 1, 2]);
    expect(await scan.deliveries(ID, { after: keyAt(6), before: keyAt(6) })).toEqual({ items: [], reached: undefined });
    expect(await scan.deliveries(ID, { after: keyAt(4), before: keyAt(6) })).toEqual({
      items: [{ key: keyAt(5), tenant, status: 'delivered', recovery: RCV }],
      reached: undefined,
    });
  });

  test('returns only deliveries with one of the statuses or attempted by the recovery', async () => {
    const scan = make();
    const of = async (recovery: string, range = until(9)) =>
      at(await scan.deliveries(ID, range, { statuses: ['failed', 'pending'], recovery }));
    expect(await of('')).toEqual([0, 1, 3, 4, 6, 7]);
    expect(await of(RCV)).toEqual([0, 1, 3, 4, 5, 6, 7]);
    expect(await of(RCV, { ...until(9), types: ['order.*'] })).toEqual([0, 1, 3, 4, 5]);
  });

  test('returns the events of a tenant with their destinations, page by page, also where a filter leaves nothing', async () => {
    const scan = make();
    const first = await scan.events(tenant, until(600));
    expect(first.items).toHaveLength(500);
    expect(first.items.slice(0, 2)).toEqual([
      { key: keyAt(0), tenant, type: 'order.created', destinations: [{ account: 'acct_shop', id: ID }, OTHERS] },
      { key: keyAt(1), tenant, type: 'order.created', about: ORDER.id, destinations: [OTHERS] },
    ]);
    expect(first.reached).toBe(keyAt(499));
    const few = await scan.events(tenant, { ...until(600), limit: 3 });
    expect(few).toMatchObject({ items: { length: 3 }, reached: keyAt(2) });
    const rest = await scan.events(tenant, { ...until(600), after: keyAt(499) });
    expect(rest).toMatchObject({ items: { length: 100 }, reached: undefined });
    const none = await scan.events(tenant, { ...until(600), types: ['invoice.paid'] });
    expect(none).toEqual({ items: [], reached: keyAt(499) });
    expect(await scan.events({ ...tenant, mode: 'sandbox' }, until(600))).toMatchObject({ items: [] });
  });
});
