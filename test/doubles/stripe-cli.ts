/** The Stripe CLI as npm installs it, with a home directory for each test. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WAIT_MS } from '../limits.ts';

/**
 * The package that `@stripe/cli` installs on Linux x64, installed directly. Not every registry has each version of the packages
 * for other machines, so a lock file with them would be incomplete.
 */
const BINARY = fileURLToPath(new URL('../../node_modules/@stripe/cli-linux-x64/bin/stripe', import.meta.url));

export interface StripeCli {
  /** Runs a command to its end and returns its output. */
  run(...args: string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** Starts a command that continues to run. */
  start(...args: string[]): { readonly output: () => string; readonly stop: () => Promise<void> };
  /** Deletes the home directory. */
  remove(): void;
}

export function stripeCli(apiBase: string, key: string): StripeCli {
  const home = mkdtempSync(join(tmpdir(), 'waybill-stripe-'));
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, STRIPE_API_KEY: key, NO_COLOR: '1' };
  const withBase = (args: string[]) => [...args, '--api-base', apiBase, '--color', 'off'];
  if (!existsSync(BINARY))
    throw new Error('These tests need the Stripe CLI, which is installed on Linux on x64 alone.');
  return {
    run: (...args) =>
      new Promise((resolve) => {
        execFile(BINARY, withBase(args), { env, timeout: WAIT_MS }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
        );
      }),
    start(...args) {
      const child: ChildProcess = spawn(BINARY, withBase(args), { env });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk) => {
          output += chunk;
        });
      }
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      return {
        output: () => output,
        stop: async () => {
          child.kill();
          await ended;
        },
      };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
