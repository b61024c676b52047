/** The calls of the Workbench in the browser, made by plain HTTP on the local platform. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOG_FOLDER } from '../../lib/catalog/folder.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { startRuleQueue } from '../doubles/rule-queue.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const DESTINATIONS = '/v2/core/event_destinations';
const { types = [], versions = [] } = loadCatalog(CATALOG_FOLDER) ?? {};
const [newest, oldest] = [versions[0]?.version ?? '', versions.at(-1)?.version ?? ''];
/** The type whose data differs most between versions. */
const TYPE = 'subscription.updated';
const example: Json = types.find(({ type }) => type === TYPE)?.example;

let platform: Platform;
let api: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  platform = await startPlatform();
  api = apiClient(platform.url, platform.keys.sandbox);
  receiver = await startReceiver(({ path }) => ({ status: path === '/failing' ? 500 : 200 }));
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

/** Calls the API with the key of a Workbench session. */
const session = async (account: string, over: Json = {}) => {
  const made = await api.post('/v1/workbench_sessions', { account, ...over });
  const token = new URL(made.url).hash.replace('#session=', '');
  return { made, as: apiClient(platform.url, token) };
};
const got = (path: string, eventId: string): Promise<string> =>
  until(`${eventId} arrives at ${path}`, () => {
    const [request] = receiver.at(path).filter(({ headers }) => headers['webhook-id'] === eventId);
    return request?.body;
  });

describe('a credential', () => {
  test('of a Workbench session has account, permissions, expiry and default version', async () => {
    await api.post('/v1/accounts', { id: 'acct_corner', name: 'Corner Shop', default_api_version: oldest });
    const { made, as } = await session('acct_corner', { read_only: true });
    const credential = await as.get('/v1/credential');
    expect(credential).toEqual({
      object: 'credential',
      type: 'workbench_session',
      account: 'acct_corner',
      account_name: 'Corner Shop',
      acting_account: null,
      is_platform: false,
      livemode: false,
      scopes: ['destinations:read', 'events:read'],
      read_only: true,
      expires_at: made.expires_at,
      platform_name: expect.any(String),
      default_api_version: oldest,
    });
  });

  test('of the platform names the account that it acts for', async () => {
    expect(await api.get('/v1/credential')).toMatchObject({ type: 'api_key', is_platform: true, acting_account: null });
    expect(await api.get('/v1/credential', { 'stripe-account': 'acct_corner' })).toMatchObject({
      is_platform: true,
      acting_account: 'acct_corner',
      default_api_version: oldest,
    });
  });
});

describe('validating a destination', () => {
  const request = (over: Json = {}) => ({
    name: 'Orders',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['invoice.*'],
    webhook_endpoint: { url: `${receiver.url}/validated` },
    ...over,
  });

  test('accepts what create accepts, and stores and sends nothing', async () => {
    const { as } = await session('acct_validating');
    for (let n = 0; n < 20; n++) {
      expect(await as.post(`${DESTINATIONS}/validate`, request())).toEqual({
        object: 'v2.core.event_destination_validation',
        valid: true,
        error: null,
      });
    }
    expect((await as.get(DESTINATIONS)).data).toEqual([]);
    expect(receiver.at('/validated')).toEqual([]);
    expect((await as.post(DESTINATIONS, request())).object).toBe('v2.core.event_destination');
  });

  test.each<[string, Json]>([
    ['a URL with a password', { webhook_endpoint: { url: 'https://user:pass@example.com/' } }],
    ['an invalid URL', { webhook_endpoint: { url: 'nowhere' } }],
    ['an unknown version', { snapshot_api_version: '2001-01-01' }],
    ['all events as thin events', { event_payload: 'thin', enabled_events: ['*'] }],
    ['an unknown field', { colour: 'red' }],
  ])('rejects %s as create does', async (_what, over) => {
    const { as } = await session('acct_refused');
    const validated = await as.call('POST', `${DESTINATIONS}/validate`, request(over));
    const created = await as.call('POST', DESTINATIONS, request(over));
    expect(created.status).toBe(400);
    expect(validated).toMatchObject({ status: 200, body: { valid: false, error: created.body.error } });
    expect((await as.get(DESTINATIONS)).data).toEqual([]);
  });

  test('rejects a destination beyond the limit as create does', async () => {
    const { as } = await session('acct_full');
    for (let n = 0; n < 16; n++) await as.post(DESTINATIONS, request({ name: `${n}` }));
    const validated = await as.call('POST', `${DESTINATIONS}/validate`, request());
    const created = await as.call('POST', DESTINATIONS, request());
    expect(created.status).toBe(400);
    expect(validated).toMatchObject({ status: 200, body: { valid: false, error: created.body.error } });
  });
});

describe('an event and its deliveries', () => {
  test('in each version are what a destination pinned to it received', async () => {
    const pinned = new Map<string, Json>();
    for (const { version } of versions) {
      const over = { enabled_events: [TYPE], snapshot_api_version: version };
      pinned.set(version, await api.createWebhook(`${receiver.url}/${version}`, over));
    }
    const thin = { enabled_events: [TYPE], event_payload: 'thin' };
    pinned.set('thin', await api.createWebhook(`${receiver.url}/thin`, thin));
    const event = await api.publish(TYPE, example, { api_version: newest });
    for (const [at, { id }] of pinned) {
      const sent = await got(`/${at}`, event.id);
      const delivery = `${DESTINATIONS}/${id}/deliveries/${event.id}`;
      expect(await api.get(`${delivery}?include=body`)).toMatchObject({ body: sent, body_error: null });
      expect(await api.get(delivery)).toMatchObject({ event: event.id, body: null, body_error: null });
      if (at === 'thin') continue;
      const { data, api_version } = await api.get(`/v1/events/${event.id}?api_version=${at}`);
      expect({ data, api_version }).toEqual({ data: JSON.parse(sent).data, api_version: at });
    }
    expect((await api.get(`/v1/events/${event.id}`)).data).toEqual({ object: example });
    const unknown = await api.call('GET', `/v1/events/${event.id}?api_version=2001-01-01`);
    expect(unknown).toMatchObject({ status: 400, body: { error: { param: 'api_version' } } });
    expect(unknown.body.error.message).toContain(`Use one of ${newest}`);
  });

  test('to a bus have the detail as their body', async () => {
    const { id } = await api.post(DESTINATIONS, {
      name: 'Bus',
      type: 'amazon_eventbridge',
      event_payload: 'snapshot',
      enabled_events: ['refund.created'],
      amazon_eventbridge: { aws_account_id: '000000000000', aws_region: 'us-east-1' },
    });
    const queue = await startRuleQueue(platform.endpoints, 'workbench-api', { source: [{ suffix: `/${id}` }] });
    const event = await api.publish('refund.created', { id: 're_1', object: 'refund' });
    const { detail } = JSON.parse(await queue.next());
    queue.stop();
    const { body } = await api.get(`${DESTINATIONS}/${id}/deliveries/${event.id}?include[]=body`);
    expect(JSON.parse(body)).toEqual(detail);
  });

  test('show the change that fails, the event and each delivery separately', async () => {
    const change = { name: 'needs_a_number', types: ['broken.down'], description: 'Was half of it.' };
    const downgrade = { jsonata: '{ "half": $number(whole) / 2 }' };
    await api.post('/v1/api_versions', { version: '2028-01-01', changes: [{ ...change, downgrade }] });
    const over = { enabled_events: ['broken.down'], snapshot_api_version: newest };
    const { id } = await api.createWebhook(`${receiver.url}/broken`, over);
    const event = await api.publish('broken.down', { whole: 'seven' }, { api_version: '2028-01-01' });
    const failed = await api.call('GET', `/v1/events/${event.id}?api_version=${newest}`);
    expect(failed).toMatchObject({ status: 400, body: { error: { code: 'render_failed', param: 'api_version' } } });
    expect(failed.body.error.message).toContain('needs_a_number');
    expect(await api.get(`${DESTINATIONS}/${id}/deliveries/${event.id}?include=body`)).toMatchObject({
      body: null,
      body_error: { code: 'render_failed', message: expect.stringContaining('needs_a_number') },
    });
  });
});

test('events about an object can be combined with every other filter', async () => {
  const account = { 'stripe-account': 'acct_objects' };
  const make = async (path: string, type: string) =>
    api.post(
      DESTINATIONS,
      {
        name: path,
        type: 'webhook_endpoint',
        event_payload: 'snapshot',
        enabled_events: [type],
        webhook_endpoint: { url: receiver.url + path },
      },
      account,
    );
  await make('/fine', 'order.fine');
  await make('/failing', 'order.failing');
  const published: Json[] = [];
  for (let n = 0; n < 8; n++) {
    const object = { id: n % 2 ? 'or_1' : 'or_2', object: 'order', n };
    published.push(await api.publish(n < 4 ? 'order.fine' : 'order.failing', object, {}, account));
  }
  const numbers = async (query: string) =>
    (await api.get(`/v1/events?object_id=or_1&${query}`, account)).data.map(({ data }: Json) => data.object.n);
  await until('all were attempted', async () => {
    const [missed, fine] = [await numbers('delivery_success=false'), await numbers('delivery_success=true')];
    return missed.length === 2 && fine.length === 2;
  });
  expect(await numbers('')).toEqual([7, 5, 3, 1]);
  expect(await numbers('delivery_success=false')).toEqual([7, 5]);
  expect(await numbers('delivery_success=true')).toEqual([3, 1]);
  expect(await numbers('type=order.fine&limit=1')).toEqual([3]);
  expect(await numbers(`limit=2&starting_after=${published[7].id}`)).toEqual([5, 3]);
  expect(await numbers(`delivery_success=false&limit=1&ending_before=${published[2].id}`)).toEqual([5]);
});
