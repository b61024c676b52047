/** Entry of the CLI: runs the command and turns what went wrong into text and an exit code. */
import { CommanderError } from 'commander';
import { ApiError } from '../api-client/api-error.ts';
import { CliError, FailedCallError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { note, paintErr } from './output/terminal.ts';
import { createProgram } from './program.ts';

// Whoever reads the result may have enough of it: `waybill events list --all | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

const program = createProgram();

/** Every command ends by an exception instead of ending the process. */
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
    // Help that was asked for is no mistake; Commander has said the rest.
    if (error.exitCode === 0) return EXIT.ok;
    note(`Help: waybill ${commandWords()}--help`);
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
  // Of the file system and such: said by Node well enough, and no fault of ours.
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

/** The words before the first option, as far as they are commands. */
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
