import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Idempotency, operation } from '../../lambdas/contract/operation.ts';
import { ConflictError, InvalidFieldsError, NotFoundError, WaybillError } from '../../lambdas/core/errors.ts';
import { type ApiRequest, type ApiResponse, implement, type Route } from '../../lambdas/middleware/api-request.ts';
import { httpHandler } from '../../lambdas/middleware/http.ts';
import { openSecretBox } from '../doubles/control-api.ts';
import { T0 } from '../doubles/factories.ts';
import { callHttp, type HttpReply, memoryKeys, noTelemetry } from '../doubles/http-call.ts';
import { memoryIdempotencyStore } from '../doubles/memory-ports.ts';
import { unlimited } from '../doubles/memory-rate-limits.ts';

const keys = memoryKeys({
  sk_live_shop: { account: 'acct_shop', mode: 'live' },
  sk_test_shop: { account: 'acct_shop', mode: 'sandbox' },
  sk_live_other: { account: 'acct_other', mode: 'live' },
  sk_live_platform: { account: 'acct_platform', mode: 'live', platform: true },
});
const DAY = 24 * 3_600_000;

let clock: number;
let runs: ApiRequest[];
let answer: (request: ApiRequest) => Promise<ApiResponse> | ApiResponse;
/** Whether the response of a claim is lost, and the SDK makes it again. */
let isLost: boolean;
let records: ReturnType<typeof memoryIdempotencyStore>['records'];
let call: (
  over?: Partial<Parameters<typeof callHttp>[1]> & { key?: string; as?: string; acting?: string },
) => Promise<HttpReply>;

interface ThingOptions {
  readonly idempotency?: Idempotency;
  readonly replay?: (request: unknown, first: object) => Promise<ApiResponse<Record<string, unknown>>>;
}

const thing = (method: 'POST' | 'DELETE', path: string, { idempotency, replay }: ThingOptions = {}): Route =>
  implement(
    operation({
      id: `${method} ${path}`,
      method,
      path,
      tag: 'Things',
      summary: 'A thing',
      access: 'destinations:write',
      body: z.object({ n: z.int().optional() }),
      response: z.looseObject({}),
      ...(idempotency ? { idempotency } : {}),
    }),
    async (request) => {
      runs.push(request);
      return (await answer(request)) as ApiResponse<Record<string, unknown>>;
    },
    replay ? { replay } : {},
  );

beforeEach(() => {
  clock = T0;
  runs = [];
  answer = () => ({ body: { run: runs.length } });
  const idempotency = memoryIdempotencyStore();
  records = idempotency.records;
  isLost = false;
  const replay: ThingOptions['replay'] = async (_request, first) => ({ body: { now: first } });
  const routes = [
    thing('POST', '/v1/things'),
    thing('POST', '/v1/others'),
    thing('POST', '/v1/published', { idempotency: 'seed' }),
    thing('DELETE', '/v1/things'),
    thing('POST', '/v2/things', { replay }),
    thing('DELETE', '/v2/things'),
  ];
  const handler = httpHandler(routes, {
    keys,
    rateLimiter: unlimited,
    idempotency: {
      ...idempotency.store,
      async claim(...claim) {
        const first = await idempotency.store.claim(...claim);
        return isLost ? idempotency.store.claim(...claim) : first;
      },
    },
    secrets: openSecretBox,
    defaultApiVersion: 'v',
    now: () => clock,
    random: Math.random,
    telemetry: noTelemetry,
  });
  call = ({ key = 'k', as = 'sk_live_shop', acting, ...over } = {}) =>
    callHttp(handler, {
      method: 'POST',
      path: '/v1/things',
      body: '{"n":1}',
      ...over,
      headers: {
        authorization: `Bearer ${as}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(acting === undefined ? {} : { 'stripe-account': acting }),
      },
    });
});

describe('a call repeated with its key', () => {
  test.each([
    { path: '/v1/things', method: 'POST' },
    { path: '/v2/things', method: 'DELETE' },
  ])('is made once: $method $path', async (over) => {
    answer = () => ({ status: 201, body: { run: runs.length } });
    const first = await call(over);
    expect(await call(over)).toMatchObject({ status: 201, body: first.body });
    expect(runs).toHaveLength(1);
  });

  test.each(['/v1/things', '/v2/things', '/v1/published'])(
    'is one call where the table took its key and the response was lost: %s',
    async (path) => {
      isLost = true;
      expect(await call({ path })).toMatchObject({ status: 200, body: { run: 1 } });
      expect(runs).toHaveLength(1);
    },
  );

  test('in v2 answers the object as it is now', async () => {
    const path = '/v2/things';
    await call({ path });
    expect((await call({ path })).body).toEqual({ now: { run: 1 } });
    expect(runs).toHaveLength(1);
  });

  test('with other parameters is refused: 400 in v1, 409 in v2', async () => {
    for (const path of ['/v1/things', '/v2/things']) {
      await call({ path });
      const status = path.startsWith('/v1') ? 400 : 409;
      const reply = await call({ path, body: '{"n":2}' });
      expect(reply).toMatchObject({ status, body: { error: { type: 'idempotency_error' } } });
    }
    expect(runs).toHaveLength(2);
  });

  test('is another call for another path, account or mode', async () => {
    await call();
    await call({ path: '/v1/others' });
    await call({ as: 'sk_live_other' });
    await call({ as: 'sk_test_shop' });
    expect(runs).toHaveLength(4);
  });

  test('is another call for the platform acting for the account: it may be told more', async () => {
    await call();
    await call({ as: 'sk_live_platform', acting: 'acct_shop' });
    expect(runs).toHaveLength(2);
  });

  test.each([
    ['/v1/things', 1],
    ['/v2/things', 30],
  ])('%s: after %d days is a new call', async (path, days) => {
    await call({ path });
    clock = T0 + days * DAY - 1000;
    await call({ path });
    expect(runs).toHaveLength(1);
    clock = T0 + days * DAY + 1000;
    await call({ path });
    expect(runs).toHaveLength(2);
  });

  test('that keeps no answer is made again, with the same seed', async () => {
    const path = '/v1/published';
    await call({ path });
    clock += 5000;
    await call({ path });
    expect(runs).toHaveLength(2);
    expect(runs[1]?.seed).toBe(runs[0]?.seed);
    expect((await call({ path, body: '{"n":2}' })).status).toBe(400);
  });

  test('by DELETE of v1 is just made', async () => {
    await call({ method: 'DELETE' });
    await call({ method: 'DELETE' });
    expect(runs).toHaveLength(2);
  });

  test('gets the secret of the first answer, which is not kept in the clear', async () => {
    answer = () => ({ body: { secret: 'whsec_1' }, confidential: true });
    await call();
    expect([...records.values()].map((record) => record.response)).toMatchObject([{ sealed: true }]);
    expect((await call()).body).toEqual({ secret: 'whsec_1' });
  });
});

describe('two calls at once with one key', () => {
  test('are one: the second is told to try again, and then gets the answer', async () => {
    const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    answer = async () => {
      entered.resolve();
      await leave.promise;
      return { body: { run: 1 } };
    };
    const first = call();
    await entered.promise;
    const second = await call();
    expect(second).toMatchObject({ status: 409, headers: { 'stripe-should-retry': 'true' } });
    leave.resolve();
    expect((await first).body).toEqual({ run: 1 });
    expect((await call()).body).toEqual({ run: 1 });
    expect(runs).toHaveLength(1);
  });

  test('one of which died half-way: a minute later the other goes on with the same seed', async () => {
    answer = () => new Promise(() => {});
    call();
    await expect.poll(() => runs.length).toBe(1);
    answer = () => ({ body: { run: 2 } });
    clock += 59_000;
    expect((await call()).status).toBe(409);
    clock += 2_000;
    expect((await call()).body).toEqual({ run: 2 });
    expect(runs.map(({ seed }) => seed)).toEqual([runs[0]?.seed, runs[0]?.seed]);
  });
});

describe('a call that failed', () => {
  const failing = (error: unknown) => () => {
    throw error;
  };

  test('by a fault of ours is made again at once, with the same seed', async () => {
    for (const path of ['/v1/things', '/v2/things']) {
      runs = [];
      answer = failing(new WaybillError('Table is throttled.'));
      expect((await call({ path })).status).toBe(500);
      answer = () => ({ body: { run: 2 } });
      expect((await call({ path })).body).toEqual({ run: 2 });
      expect(runs[1]?.seed).toBe(runs[0]?.seed);
    }
  });

  test('for good is answered the same in v1, and made again in v2', async () => {
    answer = failing(new NotFoundError('No such thing.'));
    await call();
    await call({ path: '/v2/things' });
    answer = () => ({ body: { run: 3 } });
    expect(await call()).toMatchObject({ status: 404, body: { error: { message: 'No such thing.' } } });
    expect(await call({ path: '/v2/things' })).toMatchObject({ status: 200, body: { run: 3 } });
  });

  test.each([
    ['what it sent', new InvalidFieldsError('name: is taken.')],
    ['somebody else at it', new ConflictError('Changed meanwhile.')],
  ])('because of %s leaves the key free', async (_why, error) => {
    answer = failing(error);
    await call();
    expect(records.size).toBe(0);
    answer = () => ({ body: { run: 2 } });
    expect((await call({ body: '{"n":2}' })).body).toEqual({ run: 2 });
  });

  test('because of what it sent leaves the key free also where no answer is kept, unless the key was used before', async () => {
    const path = '/v1/published';
    answer = failing(new InvalidFieldsError('data.object: is wrong.'));
    await call({ path });
    expect(records.size).toBe(0);
    answer = () => ({ body: { run: 2 } });
    expect((await call({ path, body: '{"n":2}' })).status).toBe(200);
    answer = failing(new InvalidFieldsError('data.object: is wrong.'));
    await call({ path, body: '{"n":2}' });
    expect(records.size).toBe(1);
  });

  test('its check of parameters claims no key', async () => {
    expect((await call({ body: '{"n":"x"}' })).status).toBe(400);
    expect(records.size).toBe(0);
  });
});
