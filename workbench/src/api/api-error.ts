/** Thrown when an API call fails or gets no response. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0 without a response. */
  readonly status: number;
  /** A stable code such as `invalid_fields` or `permission_error`; `no_response` without a response. */
  readonly code: string;
  /** The invalid field, such as `webhook_endpoint.url`. */
  readonly param: string | undefined;

  constructor(
    message: string,
    { status, code, param, cause }: { status: number; code: string; param?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.param = param;
  }
}
