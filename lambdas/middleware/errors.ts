/** Maps errors to HTTP responses, in the shape of each API generation. */
import type { V1ErrorObject, V2ErrorObject } from '../contract/error-object.ts';
import { RateLimitError, WaybillError } from '../core/errors.ts';
import type { ApiGeneration } from './api-request.ts';

export interface ErrorResponse {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

const HIDDEN_MESSAGE = 'An internal error occurred. Try again. With an idempotency key, repeating the call is safe.';

/** Codes with another name in v1: https://docs.stripe.com/api/errors */
const V1_CODES: Record<string, string> = { not_found: 'resource_missing' };

/** Returns whether the SDKs retry a status unless `stripe-should-retry` decides. */
const isRetryDecision = (status: number): boolean => status === 409 || status === 429 || status >= 500;

/** Returns the response to an error. An error that must not be shown to the caller becomes a 500 without details. */
export function errorResponse(thrown: unknown, generation: ApiGeneration): ErrorResponse {
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

/** The v2 codes that are also the `type`, by which the SDKs choose an error class. */
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
