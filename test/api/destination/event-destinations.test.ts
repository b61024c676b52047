import { describe, expect, test } from 'vitest';
import type { EventBridgeDestination } from '../../../lambdas/core/destination/types/eventbridge/destination.ts';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import { controlApi, eventBridgeRequest, shopApi, webhookRequest } from '../../doubles/control-api.ts';

const PATH = '/v2/core/event_destinations';
const SECRET = 'webhook_endpoint.signing_secret';
const URL_FIELD = 'webhook_endpoint.url';

describe('creating a destination', () => {
  test('returns the whole object, with the secret and the URL only when they are included', async () => {
    const { shop } = shopApi();
    const { status, body } = await shop.post(PATH, webhookRequest({ metadata: { team: 'a', size: 7 } }));
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^ed_[0-9A-Z]{26}$/),
      object: 'v2.core.event_destination',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated: body.created,
      name: 'Orders',
      description: '',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['invoice.paid'],
      events_from: ['@self'],
      livemode: true,
      metadata: { team: 'a', size: '7' },
      snapshot_api_version: '2026-01-01',
      status: 'enabled',
      status_details: null,
      health: { status: 'healthy', since: null, next_probe_at: null, waiting: 0, draining: null },
      missed_since: null,
      delivery_limits: null,
      webhook_endpoint: { url: null, signing_secret: null },
    });
  });

  test('shows the secret once, and stores it sealed for its account and destination', async () => {
    const { shop, create, destinations } = shopApi();
    const created = await create({ include: [SECRET, URL_FIELD] });
    const { signing_secret, url } = created.webhook_endpoint;
    expect(url).toBe('https://example.com/hook');
    expect(Buffer.from(signing_secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    const sealed = (destinations.rows.get(created.id) as WebhookDestination).webhookEndpoint.secrets[0]?.sealed ?? '';
    expect(JSON.parse(sealed)).toEqual(['acct_shop', created.id, signing_secret]);
    const again = await shop.get(`${PATH}/${created.id}?include[0]=${SECRET}&include[1]=${URL_FIELD}`);
    expect(again.body.webhook_endpoint).toEqual({ url, signing_secret: null });
  });

  test.each(['snapshot', 'thin'])(
    'with %s events selects health events, which are not in the catalog',
    async (payload) => {
      const { shop } = shopApi();
      for (const pattern of ['v2.core.health.event_destination.failing', 'v2.core.health.*']) {
        const { status, body } = await shop.post(
          PATH,
          webhookRequest({ event_payload: payload, enabled_events: ['invoice.paid', pattern] }),
        );
        expect([status, body.enabled_events]).toEqual([200, ['invoice.paid', pattern]]);
      }
    },
  );

  test('in sandbox makes a test id and accepts plain http', async () => {
    const sandbox = controlApi().as('sk_test_shop');
    const url = 'http://example.com/hook';
    const { body } = await sandbox.post(PATH, webhookRequest({ webhook_endpoint: { url } }));
    expect(body).toMatchObject({ id: expect.stringMatching(/^ed_test_/), livemode: false });
  });

  test('accepts patterns and both spellings of events_from', async () => {
    const platform = controlApi().as('sk_live_platform');
    const { body } = await platform.post(
      PATH,
      webhookRequest({ enabled_events: ['invoice.*', '*', 'invoice.*'], events_from: ['self', 'other_accounts'] }),
    );
    expect(body).toMatchObject({ enabled_events: ['invoice.*', '*'], events_from: ['@self', '@accounts'] });
  });

  test('sets no snapshot version for a thin destination', async () => {
    const { create } = shopApi();
    expect(await create({ event_payload: 'thin' })).toMatchObject({ snapshot_api_version: null });
  });

  test.each([
    [{ name: undefined }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ name: { toString: 1 } }, 'name'],
    [{ description: 'x'.repeat(1001) }, 'description'],
    [{ type: undefined }, 'type'],
    [{ type: 'azure_event_grid' }, 'azure_event_grid is not supported'],
    [{ type: ['webhook_endpoint'] }, 'type'],
    [{ event_payload: 'fat' }, 'event_payload'],
    [{ enabled_events: undefined }, 'enabled_events'],
    [{ enabled_events: [] }, 'enabled_events'],
    [{ enabled_events: '*' }, 'enabled_events'],
    [{ enabled_events: ['a', 'b', 'c..d'] }, 'enabled_events[2]'],
    [{ enabled_events: ['*.paid'] }, 'enabled_events[0]'],
    [{ event_payload: 'thin', enabled_events: ['a', '*'] }, 'enabled_events[1]'],
    [{ event_payload: 'thin', snapshot_api_version: '2026-01-01' }, 'snapshot_api_version'],
    [{ events_from: [] }, 'events_from'],
    [{ events_from: ['@all'] }, 'events_from[0]'],
    [{ events_from: ['@accounts'] }, 'events_from'],
    [{ snapshot_api_version: 'a b' }, 'snapshot_api_version'],
    [{ metadata: { ['k'.repeat(41)]: 'v' } }, 'metadata'],
    [{ metadata: { k: 'v'.repeat(501) } }, 'metadata.k'],
    [{ metadata: { k: true } }, 'metadata.k'],
    [{ metadata: { k: null } }, 'metadata.k'],
    [{ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) }, 'metadata'],
    [{ metadata: [] }, 'metadata'],
    [{ webhook_endpoint: undefined }, 'webhook_endpoint'],
    [{ webhook_endpoint: 'https://example.com' }, 'webhook_endpoint'],
    [{ webhook_endpoint: { url: 'example.com' } }, 'webhook_endpoint.url'],
    [{ webhook_endpoint: { url: 'http://example.com/' } }, 'webhook_endpoint.url'],
    [{ webhook_endpoint: { url: 'https://169.254.169.254/' } }, 'webhook_endpoint.url'],
    [{ webhook_endpoint: { url: 'https://localhost/' } }, 'webhook_endpoint.url'],
    [{ webhook_endpoint: { url: `https://example.com/${'x'.repeat(5000)}` } }, 'webhook_endpoint.url'],
    [{ webhook_endpoint: { url: 'https://example.com', secret: 'x' } }, 'webhook_endpoint.secret'],
    [{ amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'eu-west-1' } }, 'amazon_eventbridge'],
    [{ include: ['everything'] }, 'include[0]'],
    [{ status: 'enabled' }, 'status'],
    [{ constructor: 1 }, 'constructor'],
  ])('rejects %j, names %s, and stores nothing', async (over, named) => {
    const { shop, destinations } = shopApi();
    const { status, body } = await shop.post(PATH, webhookRequest(over));
    expect(status).toBe(400);
    expect(body.error.code).toBe('invalid_fields');
    expect(body.error.message).toContain(named);
    expect(destinations.rows.size).toBe(0);
  });

  test.each(['[]', 'null', '1', '"x"', '{"__proto__":{}}', `{"name":${'['.repeat(9000)}${']'.repeat(9000)}}`])(
    'returns 400 for the body %.20s',
    async (body) => {
      const { shop, destinations } = shopApi();
      expect((await shop.post(PATH, body)).status).toBe(400);
      expect(destinations.rows.size).toBe(0);
    },
  );

  test('beyond the limit is refused', async () => {
    const { shop, create, destinations } = shopApi({ destinationLimit: 2 });
    await create();
    await create();
    expect((await shop.post(PATH, webhookRequest())).status).toBe(400);
    expect(destinations.rows.size).toBe(2);
  });

  test('accepts http and private addresses in live mode during local development', async () => {
    const { create } = shopApi({ permitPrivateEndpoints: true });
    const url = 'http://127.0.0.1:3000/hook';
    expect(await create({ webhook_endpoint: { url }, include: [URL_FIELD] })).toMatchObject({
      webhook_endpoint: { url },
    });
  });
});

describe('an EventBridge destination', () => {
  const bus = { aws_account_id: '123456789012', aws_region: 'eu-west-1' };
  const ROLE = { role_arn: 'arn:aws:iam::999999999999:role/deployer' };

  test('on the default bus is pending, and shows the policy that permits it', async () => {
    const { shop } = shopApi();
    const { body } = await shop.post(PATH, eventBridgeRequest());
    const event_bus_arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/default';
    expect(body.amazon_eventbridge).toMatchObject({
      ...bus,
      aws_event_source_arn: null,
      aws_event_source_status: 'pending',
      event_bus_arn,
      role_arn: null,
    });
    const [statement] = body.amazon_eventbridge.bus_policy.Statement;
    expect(statement).toMatchObject({
      Resource: event_bus_arn,
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Condition: { StringEquals: { 'events:source': `acme/acct_shop/${body.id}` } },
    });
    expect(body).not.toHaveProperty('webhook_endpoint');
  });

  test('shows a link that creates the stack of its role only where the deployment has a template', async () => {
    const roleTemplateUrl = 'https://templates.s3.eu-west-1.amazonaws.com/role.json';
    const linkOf = async (over: Parameters<typeof shopApi>[0]) => {
      const { shop } = shopApi(over);
      const { body } = await shop.post(PATH, eventBridgeRequest());
      return [body.id, body.amazon_eventbridge.role_quick_create_url];
    };
    const [id, link] = await linkOf({ roleTemplateUrl });
    const parameters = new URLSearchParams(new URL(link).hash.split('?')[1]);
    expect(Object.fromEntries(parameters)).toMatchObject({
      templateURL: roleTemplateUrl,
      param_PlatformAccountId: '999999999999',
      param_ExternalId: id,
      param_EventBusArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
    });
    expect((await linkOf({}))[1]).toBeNull();
    expect((await linkOf({ roleTemplateUrl, eventBridgePartnerMode: true }))[1]).toBeNull();
  });

  test.each([
    [{ aws_account_id: '1234' }, 'amazon_eventbridge.aws_account_id'],
    [{ aws_account_id: 123456789012 }, 'amazon_eventbridge.aws_account_id'],
    [{ aws_region: 'Frankfurt' }, 'amazon_eventbridge.aws_region'],
    [{ event_bus_arn: 'default' }, 'amazon_eventbridge.event_bus_arn'],
    [{ event_bus_arn: 'arn:aws:events:eu-west-1:123456789012:event-busv2/x' }, 'event-busv2'],
    [{ event_bus_arn: 'arn:aws:events:us-east-1:123456789012:event-bus/x' }, 'amazon_eventbridge.event_bus_arn'],
    [{ event_bus_arn: 'arn:aws:events:eu-west-1:210987654321:event-bus/x' }, 'amazon_eventbridge.event_bus_arn'],
    [{ role_arn: 'arn:aws:iam::210987654321:role/x' }, 'amazon_eventbridge.role_arn'],
    [{ role_arn: 'role/x' }, 'amazon_eventbridge.role_arn'],
    [{ bus: 'x' }, 'amazon_eventbridge.bus'],
  ])('with %j is rejected and names %s', async (over, named) => {
    const { shop, destinations } = shopApi();
    const reply = await shop.post(PATH, eventBridgeRequest({ amazon_eventbridge: { ...bus, ...over } }));
    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toContain(named);
    expect(destinations.rows.size).toBe(0);
  });

  test('in the AWS account of the platform is rejected with the account, whatever its bus or role', async () => {
    const { shop, destinations } = shopApi();
    const own = { ...bus, aws_account_id: '999999999999' };
    for (const over of [{}, { event_bus_arn: 'arn:aws:events:eu-west-1:999999999999:event-bus/waybill-prod' }, ROLE]) {
      const reply = await shop.post(PATH, eventBridgeRequest({ amazon_eventbridge: { ...own, ...over } }));
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 'invalid_fields' } } });
      expect(reply.body.error.message).toContain('amazon_eventbridge.aws_account_id: should not be 999999999999');
    }
    expect(destinations.rows.size).toBe(0);
  });

  test("in the AWS account of the platform, where the stage permits it, can be any bus except the platform's own", async () => {
    const { shop } = shopApi({ permitOwnAccountBuses: true });
    const own = { ...bus, aws_account_id: '999999999999' };
    expect((await shop.post(PATH, eventBridgeRequest({ amazon_eventbridge: own }))).status).toBe(200);
    const event_bus_arn = 'arn:aws:events:eu-west-1:999999999999:event-bus/waybill-prod';
    const reply = await shop.post(PATH, eventBridgeRequest({ amazon_eventbridge: { ...own, event_bus_arn } }));
    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toContain(
      'amazon_eventbridge.event_bus_arn: should be a bus whose name does not start with waybill-',
    );
    // A customer's bus can have any name.
    const theirs = { ...bus, event_bus_arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/waybill-prod' };
    expect((await shop.post(PATH, eventBridgeRequest({ amazon_eventbridge: theirs }))).status).toBe(200);
  });

  test('can get another bus and a role later, and is pending again until it is verified', async () => {
    const { shop, destinations } = shopApi();
    const { body } = await shop.post(PATH, eventBridgeRequest());
    const before = destinations.rows.get(body.id) as EventBridgeDestination;
    destinations.rows.set(body.id, { ...before, amazonEventbridge: { ...before.amazonEventbridge, status: 'active' } });
    const event_bus_arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/orders';
    const role_arn = 'arn:aws:iam::123456789012:role/waybill';
    const changed = await shop.post(`${PATH}/${body.id}`, { amazon_eventbridge: { event_bus_arn, role_arn } });
    expect(changed.body.amazon_eventbridge).toMatchObject({
      event_bus_arn,
      role_arn,
      aws_event_source_status: 'pending',
    });
    const without = await shop.post(`${PATH}/${body.id}`, { amazon_eventbridge: { role_arn: null } });
    expect(without.body.amazon_eventbridge).toMatchObject({ event_bus_arn, role_arn: null });
  });

  test('of a partner gets an event source, which is deleted with it', async () => {
    const { shop, partnerSources } = shopApi({ eventBridgePartnerMode: true });
    const { body } = await shop.post(PATH, eventBridgeRequest());
    expect(partnerSources).toEqual(new Set([body.id]));
    expect(body.amazon_eventbridge).toMatchObject({
      aws_event_source_arn: `arn:aws:events:eu-west-1::event-source/aws.partner/acme/${body.id}`,
      event_bus_arn: null,
      bus_policy: null,
    });
    await shop.delete(`${PATH}/${body.id}`);
    expect(partnerSources.size).toBe(0);
  });

  test('of a partner leaves no event source behind when it cannot be stored', async () => {
    const { shop, partnerSources } = shopApi({ eventBridgePartnerMode: true, destinationLimit: 1 });
    await shop.post(PATH, eventBridgeRequest());
    expect((await shop.post(PATH, eventBridgeRequest())).status).toBe(400);
    expect(partnerSources.size).toBe(1);
  });
});
