/** Prompts. They are written to stderr, so that stdout contains only the result. */
import { createInterface } from 'node:readline/promises';
import { InterruptedError, UsageError } from '../errors.ts';

/** @throws UsageError when there is no terminal */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('This command needs a confirmation, but there is no terminal.', {
      next: 'Add --yes to skip the confirmation.',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    lines.on('SIGINT', () => lines.close());
    const reply = await Promise.race([
      lines.question(`${question} [y/N] `),
      new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined))),
    ]);
    if (reply === undefined) {
      process.stderr.write('\n');
      throw new InterruptedError('Cancelled. Nothing was changed.');
    }
    return /^y(es)?$/i.test(reply.trim());
  } finally {
    lines.close();
  }
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = '\u007f';

/** Reads a line from the terminal without showing it. */
export function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  return new Promise((resolve, reject) => {
    let text = '';
    const end = () => {
      stdin.setRawMode(false).pause().off('data', read);
      stderr.write('\n');
    };
    const read = (chunk: string) => {
      for (const character of chunk) {
        if (character === CTRL_C) {
          end();
          return reject(new InterruptedError('Cancelled. No key was stored.'));
        }
        if (character === '\r' || character === '\n' || character === CTRL_D) {
          end();
          return resolve(text.trim());
        }
        if (character === BACKSPACE || character === '\b') text = text.slice(0, -1);
        else if (character >= ' ') text += character;
      }
    };
    stdin.on('data', read);
  });
}

/** Returns the first line of stdin. */
export async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line.trim();
  return '';
}
