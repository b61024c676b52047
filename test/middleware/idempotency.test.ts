import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Idempotency, operation } from '../../lambdas/contract/operation.ts';
import {
  ConflictError,
  InvalidFieldsError,
  NotFoundError,
  UnavailableError,
  WaybillError,
} from '../../lambdas/core/errors.ts';
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
/** Setting of the stage. */
let shards: number;
let runs: ApiRequest[];
let respond: (request: ApiRequest) => Promise<ApiResponse> | ApiResponse;
/** True when the response of a claim is lost, so that the SDK repeats the claim. */
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
      return (await respond(request)) as ApiResponse<Record<string, unknown>>;
    },
    replay ? { replay } : {},
  );

beforeEach(() => {
  clock = T0;
  shards = 1;
  runs = [];
  respond = () => ({ body: { run: runs.length } });
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
    get shards() {
      return shards;
    },
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

describe('a call repeated with its idempotency key', () => {
  test.each([
    { path: '/v1/things', method: 'POST' },
    { path: '/v2/things', method: 'DELETE' },
  ])('is carried out once: $method $path', async (over) => {
    respond = () => ({ status: 201, body: { run: runs.length } });
    const first = await call(over);
    expect(await call(over)).toMatchObject({ status: 201, body: first.body });
    expect(runs).toHaveLength(1);
  });

  test.each(['/v1/things', '/v2/things', '/v1/published'])(
    'is carried out once when the table stored the key but its response was lost: %s',
    async (path) => {
      isLost = true;
      expect(await call({ path })).toMatchObject({ status: 200, body: { run: 1 } });
      expect(runs).toHaveLength(1);
    },
  );

  test('returns the object in its current state in v2', async () => {
    const path = '/v2/things';
    await call({ path });
    expect((await call({ path })).body).toEqual({ now: { run: 1 } });
    expect(runs).toHaveLength(1);
  });

  test('is rejected with other parameters: 400 in v1, 409 in v2', async () => {
    for (const path of ['/v1/things', '/v2/things']) {
      await call({ path });
      const status = path.startsWith('/v1') ? 400 : 409;
      const reply = await call({ path, body: '{"n":2}' });
      expect(reply).toMatchObject({ status, body: { error: { type: 'idempotency_error' } } });
    }
    expect(runs).toHaveLength(2);
  });

  test('is a separate call for another path, account or mode', async () => {
    await call();
    await call({ path: '/v1/others' });
    await call({ as: 'sk_live_other' });
    await call({ as: 'sk_test_shop' });
    expect(runs).toHaveLength(4);
  });

  test('is a separate call when the platform acts for the account, because its response may contain more', async () => {
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

  test('is carried out again with the same seed when no response is stored', async () => {
    const path = '/v1/published';
    await call({ path });
    clock += 5000;
    await call({ path });
    expect(runs).toHaveLength(2);
    expect(runs[1]?.seed).toBe(runs[0]?.seed);
    expect((await call({ path, body: '{"n":2}' })).status).toBe(400);
  });

  test.each(['/v1/published', '/v1/things'])(
    'has the shards of the first call, so that it makes the same keys after shards were added: %s',
    async (path) => {
      respond = () => {
        throw new UnavailableError('The first try does not complete.');
      };
      shards = 4;
      await call({ path });
      shards = 16;
      respond = () => ({ body: {} });
      await call({ path });
      expect(runs.map((run) => run.shards)).toEqual([4, 4]);
      expect(runs[1]?.seed).toBe(runs[0]?.seed);
    },
  );

  test('is carried out again when it is a DELETE of v1', async () => {
    await call({ method: 'DELETE' });
    await call({ method: 'DELETE' });
    expect(runs).toHaveLength(2);
  });

  test('returns the secret of the first response, which is not stored in plain text', async () => {
    respond = () => ({ body: { secret: 'whsec_1' }, confidential: true });
    await call();
    expect([...records.values()].map((record) => record.response)).toMatchObject([{ sealed: true }]);
    expect((await call()).body).toEqual({ secret: 'whsec_1' });
  });
});

describe('two simultaneous calls with one idempotency key', () => {
  test('are carried out once: the second gets a conflict that it may retry, and then the response', async () => {
    const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    respond = async () => {
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

  test('are completed by the second with the same seed, a minute after the first was interrupted', async () => {
    respond = () => new Promise(() => {});
    call();
    await expect.poll(() => runs.length).toBe(1);
    respond = () => ({ body: { run: 2 } });
    clock += 59_000;
    expect((await call()).status).toBe(409);
    clock += 2_000;
    expect((await call()).body).toEqual({ run: 2 });
    expect(runs.map(({ seed }) => seed)).toEqual([runs[0]?.seed, runs[0]?.seed]);
  });
});

describe('a failed call', () => {
  const failing = (error: unknown) => () => {
    throw error;
  };

  test('that ended in an internal error can be repeated at once, with the same seed', async () => {
    for (const path of ['/v1/things', '/v2/things']) {
      runs = [];
      respond = failing(new WaybillError('Table is throttled.'));
      expect((await call({ path })).status).toBe(500);
      respond = () => ({ body: { run: 2 } });
      expect((await call({ path })).body).toEqual({ run: 2 });
      expect(runs[1]?.seed).toBe(runs[0]?.seed);
    }
  });

  test('that ended in a final error returns the same in v1, and is carried out again in v2', async () => {
    respond = failing(new NotFoundError('No such thing.'));
    await call();
    await call({ path: '/v2/things' });
    respond = () => ({ body: { run: 3 } });
    expect(await call()).toMatchObject({ status: 404, body: { error: { message: 'No such thing.' } } });
    expect(await call({ path: '/v2/things' })).toMatchObject({ status: 200, body: { run: 3 } });
  });

  test.each([
    ['its body', new InvalidFieldsError('name: is taken.')],
    ['a conflict with another writer', new ConflictError('Changed meanwhile.')],
  ])('because of %s leaves the key free', async (_why, error) => {
    respond = failing(error);
    await call();
    expect(records.size).toBe(0);
    respond = () => ({ body: { run: 2 } });
    expect((await call({ body: '{"n":2}' })).body).toEqual({ run: 2 });
  });

  test('because of its body leaves the key free also when no response is stored, unless the key was used before', async () => {
    const path = '/v1/published';
    respond = failing(new InvalidFieldsError('data.object: is wrong.'));
    await call({ path });
    expect(records.size).toBe(0);
    respond = () => ({ body: { run: 2 } });
    expect((await call({ path, body: '{"n":2}' })).status).toBe(200);
    respond = failing(new InvalidFieldsError('data.object: is wrong.'));
    await call({ path, body: '{"n":2}' });
    expect(records.size).toBe(1);
  });

  test('that fails the check of parameters claims no key', async () => {
    expect((await call({ body: '{"n":"x"}' })).status).toBe(400);
    expect(records.size).toBe(0);
  });
});
