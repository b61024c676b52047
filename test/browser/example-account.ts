/**
 * Fills an example account for screenshots: healthy, failing and disabled destinations, a week of events, and
 * deliveries in every state. Destinations are created with the API. Past events and deliveries are written to the
 * tables, because the API accepts no times in the past.
 */
import { DynamoDBClient, ListTablesCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { putAllOrThrow } from '../../lambdas/adapters/dynamodb/batch-write.ts';
import { deliveryToItem } from '../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { destinationKey } from '../../lambdas/adapters/dynamodb/destination/destination-item.ts';
import { eventToItem } from '../../lambdas/adapters/dynamodb/event/event-store.ts';
import { toItem } from '../../lambdas/adapters/dynamodb/item.ts';
import { createMetricsStore } from '../../lambdas/adapters/dynamodb/metrics-store.ts';
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { newId } from '../../lambdas/core/ids.ts';
import { rollUp } from '../../lambdas/core/metrics/metrics.ts';
import type { Tenant } from '../../lambdas/core/tenant.ts';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import type { Platform } from '../../local/platform.ts';
import { REGION } from '../../local/template.ts';
import { type ApiClient, apiClient, type Json } from '../e2e/client.ts';
import { type Behaviour, deliver, reportsOf } from './example-deliveries.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Number of events in the week. Most of them are recent. */
const EVENTS = 1100;
const WEEK_MS = 7 * DAY_MS - 2 * HOUR_MS;

export interface ExampleAccount {
  /** Ids by name. */
  readonly destinations: Readonly<Record<keyof typeof DESTINATIONS, string>>;
  /** A delivery whose first attempts failed and whose next retry is scheduled. */
  readonly retrying: { readonly destination: string; readonly event: string };
  /** An event that differs between API versions. */
  readonly versioned: string;
}

const webhook = (name: string, url: string, enabledEvents: string[], over: Json = {}): Json => ({
  name,
  type: 'webhook_endpoint',
  event_payload: 'snapshot',
  enabled_events: enabledEvents,
  webhook_endpoint: { url },
  ...over,
});

const DESTINATIONS = {
  billing: webhook(
    'Billing service',
    'https://billing.example.com/webhooks',
    ['invoice.*', 'payment.*', 'subscription.*'],
    { description: 'Books payments and sends receipts.', metadata: { team: 'finance', runbook: 'FIN-12' } },
  ),
  fulfilment: webhook(
    'Order fulfilment',
    'https://fulfilment.example.com/hooks/orders',
    ['order.*', 'shipment.*', 'return.*'],
    { snapshot_api_version: '2026-05-01', description: 'Tells the warehouse what to pack.' },
  ),
  crm: webhook('CRM sync', 'https://crm.example.com/events', ['customer.*', 'subscription.*'], {
    event_payload: 'thin',
  }),
  analytics: {
    name: 'Analytics bus',
    type: 'amazon_eventbridge',
    event_payload: 'snapshot',
    enabled_events: ['*'],
    amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'eu-west-1' },
  },
  legacy: webhook('Legacy shop', 'https://old-shop.example.com/callback', ['order.*'], {
    snapshot_api_version: '2026-01-01',
  }),
} as const;

/** The behavior of each endpoint, by the age of the attempt. */
const BEHAVIOURS: Readonly<
  Record<keyof typeof DESTINATIONS, (agoMs: number, type: string, random: () => number) => Behaviour>
> = {
  billing: (_ago, _type, random) => (random() < 0.01 ? 'slow' : 'well'),
  fulfilment: (ago, type) => {
    const down = ago < 2.6 * HOUR_MS || (ago > 4.8 * DAY_MS && ago < 5 * DAY_MS);
    if (down) return 'unavailable';
    // The endpoint rejected this type until it was fixed, too late for the oldest events.
    return type === 'return.received' && ago > 1.5 * DAY_MS ? 'refused' : 'well';
  },
  crm: (_ago, _type, random) => (random() < 0.12 ? 'timeout' : 'well'),
  analytics: () => 'bus',
  legacy: () => 'well',
};
const LEGACY_DISABLED_MS = 2 * DAY_MS;

const CUSTOMERS = [
  ['acct_northwind', 'Northwind Traders'],
  ['acct_fabrikam', 'Fabrikam'],
  ['acct_contoso', 'Contoso Outdoor'],
  ['acct_tailspin', 'Tailspin Toys'],
] as const;

/** Returns the same random numbers in each run. https://github.com/cprosche/mulberry32 */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function fillExampleAccount(platform: Platform): Promise<ExampleAccount> {
  const api = apiClient(platform.url, platform.keys.live);
  const random = numbersFrom(7);
  const { account } = await api.get('/v1/credential');
  const tenant: Tenant = { account, mode: 'live' };
  for (const [id, name] of CUSTOMERS) await api.post('/v1/accounts', { id, name });
  const ids = await makeDestinations(api);

  const now = Date.now();
  const events = await pastEvents(api, { tenant, ids, now, random });
  const deliveries = events.flatMap((event) =>
    event.destinations.flatMap(({ id }) => {
      const name = nameOf(ids, id);
      const at = publishedMs(event) + 300;
      const behaviour = (asked: number) => BEHAVIOURS[name](now - asked, event.type, random);
      return deliver({ event, destinationId: id, at, now, behaviour, random });
    }),
  );
  await write(platform, tenant, { ids, events, deliveries, now });

  const retrying = deliveries.filter(({ destinationId: id, attemptCount, status }) => {
    return id === ids.fulfilment && status === 'pending' && attemptCount === 4;
  });
  const newest = retrying.at(-1);
  const invoice = events.findLast(({ type, apiVersion }) => type === 'invoice.paid' && apiVersion === '2026-10-01');
  if (!newest || !invoice) throw new Error('The example lacks a delivery that is retried, or a paid invoice.');
  return {
    destinations: ids,
    retrying: { destination: ids.fulfilment, event: newest.eventId },
    versioned: invoice.id,
  };
}

type Ids = Record<keyof typeof DESTINATIONS, string>;

async function makeDestinations(api: ApiClient): Promise<Ids> {
  const ids: Partial<Ids> = {};
  for (const [name, body] of Object.entries(DESTINATIONS)) {
    ids[name as keyof Ids] = (await api.post('/v2/core/event_destinations', body)).id;
  }
  await api.post(`/v2/core/event_destinations/${ids.legacy}/disable`);
  return ids as Ids;
}

const nameOf = (ids: Ids, id: string) =>
  (Object.keys(ids) as (keyof Ids)[]).find((name) => ids[name] === id) as keyof Ids;

const publishedMs = ({ created }: WaybillEvent): number => created * 1000;

interface Making {
  readonly tenant: Tenant;
  readonly ids: Ids;
  readonly now: number;
  readonly random: () => number;
}

/** Returns events oldest first, with fewer events at night. */
async function pastEvents(api: ApiClient, { tenant, ids, now, random }: Making): Promise<WaybillEvent[]> {
  const types: Json[] = (await api.get('/v1/event_types?limit=100')).data;
  const older: Json[] = (await api.get('/v1/event_types?limit=100&api_version=2026-05-01')).data;
  const moments = Array.from({ length: EVENTS }, () => {
    const ago = 2 * MINUTE_MS + random() ** 1.4 * WEEK_MS;
    // Most events of the night are moved to the afternoon.
    const hour = new Date(now - ago).getUTCHours();
    return hour < 6 && random() < 0.7 && ago > DAY_MS ? ago - 11 * HOUR_MS : ago;
  }).sort((a, b) => b - a);
  return moments.map((ago) => {
    const at = Math.floor(now - ago);
    const type = types[Math.floor(random() ** 1.3 * types.length)];
    const before = older.find(({ id }) => id === type.id);
    const example = random() < 0.15 && before?.example ? before : type;
    const id = newId('evt_', at, random);
    const object = { ...example.example, id: `${/^[a-z]+_/.exec(example.example.id)?.[0] ?? 'obj_'}${id.slice(-8)}` };
    return {
      ...tenant,
      id,
      key: id,
      type: type.type,
      apiVersion: example.api_version,
      created: Math.floor(at / 1000),
      data: { object },
      relatedObject: { id: object.id, type: object.object, url: `/v1/${object.object}s/${object.id}` },
      request: { id: newId('req_', at, random), idempotency_key: null },
      destinations: (Object.keys(ids) as (keyof Ids)[])
        .filter((name) => name !== 'legacy' || ago > LEGACY_DISABLED_MS)
        .filter((name) => matchesType(DESTINATIONS[name].enabled_events, type.type))
        .map((name) => ({ account: tenant.account, id: ids[name] })),
    };
  });
}

interface Written {
  readonly ids: Ids;
  readonly events: readonly WaybillEvent[];
  readonly deliveries: readonly Delivery[];
  readonly now: number;
}

async function write({ endpoints }: Platform, tenant: Tenant, { ids, events, deliveries, now }: Written) {
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: REGION, credentials: CREDENTIALS });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const table = (part: string): string => {
    const found = TableNames.find((name) => name.toLowerCase().includes(part));
    if (!found) throw new Error(`There is no table for ${part} among ${TableNames.join(', ')}.`);
    return found;
  };
  const controlTable = table('control');
  await putAllOrThrow(
    client,
    table('events'),
    events.map((one) => eventToItem(one)),
  );
  // Only rows are written. Their deferred retries are in no due list, so they stay the same while a test runs.
  await putAllOrThrow(
    client,
    table('deliveries'),
    deliveries.map((one) => deliveryToItem(one, tenant.account)),
  );
  const metrics = createMetricsStore({ client, controlTable });
  for (const rollup of rollUp(deliveries.flatMap(reportsOf))) await metrics.add(rollup);
  for (const [name, id] of Object.entries(ids)) {
    const updated = now - (name === 'legacy' ? LEGACY_DISABLED_MS : 9 * DAY_MS);
    await client.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: destinationKey(tenant, id),
        UpdateExpression: 'SET created = :created, updated = :updated',
        ExpressionAttributeValues: toItem({ ':created': now - 40 * DAY_MS, ':updated': updated }),
      }),
    );
  }
  client.destroy();
}
