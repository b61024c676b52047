import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../lambdas/api/openapi/document.ts';
import { OPERATIONS } from '../../../lambdas/contract/operations.ts';
import { type OpenApi, type Operation, operationsOf } from '../../../workbench/src/explorer/operations.ts';
import { asCurl, asSdk, type Typed, writeCall } from '../../../workbench/src/explorer/written-call.ts';

const operations = operationsOf(openApiDocument(OPERATIONS, '1') as unknown as OpenApi);
const ORIGIN = 'http://127.0.0.1:4242';

function find(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found;
}

function write(id: string, typed: Typed, shape = 0) {
  const operation = find(id);
  return { operation, ...writeCall(operation, operation.bodies[shape]?.fields ?? [], typed) };
}

const CREATE = {
  'body:name': "Ann's orders",
  'body:event_payload': 'snapshot',
  'body:enabled_events': 'invoice.*\n  order.paid \n',
  'body:webhook_endpoint.url': 'https://example.com/hook',
  'body:metadata': '{"team": "a"}',
};

describe('operations', () => {
  test('are all those of the API that answer JSON', () => {
    const answersJson = OPERATIONS.filter(({ id }) => id !== 'getApiPage').map(({ id }) => id);
    expect(operations.map(({ id }) => id).sort()).toEqual(answersJson.sort());
  });

  test('have a field for everything in the path, and know the scope they need', () => {
    for (const { path, pathFields } of operations) {
      expect(pathFields.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
    expect(find('retryEvent').scope).toBe('deliveries:retry');
    expect(find('createAccount').scope).toBe('platform');
  });

  test('have typed fields, those of nested objects by their whole name', () => {
    const kinds = Object.fromEntries(find('listEvents').queryFields.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ limit: 'number', types: 'list', delivery_success: 'boolean', 'created.gte': 'text' });
  });

  test('have one kind of body for each kind of destination', () => {
    const { bodies } = find('createEventDestination');
    expect(bodies.map(({ name }) => name)).toEqual(['webhook_endpoint', 'amazon_eventbridge']);
    const urls = bodies.map(({ fields }) => fields.some(({ name }) => name === 'webhook_endpoint.url'));
    expect(urls).toEqual([true, false]);
  });
});

describe('a call as it was typed', () => {
  test('needs the fields of an object that may be left out only where one of them is given', () => {
    const event = { 'body:type': 'invoice.paid', 'body:data.object': '{}' };
    expect(write('publishEvent', event)).toMatchObject({
      faults: {},
      call: { body: { type: 'invoice.paid', data: { object: {} } } },
    });
    expect(write('publishEvent', event).call.body).not.toHaveProperty('related_object');
    expect(write('publishEvent', { ...event, 'body:related_object.id': 'in_1' }).faults).toEqual({
      'body:related_object.type': 'missing',
      'body:related_object.url': 'missing',
    });
    expect(write('publishEvent', {}).faults).toEqual({ 'body:type': 'missing', 'body:data.object': 'missing' });
  });

  test('has every value in its type and place', () => {
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

  test('says what is missing, no number, or no JSON', () => {
    expect(write('getEvent', {}).faults).toEqual({ 'path:id': 'missing' });
    expect(write('listEvents', { 'query:limit': 'ten' }).faults).toEqual({ 'query:limit': 'number' });
    expect(write('createEventDestination', { ...CREATE, 'body:metadata': '{' }).faults).toEqual({
      'body:metadata': 'json',
    });
  });
});

describe('as code', () => {
  test('the shell gives curl exactly what was typed', () => {
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
  ])('%s is written with the method that the stripe package has, or by rawRequest', (id, typed, expected) => {
    const { operation, call } = write(id, typed as Typed);
    expect(asSdk(operation, call, ORIGIN, undefined)).toContain(`await ${expected};`);
  });

  test('an account to act for is an option of the SDK', () => {
    const { operation, call } = write('getEvent', { 'path:id': 'evt_1' });
    expect(asSdk(operation, call, ORIGIN, 'acct_1')).toContain('("evt_1", {}, { stripeAccount: "acct_1" })');
  });
});
