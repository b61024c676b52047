/** What the API answered instead of what was asked for. */
import { CliError } from '../errors.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';

export interface ApiErrorInfo {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Stable: `resource_missing`, `invalid_fields`, … */
  readonly code: string;
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  /** The whole answer. */
  readonly body?: unknown;
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

export class ApiError extends CliError {
  override readonly name = 'ApiError';
  override readonly exitCode: ExitCode;
  readonly info: ApiErrorInfo;

  constructor(message: string, info: ApiErrorInfo) {
    super(message, { next: info.next ?? nextStep(info), cause: info.cause });
    this.info = info;
    this.exitCode = exitCodeOf(info.status);
  }
}

function nextStep({ status }: ApiErrorInfo): string | undefined {
  if (status === 401) return 'Log in with a key that the platform knows: waybill login';
  if (status === 403) return 'See what the key may do with waybill whoami; another profile is chosen with --profile.';
  if (status === 404)
    return 'Check the id, and the mode: live data is seen with --live, sandbox data without. waybill whoami tells the account.';
  if (status === 429 || status >= 500) return 'Try again in a moment.';
  return undefined;
}
