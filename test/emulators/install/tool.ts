/** Runs the tools that install an emulator, and keeps what they wrote last, to show why they failed. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** Lines of a failed tool that are shown. */
const SHOWN_LINES = 8;

/** Runs a tool, and shows its output. @returns undefined when it succeeded; otherwise why it failed, with its own last lines */
export const failureOf = (command: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.setEncoding('utf8').on('data', (text: string) => {
        to.write(text);
        output = (output + text).slice(-10_000);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ENOENT' ? `${command} is not on this machine.` : `${command}: ${error.message}`);
    });
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : failureText(command, args, `${code ?? signal}`, output));
    });
  });

/** @param status exit code or signal */
export function failureText(command: string, args: readonly string[], status: string, output: string): string {
  const lines = stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-SHOWN_LINES);
  return [`\`${[command, ...args].join(' ')}\` ended with ${status}. Its last lines:`, ...lines].join('\n    ');
}
