/** Makes one API call over HTTP. */
import { type Query, queryText } from '../../../lambdas/contract/query-text.ts';
import { ApiError } from './api-error.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/events` */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Whether the call completes even if the page is closed. */
  readonly keepalive?: boolean;
}

export interface Caller {
  /** API key, or the token of a Workbench session. */
  readonly key: string;
  /** Account to act for, when it is not the account of the key. */
  readonly account?: string | undefined;
}

/** Timeout in milliseconds. The dry run of a recovery takes up to 15 s. */
const TIMEOUT_MS = 30_000;

const keys = createIdempotencyKeys(Date.now, () => crypto.randomUUID());

/** @throws ApiError */
export async function request<T>(
  { key, account }: Caller,
  { method, path, query, body, signal, keepalive = false }: Call,
): Promise<T> {
  const headers = new Headers({ authorization: `Bearer ${key}` });
  if (account !== undefined) headers.set(path.startsWith('/v2/') ? 'stripe-context' : 'stripe-account', account);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const callText = JSON.stringify([key, account, method, path, body]);
  const idempotencyKey = keys.keyFor(callText);
  if (method !== 'GET') headers.set('idempotency-key', idempotencyKey);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let responseBody: unknown;
  try {
    response = await fetch(`${path}${queryText(query)}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      keepalive,
      cache: 'no-store',
      credentials: 'omit',
    });
    responseBody = parsed(await response.text(), response.ok);
  } catch (cause) {
    if (method !== 'GET') keys.unconfirmed(callText, idempotencyKey);
    if (signal?.aborted) throw cause;
    throw new ApiError('The API did not respond. Check your network connection and try again.', {
      status: 0,
      code: 'no_response',
      cause,
    });
  }
  const { error } = (responseBody ?? {}) as {
    error?: { message?: string; code?: string; type?: string; param?: string };
  };
  // A gateway in front of the API timed out. The API may still process the call.
  if (method !== 'GET' && response.status >= 500 && !error) keys.unconfirmed(callText, idempotencyKey);
  // 409: the first call with this key may still be in progress.
  else if (response.status !== 409) keys.completed(callText);
  if (response.ok) return responseBody as T;
  throw new ApiError(error?.message ?? `The API returned status ${response.status}.`, {
    status: response.status,
    code: error?.code ?? error?.type ?? 'unknown',
    param: error?.param,
  });
}

/** Returns undefined for an error page of a gateway, which is not JSON. @throws SyntaxError for a truncated response */
function parsed(text: string, ok: boolean): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (ok) throw error;
    return undefined;
  }
}
