import { describe, expect, test } from 'vitest';
import { controlApi, eventBridgeRequest, webhookRequest } from '../../doubles/control-api.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const path = '/v1/webhook_endpoints';
const body = { url: 'https://example.com/hook', enabled_events: ['invoice.paid', 'charge.*'] };

const setUp = () => {
  const api = controlApi();
  return { ...api, shop: api.as('sk_live_shop') };
};

describe('a webhook endpoint', () => {
  test('is created by a form as the SDK sends it, and shows its secret once', async () => {
    const { shop } = setUp();
    const form =
      'url=https%3A%2F%2Fexample.com%2Fhook&enabled_events[0]=invoice.paid&api_version=2025-06-30&description=Books&metadata[team]=a%26b';
    const created = await shop.call('POST', path, form, FORM);
    expect(created).toMatchObject({
      status: 200,
      body: {
        id: expect.stringMatching(/^we_[0-9A-Z]{26}$/),
        object: 'webhook_endpoint',
        api_version: '2025-06-30',
        application: null,
        created: expect.any(Number),
        description: 'Books',
        enabled_events: ['invoice.paid'],
        livemode: true,
        metadata: { team: 'a&b' },
        secret: expect.stringMatching(/^whsec_/),
        status: 'enabled',
        url: 'https://example.com/hook',
      },
    });
    const { secret: _once, ...shown } = created.body;
    expect((await shop.get(`${path}/${created.body.id}`)).body).toEqual(shown);
  });

  test('is the event destination with the same id suffix, whichever call created it', async () => {
    const { as } = setUp();
    const sandbox = as('sk_test_shop');
    const { id } = (await sandbox.post(path, body)).body;
    expect(id).toMatch(/^we_test_/);
    const eventDestination = (await sandbox.get(`/v2/core/event_destinations/${id.replace('we_', 'ed_')}`)).body;
    expect(eventDestination).toMatchObject({
      name: 'example.com',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
    });
    const other = (await sandbox.post('/v2/core/event_destinations', webhookRequest())).body;
    expect((await sandbox.get(`${path}/${other.id.replace('ed_', 'we_')}`)).body.url).toBe('https://example.com/hook');
  });

  test('is changed, disabled, enabled and deleted', async () => {
    const { shop } = setUp();
    const { id } = (await shop.post(path, { ...body, metadata: { a: '1', b: '2' } })).body;
    const update = async (form: string) => (await shop.call('POST', `${path}/${id}`, form, FORM)).body;
    expect(await update('url=https://example.org/x&enabled_events[]=*&description=New')).toMatchObject({
      url: 'https://example.org/x',
      enabled_events: ['*'],
      description: 'New',
    });
    expect((await update('metadata[a]=&metadata[c]=3')).metadata).toEqual({ b: '2', c: '3' });
    expect((await update('metadata=')).metadata).toEqual({});
    expect((await update('description=')).description).toBeNull();
    expect((await update('disabled=true&url=https://example.org/y')).status).toBe('disabled');
    expect(await update('disabled=false')).toMatchObject({ status: 'enabled', url: 'https://example.org/y' });
    expect((await shop.delete(`${path}/${id}`)).body).toEqual({ id, object: 'webhook_endpoint', deleted: true });
    expect((await shop.get(`${path}/${id}`)).status).toBe(404);
  });

  test('created twice with one idempotency key exists once, and both responses are equal', async () => {
    const { shop, destinations, idempotency } = setUp();
    const first = await shop.post(path, body, { 'idempotency-key': 'k' });
    const again = await shop.post(path, body, { 'idempotency-key': 'k' });
    expect(again.body).toEqual(first.body);
    expect(destinations.rows.size).toBe(1);
    expect([...idempotency.records.values()].map(({ response }) => response?.sealed)).toEqual([true]);
  });

  test.each([
    [{ ...body, url: 'http://example.com' }, 'url'],
    [{ enabled_events: ['*'] }, 'url'],
    [{ ...body, enabled_events: [] }, 'enabled_events'],
    [{ ...body, enabled_events: ['a b'] }, 'enabled_events[0]'],
    [{ ...body, connect: 'perhaps' }, 'connect'],
    [{ ...body, connect: true }, 'connect'],
    [{ ...body, name: 'x' }, 'name'],
    [{ ...body, metadata: { [`k${'x'.repeat(40)}`]: '1' } }, 'metadata'],
    [{ ...body, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, '1'])) }, 'metadata'],
  ])('is rejected when malformed with the name of the field, and nothing is stored (%#)', async (wrong, param) => {
    const { shop, destinations } = setUp();
    const reply = await shop.post(path, wrong);
    expect(reply.status).toBe(400);
    expect(reply.body.error.param).toMatch(new RegExp(`^${param.replace(/[[\]]/g, '\\$&')}`));
    expect(reply.body.error.message).toContain(`${param}`);
    expect(destinations.rows.size).toBe(0);
  });

  test('for connected accounts is allowed to the platform only', async () => {
    const { as } = setUp();
    const platform = as('sk_live_platform');
    const { id } = (await platform.call('POST', path, 'url=https://example.com&enabled_events[]=*&connect=true', FORM))
      .body;
    const eventDestination = await platform.get(`/v2/core/event_destinations/${id.replace('we_', 'ed_')}`);
    expect(eventDestination.body.events_from).toEqual(['@accounts']);
  });
});

describe('the list of webhook endpoints', () => {
  test('is newest first and paged by id, without destinations that v1 does not have', async () => {
    const { shop } = setUp();
    for (let n = 0; n < 5; n++) await shop.post(path, { ...body, description: String(n) });
    const thin = { event_payload: 'thin' };
    const hidden = [
      (await shop.post('/v2/core/event_destinations', webhookRequest(thin))).body.id,
      (await shop.post('/v2/core/event_destinations', eventBridgeRequest())).body.id,
    ];
    const names = (reply: { body: { data: { description: string }[] } }) =>
      reply.body.data.map(({ description }) => description);
    const first = await shop.get(`${path}?limit=2`);
    expect(first.body).toMatchObject({ object: 'list', url: path, has_more: true });
    expect(names(first)).toEqual(['4', '3']);
    const second = await shop.get(`${path}?limit=5&starting_after=${first.body.data[1].id}`);
    expect(names(second)).toEqual(['2', '1', '0']);
    expect(second.body.has_more).toBe(false);
    expect(names(await shop.get(`${path}?limit=2&ending_before=${second.body.data[1].id}`))).toEqual(['3', '2']);
    for (const id of hidden) expect((await shop.get(`${path}/${id.replace('ed_', 'we_')}`)).status).toBe(404);
  });

  test('accepts a cursor for one direction only', async () => {
    const reply = await setUp().shop.get(`${path}?starting_after=we_1&ending_before=we_2`);
    expect(reply).toMatchObject({ status: 400, body: { error: { param: 'ending_before' } } });
  });

  test("shows only the account's own, and an id of v2 names nothing", async () => {
    const { as, shop } = setUp();
    const { id } = (await shop.post(path, body)).body;
    for (const key of ['sk_live_other', 'sk_test_shop']) {
      expect((await as(key).get(path)).body.data).toEqual([]);
      expect((await as(key).get(`${path}/${id}`)).status).toBe(404);
      expect((await as(key).post(`${path}/${id}`, { disabled: true })).status).toBe(404);
      expect((await as(key).delete(`${path}/${id}`)).status).toBe(404);
    }
    expect((await shop.get(`${path}/${id.replace('we_', 'ed_')}`)).status).toBe(404);
  });
});
