/** Thrown when a call of the API fails, or gets no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0 when no answer came. */
  readonly status: number;
  /** Stable: `invalid_fields`, `permission_error`, …; `no_answer` when none came. */
  readonly code: string;
  /** The field that is wrong: `webhook_endpoint.url`. */
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
