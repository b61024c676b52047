/** Errors of the command line: what happened, what to do next, and the exit code. */
import type { ApiError } from '../api-client/api-error.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';

export interface CliErrorOptions {
  /** What to do: a sentence, or a command to paste. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: ExitCode = EXIT.refused;
  readonly next: string | undefined;

  constructor(message: string, { next, cause }: CliErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.next = next;
  }
}

/** Thrown when a command, an option or a file is not valid. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = EXIT.usage;
}

/** Thrown when there is no key to call the API with. */
export class NotLoggedInError extends CliError {
  override readonly name = 'NotLoggedInError';
  override readonly exitCode = EXIT.notAllowed;
}

/** Thrown when a command succeeded for a part only. */
export class PartialError extends CliError {
  override readonly name = 'PartialError';
  override readonly exitCode = EXIT.partial;
}

/** Thrown when Ctrl-C stopped a command before it had finished. */
export class InterruptedError extends CliError {
  override readonly name = 'InterruptedError';
  override readonly exitCode = EXIT.interrupted;
}

/** A call of the API that failed, with advice that fits the command. The cause is the `ApiError`. */
export class FailedCallError extends CliError {
  override readonly name = 'FailedCallError';
  override readonly exitCode: ExitCode;
  override readonly cause: ApiError;

  constructor(cause: ApiError, next = nextStep(cause)) {
    super(cause.message, { next });
    this.cause = cause;
    this.exitCode = exitCodeOf(cause.status);
  }
}

function nextStep({ status, code }: ApiError): string | undefined {
  if (code === 'no_answer') {
    return 'Check that the platform runs at that address (npm start runs one on this machine), or set another address with --api-base.';
  }
  if (code === 'not_the_api') return 'Check the address of the API. Set another one with --api-base.';
  if (status === 401) return 'Log in with a valid key: waybill login';
  if (status === 403)
    return 'Run waybill whoami to see the permissions of the key, or choose another profile with --profile.';
  if (status === 404) {
    return 'Check the id and the mode: live data needs --live. waybill whoami shows the account.';
  }
  if (status === 429 || status >= 500) return 'Try again in a moment.';
  return undefined;
}
