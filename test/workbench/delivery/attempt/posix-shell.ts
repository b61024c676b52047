import { execFileSync } from 'node:child_process';

/** Runs a command in a POSIX shell. Returns the arguments of `program`, and its input. */
export function run(program: string, command: string): { args: string[]; input: string } {
  const piped = command.startsWith('printf');
  const shown = `${program}() { for one in "$@"; do printf '%s\\0' "$one"; done; printf '\\1'; ${piped ? 'cat' : ':'}; }`;
  const output = execFileSync('sh', { input: `${shown}\n${command}\n`, encoding: 'utf8', maxBuffer: 10_000_000 });
  const [args = '', input = ''] = output.split('\u0001');
  return { args: args.split('\0').slice(0, -1), input };
}

/** Texts that a shell could change. */
export const HARD = [
  ["it's", 'single quotes'],
  ["''", 'nothing but quotes'],
  ['{"a":"b"}', 'double quotes'],
  ['$HOME $PATH $(id) `id`', 'what a shell expands'],
  ['wow!! !$ !1', 'history of an interactive shell'],
  ['a\\nb\\', 'backslashes'],
  ['line\nline\r\n\ttab\n', 'newlines, one at the end'],
  ['日本語 🎉 é', 'unicode'],
  ['@/etc/passwd', 'what curl would read a file for'],
  ['* ? [a] ~ # & ; | < >', 'everything else that means something'],
  ['', 'nothing'],
] as const;
