/** The API by HTTP: one call, made again by itself where that is safe and may help. */
import { randomUUID } from 'node:crypto';
import { type Query, queryText } from '../../lambdas/contract/query-text.ts';
import { pause } from '../interrupt.ts';
import { ApiError } from './api-error.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/events`; may have a query already, as the urls of next pages do. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** False for a call that may be repeated anyway. */
  readonly idempotencyKey?: false;
}

export interface ApiOptions {
  /** `https://api.example.com`, without a slash at the end. */
  readonly base: string;
  readonly key: string;
  /** Account to act for, where that is not the key's own. */
  readonly account?: string | undefined;
  /** How often a call is made again. */
  readonly retries?: number;
  /** Milliseconds, ends early with the signal. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Api {
  readonly base: string;
  readonly account: string | undefined;
  /** @throws ApiError; an abort of the signal as it is */
  request<T>(call: Call): Promise<T>;
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
}

/** How long an answer may take, milliseconds: a dry run of a recovery counts for up to 15 s. */
const TIMEOUT_MS = 35_000;
const RETRIES = 3;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 20_000;

export function createApi(options: ApiOptions): Api {
  const { base, account, retries = RETRIES, sleep = pause } = options;
  async function request<T>(call: Call): Promise<T> {
    // The same key for what is sent again by itself; a person who asks again means it.
    const key = call.method === 'GET' || call.idempotencyKey === false ? undefined : randomUUID();
    for (let tries = 0; ; tries++) {
      const outcome = await once<T>(options, call, key);
      if (outcome.ok) return outcome.answer;
      call.signal?.throwIfAborted();
      if (!outcome.retryable || tries >= retries) throw outcome.error;
      await sleep(outcome.waitMs ?? waitMs(tries), call.signal);
      call.signal?.throwIfAborted();
    }
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

/** Doubles, with half of it left to chance, so that those who failed together do not come back together. */
const waitMs = (tries: number): number =>
  Math.min(FIRST_WAIT_MS * 3 ** tries, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2);

type Outcome<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly error: Error; readonly retryable: boolean; readonly waitMs?: number | undefined };

async function once<T>(options: ApiOptions, call: Call, idempotencyKey: string | undefined): Promise<Outcome<T>> {
  const { method, path, query, body, signal } = call;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${options.base}${path}${queryText(query)}`, {
      method,
      headers: headersOf(options, call, idempotencyKey),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      redirect: 'manual',
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) return { ok: false, error: cause as Error, retryable: false };
    return { ok: false, error: noAnswer(options.base, cause), retryable: true };
  }
  const answer = parsed(text);
  if (response.ok && answer !== NOT_JSON) return { ok: true, answer: answer as T };
  return refusal(options.base, response, answer);
}

function headersOf({ key, account }: ApiOptions, { path, body }: Call, idempotencyKey: string | undefined): Headers {
  const headers = new Headers({ authorization: `Bearer ${key}`, 'user-agent': 'waybill-cli' });
  if (account !== undefined) headers.set(path.startsWith('/v2/') ? 'stripe-context' : 'stripe-account', account);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  return headers;
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function noAnswer(base: string, cause: unknown): ApiError {
  const error = cause as Error & { cause?: { code?: string; message?: string } };
  const detail = error.name === 'TimeoutError' ? `nothing within ${TIMEOUT_MS / 1000} s` : error.cause?.code;
  return new ApiError(`No answer from ${base}${detail ? ` (${detail})` : ''}.`, {
    status: 0,
    code: 'no_answer',
    cause,
    next: 'Check that the platform runs there (npm start, for one on this machine), or name another address with --api-base.',
  });
}

interface ErrorBody {
  /** Set in API Gateway's own errors. */
  readonly message?: unknown;
  readonly error?: { message?: string; code?: string; type?: string; param?: string };
}

/**
 * Statuses of API Gateway's own errors, `{"message": …}`. Its 403 and 404 mean a wrong address.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
const OF_GATEWAY = new Set([413, 429, 500, 503]);

function refusal(base: string, response: Response, answer: unknown): Outcome<never> {
  const { status, headers } = response;
  const { error, message: ofGateway } = (answer === NOT_JSON ? {} : (answer ?? {})) as ErrorBody;
  const requestId = headers.get('request-id') ?? undefined;
  const about = { status, requestId, body: answer === NOT_JSON ? undefined : answer };
  if (error === undefined && typeof ofGateway === 'string' && OF_GATEWAY.has(status)) {
    const text = `API Gateway, in front of the API, responded with ${status}: ${ofGateway}.`;
    return {
      ok: false,
      error: new ApiError(text, { ...about, code: 'gateway_error' }),
      retryable: isRetryable(status, null),
    };
  }
  if (error?.message === undefined && (status < 500 || status === 501)) {
    const to = headers.get('location');
    const said = to ? `${status}, a redirect to ${to}` : `${status}`;
    const wrong = new ApiError(`${base} answered ${said}, and not as the API does.`, {
      ...about,
      code: 'not_the_api',
      next: 'Is that the address of the API? Another is named with --api-base.',
    });
    return { ok: false, error: wrong, retryable: status === 429 };
  }
  const { message = `The API answered with status ${status}.`, code, type, param } = error ?? {};
  return {
    ok: false,
    error: new ApiError(message, { ...about, code: code ?? type ?? 'unknown', param }),
    retryable: isRetryable(status, headers.get('stripe-should-retry')),
    waitMs: retryAfterMs(headers.get('retry-after')),
  };
}

const isRetryable = (status: number, said: string | null): boolean =>
  said === null ? status === 429 || status >= 500 : said === 'true';

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header);
  return header !== null && seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined;
}
