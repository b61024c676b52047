/** One call of the API by HTTP, as any other client makes it. */
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
  /** Whether it is made even if the page is being left. */
  readonly keepalive?: boolean;
}

export interface Caller {
  /** API key, or token of a Workbench session. */
  readonly key: string;
  /** Account to act for, where that is not the key's own. */
  readonly account?: string | undefined;
}

/** How long an answer may take, milliseconds: a dry run of a recovery counts for up to 15 s. */
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
  const written = JSON.stringify([key, account, method, path, body]);
  const idempotencyKey = keys.keyFor(written);
  if (method !== 'GET') headers.set('idempotency-key', idempotencyKey);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let answer: unknown;
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
    answer = parsed(await response.text(), response.ok);
  } catch (cause) {
    if (method !== 'GET') keys.unanswered(written, idempotencyKey);
    if (signal?.aborted) throw cause;
    throw new ApiError('The API did not answer. Check the connection, then try again.', {
      status: 0,
      code: 'no_answer',
      cause,
    });
  }
  const { error } = (answer ?? {}) as { error?: { message?: string; code?: string; type?: string; param?: string } };
  // What stands before the API gave up waiting for it: it may be done all the same.
  if (method !== 'GET' && response.status >= 500 && !error) keys.unanswered(written, idempotencyKey);
  // 409: the first call with this key may be under way still.
  else if (response.status !== 409) keys.answered(written);
  if (response.ok) return answer as T;
  throw new ApiError(error?.message ?? `The API answered with status ${response.status}.`, {
    status: response.status,
    code: error?.code ?? error?.type ?? 'unknown',
    param: error?.param,
  });
}

/** A page of errors from before the API is no JSON; its status says enough. @throws SyntaxError for an answer that is cut off */
function parsed(text: string, ok: boolean): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (ok) throw error;
    return undefined;
  }
}
