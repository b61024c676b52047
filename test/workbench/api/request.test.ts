import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../workbench/src/api/api-error.ts';
import { createIdempotencyKeys } from '../../../workbench/src/api/idempotency-keys.ts';
import { isPassing } from '../../../workbench/src/api/is-passing.ts';
import { createQueryClient } from '../../../workbench/src/api/query-client.ts';
import { type Call, request } from '../../../workbench/src/api/request.ts';

afterEach(() => vi.unstubAllGlobals());

/** Makes calls that are answered in turn, and tells the idempotency key of each. */
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

describe('a call that changes something', () => {
  test('has the same key when it got no answer and is made again, for it may have been done', async () => {
    const [first, second, third] = await keysOf([create('a1'), create('a1'), create('a1')], [lost, done, done]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('has the same key after an answer of what stands before the API, which gave up waiting', async () => {
    const gaveUp = () => new Response('<html>504 Gateway Time-out</html>', { status: 504 });
    const [first, second] = await keysOf([create('a2'), create('a2')], [gaveUp, done]);
    expect(second).toBe(first);
  });

  test('keeps its key while the first is under way still', async () => {
    const underWay = () => Response.json({ error: { code: 'conflict', message: 'Under way.' } }, { status: 409 });
    const [first, , third] = await keysOf([create('c1'), create('c1'), create('c1')], [lost, underWay, done]);
    expect(third).toBe(first);
  });

  test('has another key when it is another, or was answered', async () => {
    const [first, second] = await keysOf([create('b1'), create('b2')], [lost, done]);
    expect(second).not.toBe(first);
    const [third, fourth] = await keysOf([create('b3'), create('b3')], [refused, done]);
    expect(fourth).not.toBe(third);
  });

  test('has no key when it only reads', async () => {
    expect(await keysOf([{ method: 'GET', path: '/v1/events' }], [done])).toEqual([null]);
  });
});

test.each([
  [413, 'Request Entity Too Large', false],
  [429, 'Too Many Requests', true],
  [500, 'Internal Server Error', true],
  [503, 'Service Unavailable', true],
])("an error of API Gateway's own is an error: %i %s", async (status, message, passing) => {
  vi.stubGlobal('fetch', async () => Response.json({ message }, { status }));
  const error = await request({ key: 'sk_test_1' }, create(`g${status}`)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status });
  expect(isPassing(error)).toBe(passing);
});

test('a key is kept for ten minutes', () => {
  let now = 0;
  let count = 0;
  const keys = createIdempotencyKeys(
    () => now,
    () => `key ${++count}`,
  );
  const key = keys.keyFor('call');
  keys.unanswered('call', key);
  now = 9 * 60_000;
  expect(keys.keyFor('call')).toBe(key);
  now = 10 * 60_000;
  expect(keys.keyFor('call')).not.toBe(key);
});

describe('an answer that is no JSON', () => {
  const answered = async (response: Response): Promise<unknown> => {
    vi.stubGlobal('fetch', async () => response);
    return request({ key: 'sk_test_1' }, { method: 'GET', path: '/v1/events' }).catch((error: unknown) => error);
  };

  test('says its status where it is an error', async () => {
    const error = await answered(new Response('<html>403 Forbidden</html>', { status: 403 }));
    expect(error).toMatchObject({ status: 403, message: 'The API answered with status 403.' });
  });

  test('is none where it should have been one', async () => {
    expect(await answered(new Response('{"data":['))).toMatchObject({ status: 0, code: 'no_answer' });
  });
});

describe('what may pass', () => {
  const error = (status: number) => new ApiError('…', { status, code: 'x' });

  test('is no answer, too many calls, and a fault of the platform', () => {
    expect([0, 429, 500, 503].map((status) => isPassing(error(status)))).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 409].map((status) => isPassing(error(status)))).not.toContain(true);
  });

  test('is asked for again, and nothing else is', () => {
    const retry = createQueryClient().getDefaultOptions().queries?.retry as (failures: number, error: Error) => boolean;
    expect([retry(0, error(429)), retry(2, error(429)), retry(0, error(403))]).toEqual([true, false, false]);
  });
});
