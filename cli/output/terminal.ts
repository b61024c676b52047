/** Writes results to stdout, and everything else to stderr. */
import pc from 'picocolors';

const colours = (stream: { readonly isTTY?: boolean }, forced: boolean) =>
  pc.createColors(forced || (stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'));

const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0' && !process.env.NO_COLOR;

/** Colours for stdout and stderr: none when it is not a terminal, or when `NO_COLOR` is set. */
export const paint = colours(process.stdout, forced);
export const paintErr = colours(process.stderr, forced);

/** Prints a line of the result. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Prints a line that is not part of the result. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Returns the width of the terminal in characters; `Infinity` when stdout is not a terminal. */
export const width = (): number => (process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY);
