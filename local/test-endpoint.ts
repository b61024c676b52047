/** A webhook endpoint for tests. Its query sets the status, failures and delay of its responses. */
import { setTimeout as wait } from 'node:timers/promises';
import type { SiteRequest, SiteResponse } from './gateway/http-gateway.ts';

export const TEST_ENDPOINT_PATH = '/local/test-endpoint';

const MAX_DELAY_MS = 60_000;
/** Maximum number of messages whose requests are counted. The oldest one is dropped first. */
const COUNTED_MESSAGES = 10_000;

const jsonResponse = (status: number, body: object): SiteResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** Parameters with their smallest and largest value. */
const PARAMETERS = { status: [200, 599], fail: [0, 1000], delay: [0, MAX_DELAY_MS] } as const;

/**
 * - `status=503` returns that status;
 * - `fail=2` returns 503 for the first two requests with the same `webhook-id`, then 200;
 * - `delay=1500` waits that many milliseconds before the response, up to a minute.
 */
export function createTestEndpoint(): (request: SiteRequest) => Promise<SiteResponse> {
  const requests = new Map<string, number>();

  /** Counts the requests with this `webhook-id`, from 1. Each query has its own count, because it can belong to another destination. */
  function count({ query, headers }: SiteRequest): number {
    const key = `${query} ${headers['webhook-id'] ?? ''}`;
    const nth = (requests.get(key) ?? 0) + 1;
    requests.set(key, nth);
    if (requests.size > COUNTED_MESSAGES) requests.delete(requests.keys().next().value as string);
    return nth;
  }

  return async (request) => {
    const wanted: Partial<Record<keyof typeof PARAMETERS, number>> = {};
    for (const [name, [min, max]] of Object.entries(PARAMETERS)) {
      const raw = request.query.get(name);
      if (raw === null) continue;
      const value = Number(raw);
      if (!/^\d+$/.test(raw) || value < min || value > max) {
        return jsonResponse(400, { error: `${name} should be a whole number from ${min} to ${max}` });
      }
      wanted[name as keyof typeof PARAMETERS] = value;
    }
    const status = wanted.fail !== undefined && count(request) <= wanted.fail ? 503 : (wanted.status ?? 200);
    // Do not wait for a client that has closed the connection.
    if (wanted.delay) await wait(wanted.delay, undefined, { signal: request.gone }).catch(() => {});
    return jsonResponse(status, { received: status < 300 });
  };
}
