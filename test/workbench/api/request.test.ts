import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../workbench/src/api/api-error.ts';
import { createIdempotencyKeys } from '../../../workbench/src/api/idempotency-keys.ts';
import { isTransient } from '../../../workbench/src/api/is-transient.ts';
import { createQueryClient } from '../../../workbench/src/api/query-client.ts';
import { type Call, request } from '../../../workbench/src/api/request.ts';

afterEach(() => vi.unstubAllGlobals());

/** Makes calls with the given responses, and returns the idempotency key of each. */
async function keysOf(calls: readonly Call[], answers: readonly (() => Response)[]): Promise<(string | null)[]> {
  const keys: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_url: string, { headers }: { headers: Headers }) => {
    keys.push(headers.get('idempotency-key'));
    return (answers[keys.length - 1] as () => Response)();
  });
  for (const call of calls) await request({ key: 'sk_test_1' }, call).catch(() => {});
  return keys;
}

const create = (name: string): Call => ({ method: 'POST', path: '/v2/core/event_destinations', body: { name } });
const lost = (): Response => {
  throw new TypeError('Failed to fetch');
};
const done = () => Response.json({ id: 'ed_test_1' });
const refused = () =>
  Response.json({ error: { code: 'invalid_fields', message: 'name: is required.' } }, { status: 400 });

describe('a call that changes data', () => {
  test('reuses its idempotency key when it is repeated after no response', async () => {
    const [first, second, third] = await keysOf([create('a1'), create('a1'), create('a1')], [lost, done, done]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('reuses its idempotency key after a gateway timeout', async () => {
    const gaveUp = () => new Response('<html>504 Gateway Time-out</html>', { status: 504 });
    const [first, second] = await keysOf([create('a2'), create('a2')], [gaveUp, done]);
    expect(second).toBe(first);
  });

  test('reuses its idempotency key while the first call is in progress', async () => {
    const underWay = () => Response.json({ error: { code: 'conflict', message: 'Under way.' } }, { status: 409 });
    const [first, , third] = await keysOf([create('c1'), create('c1'), create('c1')], [lost, underWay, done]);
    expect(third).toBe(first);
  });

  test('has a new idempotency key when it differs, or after a response', async () => {
    const [first, second] = await keysOf([create('b1'), create('b2')], [lost, done]);
    expect(second).not.toBe(first);
    const [third, fourth] = await keysOf([create('b3'), create('b3')], [refused, done]);
    expect(fourth).not.toBe(third);
  });

  test('has no idempotency key when it only reads', async () => {
    expect(await keysOf([{ method: 'GET', path: '/v1/events' }], [done])).toEqual([null]);
  });
});

test.each([
  [413, 'Request Entity Too Large', false],
  [429, 'Too Many Requests', true],
  [500, 'Internal Server Error', true],
  [503, 'Service Unavailable', true],
])('an error of API Gateway is an error: %i %s', async (status, message, transient) => {
  vi.stubGlobal('fetch', async () => Response.json({ message }, { status }));
  const error = await request({ key: 'sk_test_1' }, create(`g${status}`)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status });
  expect(isTransient(error)).toBe(transient);
});

test('an idempotency key is reused for ten minutes', () => {
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

describe('a response that is not JSON', () => {
  const responseTo = async (response: Response): Promise<unknown> => {
    vi.stubGlobal('fetch', async () => response);
    return request({ key: 'sk_test_1' }, { method: 'GET', path: '/v1/events' }).catch((error: unknown) => error);
  };

  test('is an error with its status', async () => {
    const error = await responseTo(new Response('<html>403 Forbidden</html>', { status: 403 }));
    expect(error).toMatchObject({ status: 403, message: 'The API returned status 403.' });
  });

  test('counts as no response when its status is a success', async () => {
    expect(await responseTo(new Response('{"data":['))).toMatchObject({ status: 0, code: 'no_response' });
  });
});

describe('a transient error', () => {
  const error = (status: number) => new ApiError('…', { status, code: 'x' });

  test('is no response, a rate limit or an internal error', () => {
    expect([0, 429, 500, 503].map((status) => isTransient(error(status)))).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 409].map((status) => isTransient(error(status)))).not.toContain(true);
  });

  test('is the only error that is retried', () => {
    const retry = createQueryClient().getDefaultOptions().queries?.retry as (failures: number, error: Error) => boolean;
    expect([retry(0, error(429)), retry(2, error(429)), retry(0, error(403))]).toEqual([true, false, false]);
  });
});
