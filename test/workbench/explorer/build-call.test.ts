import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../lambdas/api/openapi/document.ts';
import { DESTINATION_TYPES } from '../../../lambdas/contract/destination-types/names.ts';
import { OPERATIONS } from '../../../lambdas/contract/operations.ts';
import { asCurl, asSdk, buildCall, type FieldTexts } from '../../../workbench/src/explorer/build-call.ts';
import { type OpenApi, type Operation, operationsOf } from '../../../workbench/src/explorer/operations.ts';

const operations = operationsOf(openApiDocument(OPERATIONS, '1') as unknown as OpenApi);
const ORIGIN = 'http://127.0.0.1:4242';

function find(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found;
}

function write(id: string, texts: FieldTexts, shape = 0) {
  const operation = find(id);
  return { operation, ...buildCall(operation, operation.bodies[shape]?.fields ?? [], texts) };
}

const CREATE = {
  'body:name': "Ann's orders",
  'body:event_payload': 'snapshot',
  'body:enabled_events': 'invoice.*\n  order.paid \n',
  'body:webhook_endpoint.url': 'https://example.com/hook',
  'body:metadata': '{"team": "a"}',
};

describe('operations', () => {
  test('are all operations of the API that return JSON', () => {
    const answersJson = OPERATIONS.filter(({ id }) => id !== 'getApiPage').map(({ id }) => id);
    expect(operations.map(({ id }) => id).sort()).toEqual(answersJson.sort());
  });

  test('have a field for every path parameter, and the required permission', () => {
    for (const { path, pathFields } of operations) {
      expect(pathFields.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
    expect(find('retryEvent').scope).toBe('deliveries:retry');
    expect(find('createAccount').scope).toBe('platform');
  });

  test('have typed fields, with full names for nested objects', () => {
    const kinds = Object.fromEntries(find('listEvents').queryFields.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ limit: 'number', types: 'list', delivery_success: 'boolean', 'created.gte': 'text' });
  });

  test('have one body shape for each destination type', () => {
    const { bodies } = find('createEventDestination');
    expect(bodies.map(({ name }) => name)).toEqual(DESTINATION_TYPES);
    const withUrl = bodies.filter(({ fields }) => fields.some(({ name }) => name === 'webhook_endpoint.url'));
    expect(withUrl.map(({ name }) => name)).toEqual(['webhook_endpoint']);
  });
});

describe('a built call', () => {
  test('requires the fields of an optional object only when one of them is set', () => {
    const event = { 'body:type': 'invoice.paid', 'body:data.object': '{}' };
    expect(write('publishEvent', event)).toMatchObject({
      problems: {},
      call: { body: { type: 'invoice.paid', data: { object: {} } } },
    });
    expect(write('publishEvent', event).call.body).not.toHaveProperty('related_object');
    expect(write('publishEvent', { ...event, 'body:related_object.id': 'in_1' }).problems).toEqual({
      'body:related_object.type': 'missing',
      'body:related_object.url': 'missing',
    });
    expect(write('publishEvent', {}).problems).toEqual({ 'body:type': 'missing', 'body:data.object': 'missing' });
  });

  test('has every value with its type at its location', () => {
    expect(write('createEventDestination', CREATE).call.body).toEqual({
      name: "Ann's orders",
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['invoice.*', 'order.paid'],
      webhook_endpoint: { url: 'https://example.com/hook' },
      metadata: { team: 'a' },
    });
    const { call } = write('listEvents', {
      'query:limit': '5',
      'query:types': 'a.b\nc.*',
      'query:created.gte': '2026-01-01T00:00:00Z',
      'query:delivery_success': 'false',
    });
    expect(call.query).toEqual({
      limit: 5,
      types: ['a.b', 'c.*'],
      created: { gte: '2026-01-01T00:00:00Z' },
      delivery_success: false,
    });
  });

  test('reports missing values, invalid numbers and invalid JSON', () => {
    expect(write('getEvent', {}).problems).toEqual({ 'path:id': 'missing' });
    expect(write('listEvents', { 'query:limit': 'ten' }).problems).toEqual({ 'query:limit': 'number' });
    expect(write('createEventDestination', { ...CREATE, 'body:metadata': '{' }).problems).toEqual({
      'body:metadata': 'json',
    });
  });
});

describe('as code', () => {
  test('the shell passes the entered values unchanged to curl', () => {
    const { call } = write('createEventDestination', CREATE);
    const text = asCurl(call, ORIGIN, 'acct_1');
    const script = `curl() { printf '%s\\0' "$@"; }; WAYBILL_API_KEY=sk_1; ${text}`;
    const given = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1);
    expect(given.slice(0, -1)).toEqual([
      '-X',
      'POST',
      `${ORIGIN}/v2/core/event_destinations`,
      '-H',
      'Authorization: Bearer sk_1',
      '-H',
      'Stripe-Context: acct_1',
      '-H',
      'Content-Type: application/json',
      '-d',
    ]);
    expect(JSON.parse(given.at(-1) as string)).toEqual(call.body);
  });

  test.each([
    ['getEvent', { 'path:id': 'evt_1' }, 'stripe.events.retrieve("evt_1")'],
    ['listEvents', { 'query:limit': '5' }, 'stripe.events.list({\n  "limit": 5\n})'],
    ['deleteEventDestination', { 'path:id': 'ed_1' }, 'stripe.v2.core.eventDestinations.del("ed_1")'],
    [
      'listDeliveries',
      { 'path:id': 'ed_1', 'query:status': 'failed' },
      `stripe.rawRequest('GET', "/v2/core/event_destinations/ed_1/deliveries?status=failed")`,
    ],
    [
      'retryEvent',
      { 'path:id': 'evt_1', 'body:webhook_endpoint': 'ed_1' },
      `stripe.rawRequest('POST', "/v1/events/evt_1/retry", {\n  "webhook_endpoint": "ed_1"\n})`,
    ],
  ])('%s is written with the method that the stripe package has, or by rawRequest', (id, texts, expected) => {
    const { operation, call } = write(id, texts as FieldTexts);
    expect(asSdk(operation, call, ORIGIN, undefined)).toContain(`await ${expected};`);
  });

  test('an account to act for is an option of the SDK', () => {
    const { operation, call } = write('getEvent', { 'path:id': 'evt_1' });
    expect(asSdk(operation, call, ORIGIN, 'acct_1')).toContain('("evt_1", {}, { stripeAccount: "acct_1" })');
  });
});
