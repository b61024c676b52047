/** Errors that a person reads: what is wrong, what to do next, and what the process ends with. */
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface CliErrorOptions {
  /** What to do now: a sentence, or a command to paste. */
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

/** Thrown when a command is not written right, or a file it reads is not as it should be. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = EXIT.usage;
}

/** Thrown when there is no key to call the API with. */
export class NotLoggedInError extends CliError {
  override readonly name = 'NotLoggedInError';
  override readonly exitCode = EXIT.notAllowed;
}

/** Thrown when a part of what was asked for is done and the rest is not. */
export class PartialError extends CliError {
  override readonly name = 'PartialError';
  override readonly exitCode = EXIT.partial;
}

/** Thrown when Ctrl-C ended something before it was done. */
export class InterruptedError extends CliError {
  override readonly name = 'InterruptedError';
  override readonly exitCode = EXIT.interrupted;
}
