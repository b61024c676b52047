/** The error of a call that did not succeed. */

export interface ApiErrorInfo {
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /**
   * Stable: `invalid_fields`, `resource_missing`, … of the API; `no_answer` without a response, `gateway_error` for an error
   * of API Gateway, `not_the_api` for a response that does not have the form of the API.
   */
  readonly code: string;
  /** The field that is not valid: `webhook_endpoint.url`. */
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  /** The response as it was parsed. */
  readonly body?: unknown;
  /** Whether the same call may succeed later. Without it the status decides. */
  readonly retryable?: boolean | undefined;
  /** From the header `Retry-After`, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly param: string | undefined;
  readonly requestId: string | undefined;
  readonly body: unknown;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { cause, ...info }: ApiErrorInfo) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = info.status;
    this.code = info.code;
    this.param = info.param;
    this.requestId = info.requestId;
    this.body = info.body;
    this.retryable = info.retryable ?? isPassing(info.status);
    this.retryAfterMs = info.retryAfterMs;
  }
}

/** No response, too many calls, or an internal error. */
const isPassing = (status: number): boolean => status === 0 || status === 429 || status >= 500;

/**
 * Whether a page that polls continues after the error: the same call may succeed later. A success or a redirect that is not
 * from the API is from a proxy, such as the sign-in page of a network.
 */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiError && (error.retryable || error.status < 400);
