/**
 * Errors of Waybill. Each has a stable `code`, an HTTP `status`, says whether trying again can help (`retryable`) and
 * whether its message may be shown to the caller (`expose`).
 */
export interface WaybillErrorOptions {
  readonly cause?: unknown;
  /** The request field that is wrong, in the caller's spelling: `webhook_endpoint.url`. */
  readonly param?: string;
}

/** The name of each class is written out: bundles are minified, and logs show it. */
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

/** Thrown when a request's field is missing, malformed or refused; `param` names it. */
export class InvalidFieldsError extends WaybillError {
  override readonly name: string = 'InvalidFieldsError';
  override readonly code = 'invalid_fields';
  override readonly status = 400;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when an event cannot be shown in the API version that is asked for: a change of the catalog fails on it. */
export class UnrenderableError extends WaybillError {
  override readonly name: string = 'UnrenderableError';
  override readonly code = 'render_failed';
  override readonly status = 400;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when there is no API key, or one that is not known. */
export class AuthenticationError extends WaybillError {
  override readonly name: string = 'AuthenticationError';
  override readonly code = 'authentication_error';
  override readonly status = 401;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when a known key may not do this. */
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

/** Thrown when an idempotency key or event id comes back with other parameters. v1 answers 400, v2 409. */
export class IdempotencyError extends WaybillError {
  override readonly name: string = 'IdempotencyError';
  override readonly code = 'idempotency_error';
  override readonly status: number = 409;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when the object changed between reading and writing it; the same call may be made again. */
export class ConflictError extends WaybillError {
  override readonly name: string = 'ConflictError';
  override readonly code = 'conflict';
  override readonly status = 409;
  override readonly retryable = true;
  override readonly expose = true;
}

/** Thrown when the platform cannot complete a call now, such as for a throttled table; the same call may be made again. */
export class UnavailableError extends WaybillError {
  override readonly name: string = 'UnavailableError';
  override readonly code = 'unavailable';
  override readonly status = 503;
  override readonly retryable = true;
  override readonly expose = true;
}

/**
 * Thrown when a parked delivery was put into the due list and its row could not be written. The entry moves the delivery:
 * a message that is kept as well would park it again, and each entry becomes one message more.
 */
export class ParkedWithoutRowError extends WaybillError {
  override readonly name: string = 'ParkedWithoutRowError';
}

/** Thrown when something that is under way has to end first; the same call does not help until then. */
export class UnderWayError extends WaybillError {
  override readonly name: string = 'UnderWayError';
  override readonly code = 'conflict';
  override readonly status = 409;
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when a key or an account makes calls faster than it may. The call was not carried out. */
export class RateLimitError extends WaybillError {
  override readonly name: string = 'RateLimitError';
  override readonly code = 'rate_limit';
  override readonly status = 429;
  override readonly retryable = true;
  override readonly expose = true;
  /** Milliseconds until a call fits. */
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Thrown when a response is larger than a function can return. The call was carried out. */
export class ResponseTooLargeError extends WaybillError {
  override readonly name: string = 'ResponseTooLargeError';
  override readonly code = 'response_too_large';
  override readonly retryable = false;
  override readonly expose = true;
}

/** Thrown when the request body is larger than is accepted. */
export class PayloadTooLargeError extends WaybillError {
  override readonly name: string = 'PayloadTooLargeError';
  override readonly code = 'payload_too_large';
  override readonly status = 413;
  override readonly retryable = false;
  override readonly expose = true;
}
