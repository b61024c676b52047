import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { operation } from '../../lambdas/contract/operation.ts';
import type { RateLimit } from '../../lambdas/core/account/account.ts';
import { createRateLimiter } from '../../lambdas/core/account/rate-limit.ts';
import { ConflictError, IdempotencyError, InvalidFieldsError } from '../../lambdas/core/errors.ts';
import { type ApiRequest, implement, type Route } from '../../lambdas/middleware/api-request.ts';
import { httpHandler } from '../../lambdas/middleware/http.ts';
import { callHttp, type HttpCall, memoryKeys } from '../doubles/http-call.ts';
import { memoryIdempotencyStore } from '../doubles/memory-ports.ts';
import { memoryBuckets, unlimited } from '../doubles/memory-rate-limits.ts';

const keys = memoryKeys({
  sk_live_platform: { account: 'acct_platform', mode: 'live', platform: true },
  sk_test_shop: { account: 'acct_shop', mode: 'sandbox' },
  rk_live_shop: { account: 'acct_shop', mode: 'live' },
});

const seen: ApiRequest[] = [];
const anything = (method: 'GET' | 'POST', path: string) =>
  operation({
    id: `${method} ${path}`,
    method,
    path,
    tag: 'Things',
    summary: 'A thing',
    access: 'events:read',
    query: z.unknown(),
    body: z.unknown(),
    response: z.object({ got: z.unknown() }),
  });
const fail = (path: string, error: () => unknown): Route =>
  implement(anything('POST', path), () => Promise.reject(error()));
const routes: Route[] = ['/v1/things', '/v2/core/things', '/v1/things/{id}'].flatMap((path) =>
  (['GET', 'POST'] as const).map((method) =>
    implement(anything(method, path), async (request) => {
      seen.push(request);
      return { body: { got: request.body ?? null } };
    }),
  ),
);
for (const generation of ['v1', 'v2']) {
  routes.push(
    fail(`/${generation}/invalid`, () => new InvalidFieldsError('a.b: is wrong.', { param: 'a.b' })),
    fail(`/${generation}/conflict`, () => new ConflictError('Changed meanwhile.')),
    fail(`/${generation}/idempotency`, () => new IdempotencyError('Other parameters.')),
    fail(`/${generation}/broken`, () => new TypeError('secret inside: whsec_1')),
    fail(`/${generation}/text`, () => 'not even an error'),
    implement(anything('GET', `/${generation}/large`), async () => ({ body: { got: '"'.repeat(3_200_000) } })),
  );
}
const options = {
  keys,
  rateLimiter: unlimited,
  shards: 1,
  defaultApiVersion: '2026-01-01',
  idempotency: memoryIdempotencyStore().store,
  now: Date.now,
  random: Math.random,
  telemetry: { internalError: vi.fn() },
};
const handler = httpHandler(routes, options);

const call = (over: Partial<HttpCall> = {}, headers: Record<string, string> = {}) =>
  callHttp(handler, { path: '/v1/things', ...over, headers: { authorization: 'Bearer sk_test_shop', ...headers } });
const lastSeen = (): ApiRequest => seen.at(-1) as ApiRequest;

describe('the API key', () => {
  test('is read from a bearer token or from the user name of basic authentication', async () => {
    const basic = `Basic ${Buffer.from('sk_live_platform:').toString('base64')}`;
    expect((await call({}, { authorization: basic })).status).toBe(200);
    expect(lastSeen().auth).toMatchObject({ account: 'acct_platform', mode: 'live', platform: true });
    expect((await call({}, { authorization: 'bearer sk_test_shop' })).status).toBe(200);
    expect(lastSeen().auth).toMatchObject({ account: 'acct_shop', mode: 'sandbox', platform: false });
    expect((await call({}, { authorization: 'Bearer rk_live_shop' })).status).toBe(200);
  });

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer sk_test_unknown',
    'Bearer pk_test_shop',
    'Digest sk_test_shop',
    'sk_test_shop',
    'Basic !',
    'Bearer toString',
  ])('returns 401 for %j', async (authorization) => {
    const reply = await call({}, { authorization });
    expect(reply).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } });
    expect(reply.headers['www-authenticate']).toBeDefined();
  });

  test('is valid in its own mode only', async () => {
    const crossed = memoryKeys({ sk_live_x: { account: 'acct_x', mode: 'sandbox' } });
    const wrong = httpHandler(routes, { ...options, keys: crossed });
    const reply = await callHttp(wrong, { path: '/v1/things', headers: { authorization: 'Bearer sk_live_x' } });
    expect(reply.status).toBe(401);
  });
});

describe('acting for an account', () => {
  test.each([
    [{ 'stripe-account': 'acct_shop' }],
    [{ 'stripe-context': 'acct_shop' }],
    [{ 'stripe-context': 'acct_platform/acct_shop' }],
  ])('is allowed to the platform: %j', async (headers) => {
    expect((await call({}, { authorization: 'Bearer sk_live_platform', ...headers })).status).toBe(200);
    expect(lastSeen().auth.tenant).toEqual({ account: 'acct_shop', mode: 'live' });
    expect(lastSeen().auth.platform).toBe(true);
  });

  test('is refused to other keys with a response that does not show whether the account exists', async () => {
    const reply = await call({}, { 'stripe-account': 'acct_platform' });
    expect(reply.status).toBe(403);
    expect(reply.body.error.message).toMatch(/or the account does not exist/);
  });

  test.each([
    [{ 'stripe-account': 'shop' }],
    [{ 'stripe-account': 'acct_x#live' }],
    [{ 'stripe-context': 'acct_a/' }],
    [{ 'stripe-account': 'acct_a', 'stripe-context': 'acct_b' }],
  ])('is refused with %j', async (headers) => {
    const reply = await call({}, { authorization: 'Bearer sk_live_platform', ...headers });
    expect(reply.status).toBe(403);
  });
});

describe('the URL at which the API was called', () => {
  test("has the API's own host and the protocol of the call", async () => {
    await call();
    expect(lastSeen().origin).toBe('https://api.example.com');
    await call({}, { 'x-forwarded-proto': 'http' });
    expect(lastSeen().origin).toBe('http://api.example.com');
  });

  test.each(['events.example.org', 'EVENTS.example.org', 'd1.cloudfront.net:8443', 'localhost', '10.0.0.1:80'])(
    'has the host under which a distribution was called: %s',
    async (host) => {
      await call({}, { 'x-waybill-host': host, 'x-forwarded-proto': 'http' });
      expect(lastSeen().origin).toBe(`https://${host}`);
    },
  );

  test.each([
    '',
    ' ',
    'a b',
    'evil.example/path',
    'user@evil.example',
    'https://evil.example',
    'a.example,b.example',
    'a..example',
    '.example',
    'example.',
    '-a.example',
    'a-.example',
    'a_b.example',
    'a.example:',
    'a.example:123456',
    'a.example:x',
    '[::1]',
    'größer.example',
    'a.example\n',
    'a.example#x',
    `${'a'.repeat(64)}.example`,
    `${'abcdefg.'.repeat(32)}abc`,
  ])('ignores a header that is not a valid host: %j', async (host) => {
    await call({}, { 'x-waybill-host': host });
    expect(lastSeen().origin).toBe('https://api.example.com');
  });
});

describe('every response', () => {
  test('has a request id, the version, and the idempotency key', async () => {
    const reply = await call({ method: 'POST' }, { 'stripe-version': '2024-06-20', 'idempotency-key': 'k-1' });
    expect(reply.headers).toMatchObject({
      'request-id': expect.stringMatching(/^req_[A-Za-z0-9]+$/),
      'stripe-version': '2024-06-20',
      'idempotency-key': 'k-1',
      'content-type': 'application/json; charset=utf-8',
    });
    expect(lastSeen()).toMatchObject({ requestId: reply.headers['request-id'], idempotencyKey: 'k-1' });
  });

  test('has the default version when the caller names none, also with an error', async () => {
    const reply = await call({ path: '/v1/nothing' });
    expect(reply.headers['stripe-version']).toBe('2026-01-01');
    expect(reply.headers['request-id']).toMatch(/^req_/);
  });
});

describe('a public operation', () => {
  const open = operation({
    id: 'open',
    method: 'GET',
    path: '/open',
    tag: 'Things',
    summary: 'A page',
    access: 'public',
    response: z.string(),
  });
  const callPage = async (headers: Record<string, string>) => {
    const find = vi.fn(keys.find);
    const page = implement(open, async (request) => {
      seen.push(request);
      return { body: '<p>"page"</p>', headers: { 'content-type': 'text/html', 'cache-control': 'public' } };
    });
    const reply = await callHttp(httpHandler([page], { ...options, keys: { find } }), { path: '/open', headers });
    return { reply, find };
  };

  test.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer sk_live_nobody' }],
    [
      'a key of the platform that names an account',
      { authorization: 'Bearer sk_live_platform', 'stripe-account': 'acct_shop' },
    ],
  ])('returns the same with %s, which is not read', async (_what, headers) => {
    const { reply, find } = await callPage(headers);
    expect([reply.status, reply.body]).toEqual([200, '<p>"page"</p>']);
    expect(find).not.toHaveBeenCalled();
    expect(lastSeen().auth).toMatchObject({ platform: false, scopes: [], tenant: { account: 'acct_' } });
  });

  test('may add headers to those of every response', async () => {
    const { reply } = await callPage({});
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'public',
      'request-id': expect.stringMatching(/^req_/),
    });
  });
});

describe('a call beyond a rate limit', () => {
  const limited = (limits: { key?: RateLimit; account?: RateLimit }) => {
    const rateLimiter = createRateLimiter({
      shared: memoryBuckets().shared,
      accounts: { get: async () => undefined },
      limits: { key: { perSecond: 1000, burst: 1000 }, account: { perSecond: 1000, burst: 1000 }, ...limits },
      now: () => 0,
      reportInternalError: () => {},
    });
    const find = vi.fn(keys.find);
    const handler = httpHandler(routes, { ...options, keys: { find }, rateLimiter });
    return (over: Partial<HttpCall> = {}, key = 'sk_test_shop') =>
      callHttp(handler, { path: '/v1/things', ...over, headers: { authorization: `Bearer ${key}`, ...over.headers } });
  };

  test('returns 429 as Stripe does, and is not carried out', async () => {
    const send = limited({ key: { perSecond: 0.5, burst: 1 } });
    expect((await send()).status).toBe(200);
    const before = seen.length;
    const [v1, v2] = [await send(), await send({ path: '/v2/core/things', method: 'POST', body: '{}' })];
    expect(seen).toHaveLength(before);
    const message = 'The rate limit of this API key is exceeded. Try again later.';
    expect(v1).toMatchObject({
      status: 429,
      body: { error: { type: 'invalid_request_error', code: 'rate_limit', message } },
      headers: { 'retry-after': '2', 'stripe-should-retry': 'true', 'stripe-rate-limited-reason': 'global-rate' },
    });
    expect(v2).toMatchObject({ status: 429, body: { error: { type: 'rate_limit', code: 'rate_limit', message } } });
  });

  test('of an account counts for the account that the call acts for', async () => {
    const send = limited({ account: { perSecond: 1, burst: 1 } });
    const acting = { headers: { 'stripe-account': 'acct_shop' } };
    expect((await send(acting, 'sk_live_platform')).status).toBe(200);
    expect((await send({}, 'rk_live_shop')).body.error.message).toContain("account 'acct_shop'");
    expect((await send({}, 'sk_live_platform')).status).toBe(200);
  });

  test('counts when the call is rejected, but not when its key is unknown', async () => {
    const send = limited({ key: { perSecond: 1, burst: 2 } });
    expect((await send({ path: '/v1/nothing' })).status).toBe(404);
    expect((await send({ method: 'POST', path: '/v1/invalid' })).status).toBe(400);
    expect((await send({ method: 'POST', path: '/v1/invalid' })).status).toBe(400);
    expect((await send()).status).toBe(429);
    for (let n = 0; n < 3; n++) expect((await send({}, 'sk_test_unknown')).status).toBe(401);
  });

  test('returns its response only after the charged tokens are written', async () => {
    const written = Promise.withResolvers<void>();
    const rateLimiter = { admit: () => ({ admitted: true, charged: written.promise }) as const };
    const handler = httpHandler(routes, { ...options, rateLimiter });
    const headers = { authorization: 'Bearer sk_test_shop' };
    const reply = callHttp(handler, { path: '/v1/things', headers });
    await vi.waitFor(() => expect(lastSeen().auth.account).toBe('acct_shop'));
    expect(await Promise.race([reply, 'still waiting'])).toBe('still waiting');
    written.resolve();
    expect((await reply).status).toBe(200);
  });
});

describe('a request', () => {
  test.each(['types[0]=a&types[1]=b', 'types[]=a&types[]=b', 'types=a&types=b', 'types%5B%5D=a&types%5B%5D=b'])(
    'with the query %s has a list',
    async (query) => {
      await call({ query });
      expect(lastSeen().query).toEqual({ types: ['a', 'b'] });
    },
  );

  test('has the ids of its path', async () => {
    await call({ path: '/v1/things/evt_1' });
    expect(lastSeen().params).toEqual({ id: 'evt_1' });
  });

  test.each(['/v1/things/a%00b', '/v1/things/ü', '/v1/things/a#b', `/v1/things/${'x'.repeat(201)}`])(
    'for %j returns 404 because the id has no valid form',
    async (path) => {
      expect((await call({ path })).status).toBe(404);
    },
  );

  test('by GET has no body, whatever content type the SDK sets', async () => {
    const reply = await call({ body: '{' }, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(reply.body).toEqual({ got: {} });
  });

  test('with a malformed body returns 400', async () => {
    expect((await call({ method: 'POST', path: '/v2/core/things', body: '{' })).status).toBe(400);
  });

  test.each(['x'.repeat(256), 'a\u0007b'])('with an invalid idempotency key returns 400 (%#)', async (key) => {
    const reply = await call({ method: 'POST' }, { 'idempotency-key': key });
    expect(reply).toMatchObject({ status: 400, body: { error: { param: 'Idempotency-Key' } } });
  });

  test.each([
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/things'],
    ['PUT', '/v1/things'],
    ['GET', '/'],
  ])('%s %s returns 404 in JSON', async (method, path) => {
    const reply = await call({ method, path });
    expect(reply).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } });
  });
});

describe('an error', () => {
  const post = (path: string) => call({ method: 'POST', path });

  test('names its field in v1, and has a code in v2', async () => {
    const { body } = await post('/v1/invalid');
    const message = 'a.b: is wrong.';
    expect(body).toEqual({ error: { type: 'invalid_request_error', code: 'invalid_fields', message, param: 'a.b' } });
    expect((await post('/v2/invalid')).body).toEqual({ error: { code: 'invalid_fields', message } });
  });

  test.each(['/v1/large', '/v2/large'])(
    'is returned instead of a response that the runtime cannot return: %s',
    async (path) => {
      const reply = await call({ path });
      expect(reply).toMatchObject({ status: 500, body: { error: { code: 'response_too_large' } } });
      expect(reply.body.error.message).toContain("'limit'");
      expect(reply.headers['stripe-should-retry']).toBe('false');
    },
  );

  test('of idempotency is a 400 in v1, and in v2 a 409 that should not be retried', async () => {
    const v1 = await post('/v1/idempotency');
    expect(v1).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
    const v2 = await post('/v2/idempotency');
    expect(v2).toMatchObject({
      status: 409,
      body: { error: { type: 'idempotency_error', code: 'idempotency_error' } },
    });
    expect(v2.headers['stripe-should-retry']).toBe('false');
  });

  test('of a conflicting change should be retried', async () => {
    const reply = await post('/v2/conflict');
    expect(reply.status).toBe(409);
    expect(reply.headers['stripe-should-retry']).toBe('true');
  });

  test.each(['/v1/broken', '/v2/broken', '/v1/text'])('inside Waybill at %s exposes no details', async (path) => {
    const reply = await post(path);
    expect(reply.status).toBe(500);
    expect(reply.headers['stripe-should-retry']).toBe('true');
    expect(JSON.stringify(reply.body)).not.toMatch(/secret|TypeError|whsec/);
  });

  test.each([
    ['/v1/broken', 1],
    ['/v1/text', 1],
    ['/v1/invalid', 0],
    ['/v2/conflict', 0],
    ['/v2/nowhere', 0],
  ])('at %s is counted as an internal error %i times', async (path, times) => {
    options.telemetry.internalError.mockClear();
    await post(path);
    expect(options.telemetry.internalError).toHaveBeenCalledTimes(times);
  });
});
