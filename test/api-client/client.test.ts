import { describe, expect, test } from 'vitest';
import { ApiError, isTransient } from '../../api-client/api-error.ts';
import { type Call, createClient } from '../../api-client/client.ts';
import { createIdempotencyKeys } from '../../api-client/idempotency-keys.ts';
import { retrying } from '../../api-client/retrying.ts';
import { queryText } from '../../lambdas/contract/query-text.ts';
import { serve } from '../doubles/http-server.ts';

const ok = { body: { id: 'evt_1' } };
const busy = { status: 503, body: { error: { type: 'api_error', message: 'Later.' } } };

/** A client that retries three times and records its waits. */
function retryingClient(base: string, over: { account?: string; times?: number } = {}) {
  const waits: number[] = [];
  const { times = 3, ...options } = over;
  const wait = async (ms: number) => void waits.push(ms);
  return { client: createClient({ base, key: 'sk_test_1', retry: retrying(times, wait), ...options }), waits };
}

const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('The call succeeded.')),
    (error) => error,
  );

describe('a retried call', () => {
  test('has the same idempotency key each time and waits longer each time', async () => {
    const { base, requests } = await serve(busy, { cut: true }, ok);
    const { client, waits } = retryingClient(base);
    expect(await client.post('/v1/events', { type: 'a' })).toEqual({ id: 'evt_1' });
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan(waits[0] as number);
  });

  test('waits as long as Retry-After says', async () => {
    const { base } = await serve(
      { status: 429, headers: { 'retry-after': '2' }, body: { error: { message: 'Slow.' } } },
      ok,
    );
    const { client, waits } = retryingClient(base);
    await client.get('/v1/events');
    expect(waits).toEqual([2000]);
  });

  test('is retried after a conflict only if the API says so', async () => {
    const conflict = (retry: string) => ({
      status: 409,
      headers: { 'stripe-should-retry': retry },
      body: { error: { code: 'conflict', message: 'In progress.' } },
    });
    const passing = await serve(conflict('true'), ok);
    await retryingClient(passing.base).client.post('/v1/events');
    expect(passing.requests).toHaveLength(2);
    const lasting = await serve(conflict('false'));
    await failure(retryingClient(lasting.base).client.post('/v1/events'));
    expect(lasting.requests).toHaveLength(1);
  });

  test('fails with the last error after the last retry', async () => {
    const { base, requests } = await serve(busy);
    const error = await failure(retryingClient(base, { times: 2 }).client.get('/v1/events'));
    expect(requests).toHaveLength(3);
    expect(error).toMatchObject({ message: 'Later.', status: 503 });
  });

  test('stops when it is aborted, also while it waits', async () => {
    const { base } = await serve(busy);
    const aborting = new AbortController();
    const retry = retrying(3, async () => aborting.abort());
    const client = createClient({ base, key: 'sk_test_1', retry });
    const error = await failure(client.request({ method: 'GET', path: '/v1/events', signal: aborting.signal }));
    expect(error.name).toBe('AbortError');
  });
});

test('a client without retries makes a call once', async () => {
  const { base, requests } = await serve(busy);
  await failure(createClient({ base, key: 'sk_test_1' }).get('/v1/events'));
  expect(requests).toHaveLength(1);
});

describe('a failed call', () => {
  test.each([400, 401, 403, 404])('with status %i is not retried', async (status) => {
    const error = { code: 'c', message: 'No.', param: 'type' };
    const { base, requests } = await serve({ status, headers: { 'request-id': 'req_1' }, body: { error } });
    const thrown = await failure(retryingClient(base).client.get('/v1/events'));
    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({ message: 'No.', status, code: 'c', param: 'type', requestId: 'req_1' });
    expect(requests).toHaveLength(1);
  });

  test('without a response names the address and the reason', async () => {
    const error = await failure(createClient({ base: 'http://127.0.0.1:9', key: 'sk_test_1' }).get('/v1/events'));
    expect(error).toMatchObject({ status: 0, code: 'no_answer', retryable: true });
    expect(error.message).toMatch(/^The API at http:\/\/127\.0\.0\.1:9 did not respond( \(\w+\))?\.$/);
  });

  test.each([
    { status: 200, body: '<html>' },
    { status: 301, headers: { location: 'https://elsewhere.example' } },
    { status: 403, body: '<html>' },
    { status: 404, body: 'not found' },
  ])('whose response is not from the API says so: %o', async (response) => {
    const { base, requests } = await serve(response);
    const error = await failure(retryingClient(base).client.get('/v1/events'));
    expect(error).toMatchObject({ status: response.status, code: 'not_the_api' });
    expect(error.message).toContain(`did not respond as the API does: status ${response.status}`);
    expect(error.retryable).toBe(false);
    expect(isTransient(error)).toBe(response.status < 400);
    expect(requests).toHaveLength(1);
  });

  test.each([
    [413, 'Request Entity Too Large', 1],
    [429, 'Too Many Requests', 4],
    [500, 'Internal Server Error', 4],
    [503, 'Service Unavailable', 4],
  ])('with %i %s of API Gateway is made %i times', async (status, message, times) => {
    const { base, requests } = await serve({ status, body: { message } });
    const error = await failure(retryingClient(base).client.post('/v1/events', {}));
    expect(error).toMatchObject({
      message: `API Gateway, in front of the API, responded with ${status}: ${message}.`,
      status,
      code: 'gateway_error',
    });
    expect(isTransient(error)).toBe(times > 1);
    expect(requests).toHaveLength(times);
  });
});

test.each([
  [0, true],
  [400, false],
  [401, false],
  [409, false],
  [429, true],
  [500, true],
  [503, true],
])('an error with status %i is retryable without a header: %s', (status, retryable) => {
  expect(isTransient(new ApiError('…', { status, code: 'x' }))).toBe(retryable);
});

describe('the idempotency key', () => {
  test('is new for each call; a GET has none', async () => {
    const { base, requests } = await serve(ok);
    const client = createClient({ base, key: 'sk_test_1' });
    await client.post('/v1/events');
    await client.post('/v1/events');
    await client.get('/v1/events');
    const [first, second, read] = requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).not.toBe(second);
    expect(read).toBeUndefined();
  });

  test('is not sent with a call that can be repeated without it', async () => {
    const { base, requests } = await serve(ok);
    await createClient({ base, key: 'sk_test_1' }).request({ method: 'POST', path: '/v1/x', idempotencyKey: false });
    expect(requests[0]?.headers['idempotency-key']).toBeUndefined();
  });
});

describe('the idempotency key of a repeated call', () => {
  const create = (name: string): Call => ({ method: 'POST', path: '/v2/core/event_destinations', body: { name } });
  const lost = { cut: true };
  const refused = { status: 400, body: { error: { code: 'invalid_fields', message: 'name: is required.' } } };

  /** Makes calls that get these responses. Returns the idempotency key of each. */
  async function keysOf(calls: readonly Call[], ...responses: Parameters<typeof serve>) {
    const { base, requests } = await serve(...responses);
    const idempotencyKeys = createIdempotencyKeys(Date.now, () => crypto.randomUUID());
    const client = createClient({ base, key: 'sk_test_1', idempotencyKeys });
    for (const call of calls) await client.request(call).catch(() => {});
    return requests.map(({ headers }) => headers['idempotency-key']);
  }

  test('is the same after no response, because the call may have been carried out', async () => {
    const [first, second, third] = await keysOf([create('a'), create('a'), create('a')], lost, ok, ok);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('is the same after an error of a gateway that stopped waiting', async () => {
    const [first, second] = await keysOf([create('a'), create('a')], { status: 504, body: '<html>' }, ok);
    expect(second).toBe(first);
  });

  test('is the same while the first call is in progress', async () => {
    const inProgress = { status: 409, body: { error: { code: 'conflict', message: 'In progress.' } } };
    const [first, , third] = await keysOf([create('a'), create('a'), create('a')], lost, inProgress, ok);
    expect(third).toBe(first);
  });

  test('is new for another call, and after a response', async () => {
    const [first, second] = await keysOf([create('a'), create('b')], lost, ok);
    expect(second).not.toBe(first);
    const [third, fourth] = await keysOf([create('c'), create('c')], refused, ok);
    expect(fourth).not.toBe(third);
  });

  test('is kept for ten minutes', () => {
    let now = 0;
    let count = 0;
    const keys = createIdempotencyKeys(
      () => now,
      () => `key ${++count}`,
    );
    const key = keys.keyFor('call');
    keys.unconfirmed('call', key);
    now = 9 * 60_000;
    expect(keys.keyFor('call')).toBe(key);
    now = 10 * 60_000;
    expect(keys.keyFor('call')).not.toBe(key);
  });
});

test('the account is in the header of each API generation', async () => {
  const { base, requests } = await serve(ok);
  const { client } = retryingClient(base, { account: 'acct_shop' });
  await client.get('/v1/events');
  await client.get('/v2/core/events');
  expect(requests.map(({ headers }) => [headers['stripe-account'], headers['stripe-context']])).toEqual([
    ['acct_shop', undefined],
    [undefined, 'acct_shop'],
  ]);
});

test('a query is written as the API reads it', () => {
  const query = { a: 1, created: { gte: 'x' }, types: ['a', 'b'], none: undefined, off: false };
  expect(decodeURIComponent(queryText(query))).toBe('?a=1&created[gte]=x&types[]=a&types[]=b&off=false');
  expect(queryText({})).toBe('');
});
