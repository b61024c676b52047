import { describe, expect, test } from 'vitest';
import { eventBridgeRequest, shopApi, webhookRequest } from '../../doubles/control-api.ts';
import { anEventType, aVersion } from '../../doubles/memory-catalog.ts';

const PATH = '/v2/core/event_destinations';
const VALID = { object: 'v2.core.event_destination_validation', valid: true, error: null };

const withShop = (over = {}) => {
  const { shop, ...api } = shopApi(over);
  const validate = (body: unknown) => shop.post(`${PATH}/validate`, body);
  return { ...api, shop, validate };
};

/** Validation returns as a result what create returns as an error. */
function expectRefusal(validated: { status: number; body: unknown }, created: { body: { error: object } }) {
  expect(validated).toMatchObject({ status: 200, body: { valid: false, error: created.body.error } });
}

describe('validating a destination', () => {
  test.each([
    webhookRequest(),
    webhookRequest({ include: ['webhook_endpoint.signing_secret'], metadata: { a: 1 } }),
    webhookRequest({ event_payload: 'thin' }),
    eventBridgeRequest(),
  ])('returns valid for what create accepts, and stores nothing (%#)', async (request) => {
    const { validate, destinations, idempotency, shop } = withShop();
    expect(await validate(request)).toMatchObject({ status: 200, body: VALID });
    await shop.post(`${PATH}/validate`, request, { 'idempotency-key': 'k-1' });
    expect([destinations.rows.size, idempotency.records.size]).toEqual([0, 0]);
    expect((await shop.post(PATH, request)).status).toBe(200);
  });

  test('makes no secret and no event source', async () => {
    const { validate, partnerSources, ports } = withShop({ eventBridgePartnerMode: true });
    ports.secrets = { ...ports.secrets, seal: () => Promise.reject(new Error('sealed')) };
    expect((await validate(webhookRequest())).body).toEqual(VALID);
    expect((await validate(eventBridgeRequest())).body).toEqual(VALID);
    expect(partnerSources.size).toBe(0);
  });

  test.each<[string, unknown]>([
    ['no name', webhookRequest({ name: undefined })],
    ['no type', webhookRequest({ type: undefined })],
    ['an unknown field', webhookRequest({ status: 'enabled' })],
    ['a broken pattern', webhookRequest({ enabled_events: ['a', 'b..c'] })],
    ['everything as thin events', webhookRequest({ event_payload: 'thin', enabled_events: ['*'] })],
    ['a version of thin events', webhookRequest({ event_payload: 'thin', snapshot_api_version: '2026-03-01' })],
    ['a version that the catalog does not have', webhookRequest({ snapshot_api_version: '2019-01-01' })],
    ['a type without a thin form', webhookRequest({ event_payload: 'thin', enabled_events: ['order.fat'] })],
    ['other accounts’ events', webhookRequest({ events_from: ['@accounts'] })],
    ['an invalid URL', webhookRequest({ webhook_endpoint: { url: 'example.com' } })],
    ['plain http in live mode', webhookRequest({ webhook_endpoint: { url: 'http://example.com/' } })],
    ['a private address', webhookRequest({ webhook_endpoint: { url: 'https://10.0.0.1/' } })],
    ['a private address as one number', webhookRequest({ webhook_endpoint: { url: 'https://0x7f.1/' } })],
    ['a private name', webhookRequest({ webhook_endpoint: { url: 'https://localhost/' } })],
    ['a password in the URL', webhookRequest({ webhook_endpoint: { url: 'https://a:b@example.com/' } })],
    [
      'a bus of another region',
      eventBridgeRequest({
        amazon_eventbridge: {
          aws_account_id: '123456789012',
          aws_region: 'eu-west-1',
          event_bus_arn: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
        },
      }),
    ],
    [
      'an invalid role',
      eventBridgeRequest({
        amazon_eventbridge: {
          aws_account_id: '123456789012',
          aws_region: 'eu-west-1',
          role_arn: 'arn:aws:iam::1:user/x',
        },
      }),
    ],
    ['no object', '[]'],
  ])('rejects %s exactly as create does', async (_what, request) => {
    const { validate, shop, catalog, destinations } = withShop();
    await catalog.store.putVersion('live', aVersion({ version: '2026-03-01' }));
    await catalog.store.putType('live', anEventType({ type: 'order.fat', thin: false }));
    const [validated, created] = [await validate(request), await shop.post(PATH, request)];
    expect(created.status).toBe(400);
    expectRefusal(validated, created);
    expect(destinations.rows.size).toBe(0);
  });

  test('rejects a destination beyond the limit as create does, and accepts it after another is deleted', async () => {
    const { validate, shop } = withShop({ destinationLimit: 1 });
    const { id } = (await shop.post(PATH, webhookRequest())).body;
    const [validated, created] = [await validate(webhookRequest()), await shop.post(PATH, webhookRequest())];
    expect(created.status).toBe(400);
    expectRefusal(validated, created);
    await shop.delete(`${PATH}/${id}`);
    expect((await validate(webhookRequest())).body).toEqual(VALID);
  });

  test('names the invalid field', async () => {
    const { validate } = withShop();
    const { body } = await validate(webhookRequest({ webhook_endpoint: { url: 'https://10.0.0.1/' } }));
    expect(body.error.param).toBe('webhook_endpoint.url');
  });

  test('requires the permission to create', async () => {
    const { as } = withShop();
    const scopes = ['destinations:read', 'events:read'];
    const { key } = (await as('sk_live_platform').post('/v1/api_keys', { account: 'acct_shop', name: 'a', scopes }))
      .body;
    expect((await as(key).post(`${PATH}/validate`, webhookRequest())).status).toBe(403);
  });
});
