/** Reads the options of a command. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Exit code after wrong options. 1 is the result of a check. */
export const USAGE = 2;

/**
 * Returns the values of the options. With wrong options it prints the error and the help, sets the exit code USAGE, and returns
 * undefined. With `--help` it prints the help and returns undefined.
 */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(options: T, help: string) {
  if (process.argv.includes('--help')) {
    console.log(help);
    return undefined;
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exitCode = USAGE;
    return undefined;
  }
}
