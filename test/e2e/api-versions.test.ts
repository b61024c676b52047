/** One event in the version that each destination chose, on the local platform with its own catalog. */
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSchema } from '../../lambdas/adapters/catalog/schema-check.ts';
import { type Catalog, schemaIn } from '../../lambdas/core/catalog/catalog.ts';
import { CATALOG_FOLDER } from '../../lib/catalog/folder.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { startRuleQueue } from '../doubles/rule-queue.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const { types, versions } = loadCatalog(CATALOG_FOLDER) as Catalog;
const names = versions.map(({ version }) => version);
const [newest] = names as [string];
/** The type whose data differs most between versions. */
const TYPE = 'subscription.updated';
const entry = types.find(({ type }) => type === TYPE) as (typeof types)[number];

let platform: Platform;
let api: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  platform = await startPlatform();
  api = apiClient(platform.url, platform.keys.sandbox);
  receiver = await startReceiver();
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

const hook = (version: string) => `/${version}`;
const publish = (object: Json = entry.example, over: Json = {}) =>
  api.publish(TYPE, object, { api_version: newest, ...over });

/** Returns the bodies of an event that the endpoint of a version received, in order. */
const bodies = (version: string, eventId: string, count = 1): Promise<Json[]> =>
  until(`${eventId} arrives ${count} times at ${hook(version)}`, () => {
    const got = receiver.at(hook(version)).filter(({ headers }) => headers['webhook-id'] === eventId);
    return got.length >= count && got.map(({ body }) => JSON.parse(body));
  });

const expectShape = (body: Json, version: string) => {
  expect(body.api_version).toBe(version);
  expect(checkSchema(schemaIn(entry, version) as Json, body.data.object)).toEqual([]);
};

describe('an event published in the newest version', () => {
  test('reaches destinations pinned to each version in that version, signed, also by a resend two versions later', async () => {
    const made = new Map<string, Json>();
    for (const version of names) {
      const over = { enabled_events: [TYPE], snapshot_api_version: version };
      made.set(version, await api.createWebhook(receiver.url + hook(version), over));
    }
    const event = await publish();
    expect(event).toMatchObject({ api_version: newest, data: { object: entry.example } });
    const shapes = new Set<string>();
    for (const version of names) {
      const [body] = await bodies(version, event.id);
      expectShape(body, version);
      shapes.add(JSON.stringify(body.data.object));
      const [request] = receiver.at(hook(version));
      const secret = made.get(version).webhook_endpoint.signing_secret;
      const signature = String(request?.headers['stripe-signature']);
      expect(new Stripe('sk_test_x').webhooks.constructEvent(request?.body ?? '', signature, secret).id).toBe(event.id);
    }
    expect(shapes.size).toBe(names.length);

    for (const version of ['2027-01-01', '2027-06-01']) {
      const jsonata = `$ ~> |$|{}, ["new_in_${version.slice(0, 4)}${version.slice(5, 7)}"]|`;
      const change = { name: `field_${version.slice(5, 7)}`, types: [TYPE], description: 'A field more.' };
      await api.post('/v1/api_versions', { version, changes: [{ ...change, downgrade: { jsonata } }] });
    }
    for (const version of names) {
      await api.post(`/v1/events/${event.id}/retry`, { webhook_endpoint: made.get(version).id });
      const [first, again] = await bodies(version, event.id, 2);
      expect(again).toEqual(first);
    }

    const later = await publish(
      { ...entry.example, new_in_202701: 1, new_in_202706: 2 },
      { api_version: '2027-06-01' },
    );
    for (const version of names) expectShape((await bodies(version, later.id))[0], version);
    const pinned = { enabled_events: ['never.sent'], snapshot_api_version: '2027-01-01' };
    const newDestination = await api.createWebhook(receiver.url + hook('2027-01-01'), pinned);
    for (const [id, version, fields] of [
      [later.id, '2027-01-01', { new_in_202701: 1 }],
      // An event of an older version than the destination's is sent as it was published.
      [event.id, newest, {}],
    ] as const) {
      await api.post(`/v1/events/${id}/retry`, { webhook_endpoint: newDestination.id });
      const [body] = await bodies('2027-01-01', id);
      expect(body).toMatchObject({ api_version: version, data: { object: { ...entry.example, ...fields } } });
      expect(body.data.object).not.toHaveProperty('new_in_202706');
    }
  });

  test('reaches buses pinned to each version in that version', async () => {
    const account = { 'stripe-account': 'acct_buses' };
    const queues = new Map<string, Awaited<ReturnType<typeof startRuleQueue>>>();
    for (const version of names) {
      const { id } = await api.post(
        '/v2/core/event_destinations',
        {
          name: version,
          type: 'amazon_eventbridge',
          event_payload: 'snapshot',
          enabled_events: [TYPE],
          snapshot_api_version: version,
          amazon_eventbridge: { aws_account_id: '000000000000', aws_region: 'us-east-1' },
        },
        account,
      );
      const pattern = { source: [{ suffix: `/${id}` }] };
      queues.set(version, await startRuleQueue(platform.endpoints, `versions-${version}`, pattern));
    }
    await api.publish(TYPE, entry.example, { api_version: newest }, account);
    for (const [version, queue] of queues) {
      expectShape(JSON.parse(await queue.next()).detail, version);
      queue.stop();
    }
  });
});

test('a failing downgrade ends the delivery with the name of the change and sends nothing; after the fix, a resend delivers it', async () => {
  const change = { name: 'needs_a_number', types: ['broken.down'], description: 'Was half of it.' };
  const put = (jsonata: string) =>
    api.post('/v1/api_versions', { version: '2028-01-01', changes: [{ ...change, downgrade: { jsonata } }] });
  await put('{ "half": $number(whole) / 2 }');
  const over = { enabled_events: ['broken.down'], snapshot_api_version: newest };
  const { id } = await api.createWebhook(`${receiver.url}/broken`, over);
  const event = await api.publish('broken.down', { whole: 'seven' }, { api_version: '2028-01-01' });
  const settled = (status: string) =>
    until(`the delivery is ${status}`, async () => {
      const { body } = await api.delivery(id, event.id);
      return body.status === status && body;
    });
  expect(await settled('failed')).toMatchObject({
    failure_reason: 'render_failed',
    failure_detail: expect.stringContaining('needs_a_number'),
  });
  expect(receiver.at('/broken')).toEqual([]);
  expect((await api.get(`/v1/events?delivery_success=false&type=broken.down`)).data).toHaveLength(1);

  await put('{ "half": $length(whole) }');
  // An instance caches the catalog for up to 30 s; a new instance reads it now.
  await platform.killFunctionWorkers('deliver');
  await api.post(`/v1/events/${event.id}/retry`, { webhook_endpoint: id });
  // Without a recorded attempt, the resend waits until no first attempt can be in progress: more than two minutes.
  await settled('delivered');
  expect(JSON.parse(receiver.at('/broken')[0]?.body ?? '').data.object).toEqual({ half: 5 });
});
