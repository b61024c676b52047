/** Lists of stages whose number of shards was raised from 1 to 4 and to 16: all stores, in DynamoDB. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryStore } from '../../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createEventStore } from '../../../lambdas/adapters/dynamodb/event/event-store.ts';
import { createListenEvents } from '../../../lambdas/adapters/dynamodb/listen/listen-events.ts';
import { createRecoveryScan } from '../../../lambdas/adapters/dynamodb/recovery/recovery-scan.ts';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { eventKeyAt, eventKeysFrom, shardOf } from '../../../lambdas/core/ids.ts';
import type { Cursor, Page } from '../../../lambdas/core/page.ts';
import type { Scanned } from '../../../lambdas/core/recovery/ports.ts';
import { aDelivery, anEvent, T0 } from '../../doubles/factories.ts';
import { startDynamo } from '../../doubles/local-aws.ts';

const tenant = { account: 'acct_shop', mode: 'live' as const };
const [ID, OTHER] = ['ed_01KF0000000000000000000001', 'ed_01KF0000000000000000000002'];
const TYPES = ['invoice.paid', 'invoice.sent', 'order.created'];
const STATUSES = ['delivered', 'failed', 'pending'] as const;
const SHARDS = [1, 4, 16] as const;
/** Events of each number of shards. */
const EACH = 30;

const keys = SHARDS.flatMap((shards, era) =>
  Array.from({ length: EACH / 6 }, (_, call) => {
    const seed = `${eventKeyAt(T0 + era * 60_000 + call * 1000).slice('evt_'.length)}${String(call).repeat(16)}`;
    return eventKeysFrom(seed, 6, shards);
  }).flat(),
);
const events = keys.map((key, n): WaybillEvent => anEvent({ ...tenant, id: key, key, type: TYPES[n % 3] as string }));
const rows = keys.flatMap((eventKey, n): Delivery[] =>
  [ID, OTHER].map((destinationId) =>
    aDelivery({
      ...tenant,
      destinationId,
      eventKey,
      eventId: eventKey,
      eventType: TYPES[n % 3] as string,
      status: STATUSES[(n >> 1) % 3] as Delivery['status'],
    }),
  ),
);

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const options = (shards: number) => ({
  client: dynamo.client,
  eventsTable: 'events',
  deliveriesTable: 'deliveries',
  controlTable: 'control',
  dueShards: 1,
  shards,
});

/** Stores the events and deliveries of one number of shards. */
async function store(era: number): Promise<void> {
  const of = <T>(all: readonly T[], each: number) => all.slice(era * each, (era + 1) * each);
  const stores = options(1);
  expect(await createEventStore(stores).putFresh(of(events, EACH))).toEqual([]);
  const delivered = of(rows, 2 * EACH).map((delivery) => ({ delivery, destinationAccount: tenant.account }));
  expect(await createDeliveryStore(stores).putDelivered(delivered)).toEqual([]);
}

type List = (shards: number, query: Cursor & { readonly limit: number }) => Promise<Page<string>>;
const keyOf = <T>(page: Page<T>, of: (item: T) => string): Page<string> => ({ ...page, items: page.items.map(of) });
const fits = (type: string) => (key: string) => TYPES[keys.indexOf(key) % 3]?.startsWith(type) ?? false;
const status = (key: string) => STATUSES[(keys.indexOf(key) >> 1) % 3];

const LISTS: Readonly<Record<string, readonly [List, (key: string) => boolean]>> = {
  events: [
    async (shards, query) => keyOf(await createEventStore(options(shards)).list(tenant, query), ({ key }) => key),
    () => true,
  ],
  'events of a type': [
    async (shards, query) =>
      keyOf(await createEventStore(options(shards)).list(tenant, { ...query, types: ['invoice.*'] }), ({ key }) => key),
    fits('invoice.'),
  ],
  deliveries: [
    async (shards, query) => keyOf(await createDeliveryStore(options(shards)).list(ID, query), (one) => one.eventKey),
    () => true,
  ],
  'failed deliveries of a type': [
    async (shards, query) =>
      keyOf(
        await createDeliveryStore(options(shards)).list(ID, { ...query, status: 'failed', types: ['order.created'] }),
        (one) => one.eventKey,
      ),
    (key) => fits('order.')(key) && status(key) === 'failed',
  ],
  'undelivered events': [
    (shards, query) => createDeliveryStore(options(shards)).unsettled(tenant, { ...query, ownOnly: true }),
    (key) => status(key) !== 'delivered',
  ],
  'undelivered events of a type': [
    (shards, query) =>
      createDeliveryStore(options(shards)).unsettled(tenant, { ...query, ownOnly: true, types: ['invoice.sent'] }),
    (key) => fits('invoice.sent')(key) && status(key) !== 'delivered',
  ],
};

describe('while shards are added', () => {
  const walks: Record<string, { readonly older: string[]; readonly newer: string[] }> = {};

  beforeAll(async () => {
    await store(0);
    const cursors = new Map<string, { older: string | undefined; newer: string }>();
    for (const [name] of Object.entries(LISTS)) {
      walks[name] = { older: [], newer: [] };
      cursors.set(name, { older: undefined, newer: eventKeyAt(0) });
    }
    // A page of each list in each direction before each raise, and the rest of the pages at 16 shards.
    for (const [era, shards] of SHARDS.entries()) {
      if (era > 0) await store(era);
      for (const [name, [list]] of Object.entries(LISTS)) {
        const walk = walks[name] as (typeof walks)[string];
        const cursor = cursors.get(name) as { older: string | undefined; newer: string };
        for (let isOpen = true; isOpen; ) {
          const older = await list(shards, { limit: 7, startingAfter: cursor.older });
          const newer = await list(shards, { limit: 7, endingBefore: cursor.newer });
          walk.older.push(...older.items);
          walk.newer.push(...newer.items.toReversed());
          cursor.older = older.reached ?? older.items.at(-1) ?? cursor.older;
          cursor.newer = newer.reached ?? newer.items[0] ?? cursor.newer;
          isOpen = shards === 16 && (older.hasMore || newer.hasMore);
        }
      }
    }
  });

  test.each(Object.keys(LISTS))('the pages of %s are complete and in order, in both directions', (name) => {
    const [, isListed] = LISTS[name] as (typeof LISTS)[string];
    const listed = keys.filter(isListed);
    expect(walks[name]?.newer).toEqual(listed);
    // The first page towards older events was read when only the events of one shard existed.
    expect(walks[name]?.older).toEqual(keys.slice(0, EACH).filter(isListed).reverse());
  });

  test('the events of one call are in several shards', () => {
    expect(new Set(keys.slice(-6).map(shardOf)).size).toBe(6);
  });

  test('a recovery reads each delivery and each event once, oldest first', async () => {
    const scan = createRecoveryScan(options(16));
    const before = eventKeyAt(T0 + 3_600_000);
    for (const read of [
      (after: string) => scan.deliveries(ID, { after, before, limit: 20 }),
      (after: string) => scan.events(tenant, { after, before, limit: 20 }),
    ]) {
      const found: string[] = [];
      for (let after: string | undefined = eventKeyAt(0); after !== undefined; ) {
        const page: Scanned<{ readonly key: string }> = await read(after);
        found.push(...page.items.map(({ key }) => key));
        after = page.reached;
      }
      expect(found).toEqual(keys);
    }
  });

  test('a replay reads each event once, oldest first', async () => {
    const found: string[] = [];
    for (let from: string | undefined = eventKeyAt(0); from !== undefined; ) {
      const batch = await createListenEvents(options(16)).from(tenant, from, ['*']);
      found.push(...batch.events.map(({ key }) => key));
      from = batch.readTo === undefined ? undefined : `${batch.readTo}!`;
    }
    expect(found).toEqual(keys);
  });

  test('an event and a delivery of any shard are found by their key, also by a function that knows one shard', async () => {
    const [eventStore, deliveryStore] = [createEventStore(options(1)), createDeliveryStore(options(1))];
    expect(await eventStore.getMany(tenant, keys)).toEqual(events);
    for (const key of keys.slice(-3)) {
      const row = rows.find((one) => one.eventKey === key && one.destinationId === ID);
      const event = events.find((one) => one.key === key);
      expect(await eventStore.getById(tenant, key)).toEqual(event);
      expect(await deliveryStore.get(ID, key)).toEqual(row);
      expect(await deliveryStore.getForEvent([{ account: tenant.account, id: ID }], key)).toEqual([row]);
      const context = await deliveryStore.readBatch({
        destinations: [],
        deliveries: [{ destinationId: ID, eventKey: key }],
        events: [{ tenant, key }],
      });
      expect([context.event(tenant, key), context.delivery(ID, key)]).toEqual([event, row]);
    }
    const statuses = await deliveryStore.statuses(keys.map((eventKey) => ({ destinationId: ID, eventKey })));
    expect(keys.map((key) => statuses.get(`${ID} ${key}`))).toEqual(keys.map(status));
  });

  test('a delivery that is delivered leaves the list of its shard', async () => {
    const deliveryStore = createDeliveryStore(options(16));
    const undelivered = rows.filter((row) => row.eventKey === keys.at(-1) && row.status !== 'delivered');
    for (const row of undelivered) {
      expect(await deliveryStore.replace(row, { ...row, status: 'delivered', attemptCount: 2 }, tenant.account)).toBe(
        true,
      );
    }
    expect((await deliveryStore.unsettled(tenant, { limit: 100, ownOnly: true })).items).toEqual(
      keys.filter((key) => status(key) !== 'delivered' && key !== keys.at(-1)).reverse(),
    );
  });
});
