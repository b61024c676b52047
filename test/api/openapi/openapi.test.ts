import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { ApiContext } from '../../../lambdas/api/context.ts';
import { openApiDocument } from '../../../lambdas/api/openapi/document.ts';
import type { OpenApiDocument, OperationObject, Schema } from '../../../lambdas/api/openapi/types.ts';
import { apiRoutes } from '../../../lambdas/api/routes.ts';
import type { Operation } from '../../../lambdas/contract/operation.ts';
import { OPERATIONS } from '../../../lambdas/contract/operations.ts';
import type { PublishPorts, PublishSettings } from '../../../lambdas/core/publish/publish.ts';
import { publishRoutes } from '../../../lambdas/publish/routes.ts';
import { apiWorld, GUARDED, pathWith } from '../../doubles/api-world.ts';
import { controlApi, eventBridgeRequest } from '../../doubles/control-api.ts';

const document: OpenApiDocument = (await controlApi().as('').get('/openapi.json')).body;

const operationOf = ({ path, method }: Operation): OperationObject => {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`The document has no ${method} ${path}`);
  return found;
};
const byId = (id: string): OperationObject => {
  const operation = OPERATIONS.find((one) => one.id === id);
  if (!operation) throw new Error(`There is no operation ${id}`);
  return operationOf(operation);
};
const bodyOf = ({ requestBody }: OperationObject): Schema => requestBody?.content['application/json']?.schema ?? {};
const query = (id: string, name: string) =>
  byId(id).parameters.find((one) => 'name' in one && one.in === 'query' && one.name === name);

const named = OPERATIONS.map((operation) => [operation.id, operation] as const);

/** Lists every value in the document with its path. */
function* values(value: unknown, path: readonly string[] = []): Generator<[readonly string[], unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* values(inner, [...path, key]);
}

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  // biome-ignore lint/suspicious/noExplicitAny: each makes another part of the document invalid
  test.each<[string, (broken: any) => void]>([
    ['a parameter without a location', (broken) => delete broken.paths['/v1/events'].get.parameters[0].in],
    ['a response without a description', (broken) => delete broken.components.responses['v1.400'].description],
    [
      'a reference without a target',
      (broken) => (broken.components.schemas.event.properties.x = { $ref: '#/components/schemas/x' }),
    ],
    ['a field that OpenAPI does not have', (broken) => (broken.paths['/v1/events'].get.scope = 'events:read')],
    ['no title', (broken) => delete broken.info.title],
  ])('would be invalid with %s', async (_what, invalidate) => {
    const broken = structuredClone(document);
    invalidate(broken);
    expect((await new Validator().validate({ ...broken })).valid).toBe(false);
  });

  test('requires no key, may be cached, and names the server at which it was requested', async () => {
    const api = controlApi();
    const reply = await api.as('').call('GET', '/openapi.json', undefined, { authorization: '' });
    expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300' } });
    expect(reply.body.servers).toEqual([{ url: 'https://api.example.com' }]);
  });

  test('is the same for every caller and any stored data', async () => {
    const { api } = await apiWorld();
    for (const key of ['sk_live_platform', 'sk_live_shop', 'sk_live_unknown']) {
      const reply = await api.as(key, { 'stripe-account': 'acct_shop' }).get('/openapi.json');
      expect(reply.body).toEqual(document);
    }
  });

  test('has every operation once, under its own id', () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(OPERATIONS.map(({ id, method, path }) => `${id} ${method} ${path}`).sort());
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
  });

  test('has every call that a function serves, and no other', () => {
    const nothing = { ports: {}, settings: {} } as unknown as ApiContext;
    const routes = [...apiRoutes(nothing), ...publishRoutes({} as PublishSettings, {} as PublishPorts)];
    expect(routes.map(({ operation }) => operation.id).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });

  test('contains the target of each reference', () => {
    const refs = [...values(document)].filter(([path]) => path.at(-1) === '$ref').map(([, ref]) => String(ref));
    expect(refs.length).toBeGreaterThan(100);
    for (const ref of refs) {
      const [, ...path] = ref.split('/');
      const target = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
      expect(target, ref).toBeTypeOf('object');
    }
  });

  test('describes each tag', () => {
    expect(document.tags.filter(({ description }) => !description)).toEqual([]);
    expect(document.tags.map(({ name }) => name)).toEqual([...new Set(OPERATIONS.map(({ tag }) => tag))]);
  });
});

describe('the schemas', () => {
  const KINDS = ['$ref', 'type', 'anyOf', 'oneOf', 'const', 'enum'];

  test('describe each field', () => {
    const withoutDescription = [...values(document)].filter(([path, value]) => {
      const isField = path.at(-2) === 'properties' || ['items', 'schema'].includes(path.at(-1) ?? '');
      return isField && !KINDS.some((kind) => Object.hasOwn(value as object, kind));
    });
    expect(withoutDescription.map(([path]) => path.join('/'))).toEqual([]);
  });

  test('are valid JSON Schema', () => {
    const ajv = formats.default(new Ajv2020({ strict: false }));
    for (const schema of Object.values(document.components.schemas)) expect(ajv.validateSchema(schema)).toBe(true);
    expect(ajv.validateSchema({ type: 'objekt' })).toBe(false);
  });

  test.each(named.filter(([, operation]) => operationOf(operation).requestBody))(
    'of %s have an example that the API accepts',
    (_id, operation) => {
      const { content = {} } = operationOf(operation).requestBody ?? {};
      for (const { example } of Object.values(content)) expect(operation.body.safeParse(example).error).toBeUndefined();
    },
  );

  test('declare numbers, lists and times by their types, although a query has them as text', () => {
    expect(query('listEvents', 'limit')).toMatchObject({ schema: { type: 'integer', minimum: 1, maximum: 100 } });
    expect(query('listEventDestinations', 'limit')).toMatchObject({ schema: { default: 20 } });
    expect(query('listEvents', 'types')).toMatchObject({ schema: { type: 'array', maxItems: 20 } });
    expect(query('listDeliveries', 'created')).toMatchObject({ style: 'deepObject', explode: true });
    const bound = { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }] };
    expect(query('listDeliveries', 'created')).toMatchObject({ schema: { properties: { gte: bound } } });
  });

  test.each(['createAccount', 'updateAccount', 'createWebhookEndpoint', 'updateWebhookEndpoint'])(
    'of the form of %s describe how metadata is written, and that it may be empty',
    (id) => {
      const form = byId(id).requestBody?.content['application/x-www-form-urlencoded'];
      expect(form?.encoding?.metadata).toEqual({ style: 'deepObject', explode: true });
    },
  );

  test('distinguish the two destination types, without the fields that are always rejected', () => {
    const [webhook, bus] = bodyOf(byId('createEventDestination')).oneOf ?? [];
    expect(webhook?.properties?.type).toEqual({ type: 'string', const: 'webhook_endpoint' });
    expect(Object.keys(bus?.properties ?? {})).toContain('amazon_eventbridge');
    expect(Object.keys(bus?.properties ?? {})).not.toContain('webhook_endpoint');
    expect(Object.keys(bodyOf(byId('updateEventDestination')).properties ?? {})).not.toContain('event_payload');
  });

  test('of a batch describe each event', () => {
    expect(bodyOf(byId('publishEvents')).properties?.events).toMatchObject({
      type: 'array',
      maxItems: 100,
      items: { $ref: '#/components/schemas/publish_event' },
    });
    expect(document.components.schemas.publish_event?.properties?.data).toMatchObject({ required: ['object'] });
  });
});

describe('an operation', () => {
  test.each(named)('%s describes which keys may call it', (_id, operation) => {
    const { security, description, 'x-required-scope': scope } = operationOf(operation);
    if (operation.access === 'public') expect(security).toEqual([]);
    else {
      const { access } = operation;
      const words: Record<string, string> = { any: 'any API key', platform: 'unrestricted API key of the platform' };
      expect([scope, security]).toEqual([access === 'any' ? undefined : access, undefined]);
      expect(description).toMatch(words[access] ?? `\`${scope}\``);
    }
  });

  test.each(named)('%s has each id of its path, its headers, and the errors of v1 or v2', (_id, operation) => {
    const { parameters, responses } = operationOf(operation);
    const inPath = parameters.flatMap((one) => ('in' in one && one.in === 'path' ? [`{${one.name}}`] : []));
    expect(inPath).toEqual(operation.path.match(/\{\w+\}/g) ?? []);
    const takesKey = { $ref: '#/components/parameters/Idempotency-Key' };
    expect(parameters.some((one) => '$ref' in one && one.$ref === takesKey.$ref)).toBe(
      operation.idempotency !== 'none',
    );
    if (operation.access === 'public') return;
    const generation = operation.path.startsWith('/v2/') ? 'v2' : 'v1';
    expect(responses[401]).toEqual({ $ref: `#/components/responses/${generation}.401` });
    expect('404' in responses).toBe(inPath.length > 0);
  });

  test.each(named)('%s accepts forms in v1 only', (_id, operation) => {
    const { requestBody } = operationOf(operation);
    if (!requestBody) return;
    const isV2 = operation.path.startsWith('/v2/');
    const form = 'application/x-www-form-urlencoded';
    expect(Object.keys(requestBody.content)).toEqual(['application/json', ...(isV2 ? [] : [form])]);
  });

  test('without parameters has no body', () => {
    expect(byId('pingEventDestination').requestBody).toBeUndefined();
    expect(byId('rollEventDestinationSecret').requestBody?.required).toBe(false);
    expect(byId('createEventDestination').requestBody?.required).toBe(true);
  });
});

describe('the response of the API', () => {
  /** The document with every object closed, so that undocumented fields are found too. */
  const closed = JSON.parse(JSON.stringify(document), (_key, value) =>
    value?.type === 'object' && value.properties ? { additionalProperties: false, ...value } : value,
  );
  const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(closed, 'document');
  const pointer = (...path: string[]): string =>
    path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const problems = (at: string, body: unknown) => {
    const check = ajv.getSchema(`document#/${at}`);
    if (!check) throw new Error(`The document has no ${at}`);
    return check(body) ? [] : check.errors;
  };
  const success = ({ path, method }: Operation) =>
    pointer('paths', path, method.toLowerCase(), 'responses', '200', 'content', 'application/json', 'schema');

  test.each(GUARDED.map((operation) => [operation.id, operation] as const))(
    'to %s matches the document',
    async (id, operation) => {
      const { api, samples } = await apiWorld();
      const sample = samples[id];
      if (!sample) throw new Error(`There is no sample call of ${id}`);
      const url = pathWith(operation.path, sample.ids);
      const reply = await api.as(`sk_live_${sample.by}`).call(operation.method, url, sample.body);
      expect(reply.status).toBe(200);
      expect(problems(success(operation), reply.body)).toEqual([]);
    },
  );

  test('matches the document for an EventBridge destination, a partly failed batch, and an error', async () => {
    const shop = controlApi().as('sk_live_shop');
    const bus = await shop.post('/v2/core/event_destinations', eventBridgeRequest());
    expect(problems(pointer('components', 'schemas', 'v2.core.event_destination'), bus.body)).toEqual([]);
    const event = { type: 'invoice.paid', data: { object: {} } };
    const batch = await shop.post('/v1/events/batch', { events: [event, { type: 1 }] });
    expect(batch.body).toMatchObject({ failed: 1 });
    const publishEvents = OPERATIONS.find(({ id }) => id === 'publishEvents');
    expect(problems(publishEvents ? success(publishEvents) : '', batch.body)).toEqual([]);
    for (const [generation, path] of Object.entries({
      v1: '/v1/events/evt_x',
      v2: '/v2/core/event_destinations/ed_x',
    })) {
      const reply = await shop.get(path);
      expect(reply.status).toBe(404);
      expect(problems(pointer('components', 'schemas', `${generation}.error`), reply.body)).toEqual([]);
    }
  });

  test('would not match with an additional field, a missing field or a field of another type', () => {
    const at = pointer('components', 'schemas', 'v1.error');
    const error = { type: 'api_error', message: 'text' };
    expect(problems(at, { error })).toEqual([]);
    expect(problems(at, { error: { ...error, more: 1 } })).not.toEqual([]);
    expect(problems(at, { error: { type: 'api_error' } })).not.toEqual([]);
    expect(problems(at, { error: { ...error, message: 1 } })).not.toEqual([]);
  });
});

test('operations that are added later are described too', () => {
  const [known] = OPERATIONS;
  if (!known) throw new Error('There are no operations');
  const { paths, tags } = openApiDocument([{ ...known, id: 'other', path: '/v1/others/{id}', tag: 'Others' }], '1');
  expect(paths['/v1/others/{id}']?.post).toMatchObject({ operationId: 'other', tags: ['Others'] });
  expect(tags).toEqual([{ name: 'Others' }]);
});
