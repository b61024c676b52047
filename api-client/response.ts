/** Reads a response, and describes one that is not a success. */
import { ApiError } from './api-error.ts';

interface ErrorBody {
  /** In errors of API Gateway. */
  readonly message?: unknown;
  readonly error?: {
    readonly message?: string;
    readonly code?: string;
    readonly type?: string;
    readonly param?: string;
  };
}

/**
 * Statuses of errors that API Gateway makes itself, `{"message": …}`. Its 403 and 404 mean a wrong address.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
const GATEWAY_STATUSES = new Set([413, 429, 500, 503]);

/** Longest `Retry-After` that is respected. */
const MAX_RETRY_AFTER_MS = 20_000;

/**
 * Returns the parsed body of a success; undefined when it is empty.
 * @throws ApiError
 */
export function readResponse<T>(base: string, response: Response, text: string): T {
  const { isJson, value } = parse(text);
  if (response.ok && isJson) return value as T;
  throw errorOf(base, response, value as ErrorBody | undefined);
}

function parse(text: string): { readonly isJson: boolean; readonly value?: unknown } {
  if (text === '') return { isJson: true };
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}

function errorOf(base: string, { status, headers }: Response, body: ErrorBody | undefined): ApiError {
  const { error, message: gatewayMessage } = body ?? {};
  const info = { status, requestId: headers.get('request-id') ?? undefined, body };
  if (error === undefined && typeof gatewayMessage === 'string' && GATEWAY_STATUSES.has(status)) {
    const message = `API Gateway, in front of the API, responded with ${status}: ${gatewayMessage}.`;
    return new ApiError(message, { ...info, code: 'gateway_error' });
  }
  if (error?.message === undefined && (status < 500 || status === 501)) {
    const location = headers.get('location');
    const redirect = location ? `, a redirect to ${location}` : '';
    const message = `The server${base && ` at ${base}`} did not respond as the API does: status ${status}${redirect}.`;
    return new ApiError(message, { ...info, code: 'not_the_api', retryable: status === 429 });
  }
  const { message = `The API responded with status ${status}.`, code, type, param } = error ?? {};
  const shouldRetry = headers.get('stripe-should-retry');
  return new ApiError(message, {
    ...info,
    code: code ?? type ?? 'unknown',
    param,
    retryable: shouldRetry === null ? undefined : shouldRetry === 'true',
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  });
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header);
  return seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : undefined;
}

/** @param cause what `fetch` threw */
export function noResponse(base: string, cause: unknown, timeoutMs: number): ApiError {
  const { name, cause: reason } = cause as Error & { readonly cause?: { readonly code?: string } };
  const within = name === 'TimeoutError' ? ` within ${timeoutMs / 1000} seconds` : '';
  const code = !within && reason?.code ? ` (${reason.code})` : '';
  const message = `The API${base && ` at ${base}`} did not respond${within}${code}.`;
  return new ApiError(message, { status: 0, code: 'no_answer', cause });
}
