/** The one place where an error becomes an answer, in the shape of each API generation. */
import type { V1ErrorObject, V2ErrorObject } from '../contract/error-object.ts';
import { RateLimitError, WaybillError } from '../core/errors.ts';
import type { ApiGeneration } from './api-request.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

const HIDDEN_MESSAGE = 'Something went wrong on our side. Trying again is safe with an idempotency key.';

/** v1 knows these by other names: https://docs.stripe.com/api/errors */
const V1_CODES: Record<string, string> = { not_found: 'resource_missing' };

/** Statuses on which the SDKs would otherwise decide by themselves whether to try again. */
const isRetryDecision = (status: number): boolean => status === 409 || status === 429 || status >= 500;

/** An error that is not ours, or not for the caller's eyes, becomes a 500 that tells nothing of the inside. */
export function errorAnswer(thrown: unknown, generation: ApiGeneration): ErrorAnswer {
  const error = thrown instanceof WaybillError && thrown.expose ? thrown : new WaybillError(HIDDEN_MESSAGE);
  const status = generation === 'v1' && error.code === 'idempotency_error' ? 400 : error.status;
  return {
    status,
    body: { error: generation === 'v1' ? v1Error(error, status) : v2Error(error) },
    headers: {
      ...(isRetryDecision(status) ? { 'stripe-should-retry': String(error.retryable) } : {}),
      ...(error instanceof RateLimitError ? rateLimitHeaders(error) : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="Waybill"' } : {}),
    },
  };
}

/** https://docs.stripe.com/rate-limits */
const rateLimitHeaders = ({ waitMs }: RateLimitError) => ({
  'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
  'stripe-rate-limited-reason': 'global-rate',
});

/** The v2 errors by whose type the SDKs choose a class. */
const TYPED = new Set(['idempotency_error', 'rate_limit']);

function v1Error(error: WaybillError, status: number): V1ErrorObject['error'] {
  const { message, param } = error;
  if (error.code === 'idempotency_error') return { type: 'idempotency_error', message, ...(param ? { param } : {}) };
  const type = status >= 500 ? 'api_error' : 'invalid_request_error';
  return { type, code: V1_CODES[error.code] ?? error.code, message, ...(param ? { param } : {}) };
}

const v2Error = ({ code, message }: WaybillError): V2ErrorObject['error'] => ({
  code,
  message,
  ...(TYPED.has(code) ? { type: code } : {}),
});
