/** Where text goes: results to stdout, everything about them to stderr. */
import pc from 'picocolors';

const colours = (stream: { readonly isTTY?: boolean }, forced: boolean) =>
  pc.createColors(forced || (stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'));

const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0' && !process.env.NO_COLOR;

/** Colours of stdout and of stderr: none where nobody looks, or where `NO_COLOR` is set. */
export const paint = colours(process.stdout, forced);
export const paintErr = colours(process.stderr, forced);

/** One line of the result. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line about it. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Characters a line of the result may have; no bound where it does not go to a terminal. */
export const width = (): number => (process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY);
