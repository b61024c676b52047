/**
 * Errors of Waybill. Each has a stable `code` and an HTTP `status`. `retryable`: the same call may succeed later. `expose`:
 * the message may be shown to the caller.
 */
export interface WaybillErrorOptions {
  readonly cause?: unknown;
  /** The invalid field of the request, as the caller names it: `webhook_endpoint.url`. */
  readonly param?: string;
}

/** Each class states its name: logs show it, and bundles are minified. */
export class WaybillError extends Error {
  override readonly name: string = 'WaybillError';
  readonly code: string = 'internal_error';
  readonly status: number = 500;
  readonly retryable: boolean = true;
  readonly expose: boolean = false;
  readonly param: string | undefined;

  constructor(message: string, options: WaybillErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.param = options.param;
  }
}

/** Thrown when a function starts with a missing or malformed setting. */
export class ConfigurationError extends WaybillError {
  override readonly name: string = 'ConfigurationError';
  override readonly code = 'configuration_error';
  override readonly retryable = false;
}

/** Thrown when a field of a request is missing, malformed or not allowed; `param` names it. */
export class InvalidFieldsError extends WaybillError {
  override readonly name: string = 'InvalidFieldsError';
  override readonly code = 'invalid_fields';
  override readonly status = 400;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Returns the error of an invalid field. @param text continues the name of the field to a sentence: `should be a number.` */
export const invalidField = (param: string, text: string): InvalidFieldsError =>
  new InvalidFieldsError(`${param}: ${text}`, { param });

/** Thrown when an event cannot be rendered in the requested API version, because a change of the catalog fails for it. */
export class UnrenderableError extends WaybillError {
  override readonly name: string = 'UnrenderableError';
  override readonly code = 'render_failed';
  override readonly status = 400;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when a call has no API key, or an unknown one. */
export class AuthenticationError extends WaybillError {
  override readonly name: string = 'AuthenticationError';
  override readonly code = 'authentication_error';
  override readonly status = 401;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when the API key does not have permission for the call. */
export class PermissionError extends WaybillError {
  override readonly name: string = 'PermissionError';
  override readonly code = 'permission_error';
  override readonly status = 403;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when an object does not exist for this account and mode. */
export class NotFoundError extends WaybillError {
  override readonly name: string = 'NotFoundError';
  override readonly code = 'not_found';
  override readonly status = 404;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when an idempotency key or event id is used again with other parameters. v1 responds with 400, v2 with 409. */
export class IdempotencyError extends WaybillError {
  override readonly name: string = 'IdempotencyError';
  override readonly code = 'idempotency_error';
  override readonly status: number = 409;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when the object changed between the read and the write. The same call may succeed later. */
export class ConflictError extends WaybillError {
  override readonly name: string = 'ConflictError';
  override readonly code = 'conflict';
  override readonly status = 409;
  override readonly retryable = true;
  override readonly expose = true;
}

/** Thrown when an internal error, such as a throttled table, prevents a call. The same call may succeed later. */
export class UnavailableError extends WaybillError {
  override readonly name: string = 'UnavailableError';
  override readonly code = 'unavailable';
  override readonly status = 503;
  override readonly retryable = true;
  override readonly expose = true;
}

/**
 * Thrown when a deferred delivery was added to the due list and its row could not be written. The entry alone is enough: the
 * sweep sends a message for it. The current message must be deleted, because it would add a second entry.
 */
export class DeferredWithoutRowError extends WaybillError {
  override readonly name: string = 'DeferredWithoutRowError';
}

/** Thrown for a stored row that cannot be decoded. It stays as it is, and reading it again does not help. */
export class UndecodableRowError extends WaybillError {
  override readonly name: string = 'UndecodableRowError';
}

/** Thrown when another job has to end first. The same call fails until then. */
export class AlreadyRunningError extends WaybillError {
  override readonly name: string = 'AlreadyRunningError';
  override readonly code = 'conflict';
  override readonly status = 409;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when a key or an account exceeds its rate limit. The call was not carried out. */
export class RateLimitError extends WaybillError {
  override readonly name: string = 'RateLimitError';
  override readonly code = 'rate_limit';
  override readonly status = 429;
  override readonly retryable = true;
  override readonly expose = true;
  /** Milliseconds until a call is within the limit. */
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Thrown when a response is larger than a Lambda function can return. The call was carried out. */
export class ResponseTooLargeError extends WaybillError {
  override readonly name: string = 'ResponseTooLargeError';
  override readonly code = 'response_too_large';
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when the request body is too large. */
export class PayloadTooLargeError extends WaybillError {
  override readonly name: string = 'PayloadTooLargeError';
  override readonly code = 'payload_too_large';
  override readonly status = 413;
  override readonly retryable = false;
  override readonly expose = true;
}
