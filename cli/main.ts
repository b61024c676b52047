/** Entry point: runs the command, and turns errors into text and an exit code. */
import { CommanderError } from 'commander';
import { ApiError } from '../api-client/api-error.ts';
import { CliError, FailedCallError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { note, paintErr } from './output/terminal.ts';
import { createProgram } from './program.ts';

// The reader of a pipe may close it early: `waybill events list --all | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

const program = createProgram();

/** Makes commands throw instead of ending the process. */
function overriding(command: typeof program): void {
  command.exitOverride();
  for (const one of command.commands) overriding(one as typeof program);
}
overriding(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(thrown: unknown): number {
  const error = thrown instanceof ApiError ? new FailedCallError(thrown) : thrown;
  if (error instanceof CommanderError) {
    // Requested help is not an error. Commander has printed the rest.
    if (error.exitCode === 0) return EXIT.ok;
    note(`${paintErr.dim('next')}   Run waybill ${commandWords()}--help to see the usage.`);
    return EXIT.usage;
  }
  if (error instanceof CliError) {
    if (program.opts().json) note(JSON.stringify({ error: errorObject(error) }));
    else {
      note(`${paintErr.red('error')}  ${error.message}`);
      if (error.next) note(`${paintErr.dim('next')}   ${error.next}`);
      if (error instanceof FailedCallError && error.cause.status >= 500)
        note(`${paintErr.dim('id')}     ${error.cause.requestId}`);
    }
    return error.exitCode;
  }
  const known = error as NodeJS.ErrnoException;
  // An error of the file system, which Node.js describes well enough.
  if (known?.syscall !== undefined) {
    note(`${paintErr.red('error')}  ${known.message}`);
    return EXIT.usage;
  }
  note(`${paintErr.red('error')}  ${known?.stack ?? String(error)}`);
  return EXIT.refused;
}

function errorObject(error: CliError): object {
  const { message, next, exitCode } = error;
  const { status, code = error.name, param, requestId } = error instanceof FailedCallError ? error.cause : {};
  return { code, message, param, status, request_id: requestId, next, exit_code: exitCode };
}

/** Returns the commands at the beginning of the arguments. */
function commandWords(): string {
  const words: string[] = [];
  let at: typeof program | undefined = program;
  for (const word of process.argv.slice(2)) {
    at = at?.commands.find((one) => one.name() === word) as typeof program | undefined;
    if (!at) break;
    words.push(`${word} `);
  }
  return words.join('');
}
