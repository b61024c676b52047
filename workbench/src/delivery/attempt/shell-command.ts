/** Parts of a command for a POSIX shell. */

/**
 * Returns a text as one word. Between single quotes every character stands for itself (`$`, `!`, newlines, backslashes)
 * except the single quote: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Linux accepts up to 128 KiB in one argument (MAX_ARG_STRLEN). `printf` is built into the shell and has no limit. */
const MAX_ARGUMENT_BYTES = 100_000;

/** Returns whether a text is too long for an argument. */
export const isLong = (text: string): boolean => new TextEncoder().encode(text).length > MAX_ARGUMENT_BYTES;

/** Returns the parts of a command, each on a line of its own. */
export const joined = (parts: readonly string[]): string => parts.join(' \\\n  ');
