import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../cli/api/api-error.ts';
import { createApi } from '../../../cli/api/client.ts';
import { queryText } from '../../../lambdas/contract/query-text.ts';
import { serve } from './http-double.ts';

const ok = { body: { id: 'evt_1' } };
const busy = { status: 503, body: { error: { type: 'api_error', message: 'Later.' } } };

/** Waits are noted instead of waited for. */
function client(base: string, over: object = {}) {
  const waits: number[] = [];
  const api = createApi({
    base,
    key: 'sk_test_1',
    sleep: async (ms) => {
      waits.push(ms);
    },
    ...over,
  });
  return { api, waits };
}

const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('it was taken')),
    (error) => error,
  );

describe('a call that is made again by itself', () => {
  test('has the same idempotency key each time, and waits longer each time', async () => {
    const { base, asked } = await serve(busy, { cut: true }, ok);
    const { api, waits } = client(base);
    expect(await api.post('/v1/events', { type: 'a' })).toEqual({ id: 'evt_1' });
    const keys = asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan(waits[0] as number);
  });

  test('another call has another key, and reading has none', async () => {
    const { base, asked } = await serve(ok);
    const { api } = client(base);
    await api.post('/v1/events');
    await api.post('/v1/events');
    await api.get('/v1/events');
    const [first, second, read] = asked.map(({ headers }) => headers['idempotency-key']);
    expect(first).not.toBe(second);
    expect(read).toBeUndefined();
  });

  test('waits for as long as the answer says', async () => {
    const { base } = await serve(
      { status: 429, headers: { 'retry-after': '2' }, body: { error: { message: 'Slow.' } } },
      ok,
    );
    const { api, waits } = client(base);
    await api.get('/v1/events');
    expect(waits).toEqual([2000]);
  });

  test('a conflict that passes is tried again, one that lasts is not', async () => {
    const conflict = (again: string) => ({
      status: 409,
      headers: { 'stripe-should-retry': again },
      body: { error: { code: 'conflict', message: 'Under way.' } },
    });
    const passing = await serve(conflict('true'), ok);
    await client(passing.base).api.post('/v1/events');
    expect(passing.asked).toHaveLength(2);
    const lasting = await serve(conflict('false'));
    await failure(client(lasting.base).api.post('/v1/events'));
    expect(lasting.asked).toHaveLength(1);
  });

  test('gives up in the end with what was said last', async () => {
    const { base, asked } = await serve(busy);
    const error = await failure(client(base, { retries: 2 }).api.get('/v1/events'));
    expect(asked).toHaveLength(3);
    expect(error).toMatchObject({ message: 'Later.', exitCode: 5 });
  });
});

describe('a call that is refused', () => {
  test.each([
    [400, 1],
    [401, 3],
    [403, 3],
    [404, 4],
  ])('with status %i is not made again, and ends with %i', async (status, exitCode) => {
    const error = { code: 'c', message: 'No.', param: 'type' };
    const { base, asked } = await serve({ status, headers: { 'request-id': 'req_1' }, body: { error } });
    const refused = await failure(client(base).api.get('/v1/events'));
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({
      message: 'No.',
      exitCode,
      info: { status, code: 'c', param: 'type', requestId: 'req_1' },
    });
    expect(asked).toHaveLength(1);
  });

  test('by nobody who is there, says where it looked and what to do', async () => {
    const error = await failure(client('http://127.0.0.1:9', { retries: 0 }).api.get('/v1/events'));
    expect(error).toMatchObject({ exitCode: 5, info: { code: 'no_answer' } });
    expect(error.message).toContain('http://127.0.0.1:9');
    expect(error.next).toContain('--api-base');
  });

  test.each([
    { status: 200, body: '<html>' },
    { status: 301, headers: { location: 'https://elsewhere.example' } },
    { status: 404, body: 'not found' },
  ])('by something that is not the API is said to be so: %o', async (answer) => {
    const { base, asked } = await serve(answer);
    expect(await failure(client(base).api.get('/v1/events'))).toMatchObject({ info: { code: 'not_the_api' } });
    expect(asked).toHaveLength(1);
  });
});

describe("an error of API Gateway's own", () => {
  test.each([
    [413, 'Request Entity Too Large', 1],
    [429, 'Too Many Requests', 4],
    [500, 'Internal Server Error', 4],
    [503, 'Service Unavailable', 4],
  ])('%i %s is an error, requested %i times', async (status, message, times) => {
    const { base, asked } = await serve({ status, body: { message } });
    const error = await failure(client(base).api.post('/v1/events', {}));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: `API Gateway, in front of the API, responded with ${status}: ${message}.`,
      info: { status, code: 'gateway_error' },
    });
    expect(asked).toHaveLength(times);
  });
});

test('the account is named in the header of each generation', async () => {
  const { base, asked } = await serve(ok);
  const { api } = client(base, { account: 'acct_shop' });
  await api.get('/v1/events');
  await api.get('/v2/core/events');
  expect(asked.map(({ headers }) => [headers['stripe-account'], headers['stripe-context']])).toEqual([
    ['acct_shop', undefined],
    [undefined, 'acct_shop'],
  ]);
});

test('an abort ends a call, also while it waits', async () => {
  const { base } = await serve(busy);
  const aborting = new AbortController();
  const { api } = client(base, { sleep: async () => aborting.abort() });
  const error = await failure(api.request({ method: 'GET', path: '/v1/events', signal: aborting.signal }));
  expect(error.name).toBe('AbortError');
});

test('queries are written as the API reads them', () => {
  const query = { a: 1, created: { gte: 'x' }, types: ['a', 'b'], none: undefined, off: false };
  expect(decodeURIComponent(queryText(query))).toBe('?a=1&created[gte]=x&types[]=a&types[]=b&off=false');
  expect(queryText({})).toBe('');
});
