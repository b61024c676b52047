/** Calls of the API by HTTP, for Node.js and for browsers. */
import { type Query, queryText } from '../lambdas/contract/query-text.ts';
import { ApiError } from './api-error.ts';
import { type IdempotencyKeys, newKeys } from './idempotency-keys.ts';
import { noResponse, readResponse } from './response.ts';
import type { Retry } from './retrying.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/events`. It may contain a query, as `next_page_url` does. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** False for a call that can be repeated without an idempotency key. */
  readonly idempotencyKey?: false;
  /** Whether a browser completes the call when the page is closed. */
  readonly keepalive?: boolean;
}

export interface ClientOptions {
  /** `https://api.example.com`, without a slash at the end. Empty in a browser, for the host of the page. */
  readonly base: string;
  /** API key, or token of a Workbench session. */
  readonly key: string;
  /** Account to act for, if it is not that of the key. */
  readonly account?: string | undefined;
  /** A browser sets its own. */
  readonly userAgent?: string;
  /** Repeats a failed call, see `retrying`. Without it a call is made once. */
  readonly retry?: Retry;
  /** By default each call has a key of its own. */
  readonly idempotencyKeys?: IdempotencyKeys;
}

export interface Client {
  readonly base: string;
  readonly account: string | undefined;
  /** @throws ApiError, or the reason of the signal when it is aborted */
  request<T>(call: Call): Promise<T>;
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
}

/** Longer than any response takes: API Gateway responds after 30 seconds at the latest. */
const TIMEOUT_MS = 35_000;

export function createClient(options: ClientOptions): Client {
  const { base, key, account, retry, idempotencyKeys = newKeys } = options;

  async function request<T>(call: Call): Promise<T> {
    if (call.method === 'GET' || call.idempotencyKey === false) return make<T>(call, undefined);
    const same = JSON.stringify([key, account, call.method, call.path, call.body]);
    const idempotencyKey = idempotencyKeys.keyFor(same);
    try {
      const result = await make<T>(call, idempotencyKey);
      idempotencyKeys.completed(same);
      return result;
    } catch (error) {
      if (isUnconfirmed(error)) idempotencyKeys.unconfirmed(same, idempotencyKey);
      // With a 409 the first call with this key may still be running.
      else if ((error as ApiError).status !== 409) idempotencyKeys.completed(same);
      throw error;
    }
  }

  function make<T>(call: Call, idempotencyKey: string | undefined): Promise<T> {
    const attempt = () => once<T>(options, call, idempotencyKey);
    return retry ? retry(attempt, call.signal) : attempt();
  }

  return {
    base,
    account,
    request,
    get: (path, query) => request({ method: 'GET', path, query }),
    post: (path, body = {}) => request({ method: 'POST', path, body }),
    delete: (path) => request({ method: 'DELETE', path }),
  };
}

/** Whether the call may have been carried out although it failed: there is no response, or none that the API made. */
const isUnconfirmed = (error: unknown): boolean =>
  !(error instanceof ApiError) ||
  error.status < 400 ||
  (error.status >= 500 && (error.body as { error?: unknown } | undefined)?.error === undefined);

async function once<T>(options: ClientOptions, call: Call, idempotencyKey: string | undefined): Promise<T> {
  const { method, path, query, body, signal, keepalive = false } = call;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${options.base}${path}${queryText(query)}`, {
      method,
      headers: headersOf(options, call, idempotencyKey),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      keepalive,
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw noResponse(options.base, cause, TIMEOUT_MS);
  }
  return readResponse<T>(options.base, response, text);
}

function headersOf(
  { key, account, userAgent }: ClientOptions,
  { path, body }: Call,
  idempotencyKey: string | undefined,
): Headers {
  const headers = new Headers({ authorization: `Bearer ${key}` });
  if (userAgent !== undefined) headers.set('user-agent', userAgent);
  if (account !== undefined) headers.set(path.startsWith('/v2/') ? 'stripe-context' : 'stripe-account', account);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  return headers;
}
