/** The Stripe CLI itself, as npm installs it, with a home of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scope = fileURLToPath(new URL('../../node_modules/@stripe/', import.meta.url));

/** The binary for this machine; undefined where npm has none. */
const stripeBinary: string | undefined = (existsSync(scope) ? readdirSync(scope) : [])
  .map((name) => join(scope, name, 'bin', process.platform === 'win32' ? 'stripe.exe' : 'stripe'))
  .find((file) => dirname(dirname(file)) !== join(scope, 'cli') && existsSync(file));

export interface StripeCli {
  /** Runs a command to its end; answers what it wrote. */
  run(...args: string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** Starts one that goes on. */
  start(...args: string[]): { readonly output: () => string; readonly stop: () => Promise<void> };
  /** Takes its home away. */
  remove(): void;
}

export function stripeCli(apiBase: string, key: string): StripeCli {
  const home = mkdtempSync(join(tmpdir(), 'waybill-stripe-'));
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, STRIPE_API_KEY: key, NO_COLOR: '1' };
  const withBase = (args: string[]) => [...args, '--api-base', apiBase, '--color', 'off'];
  const binary = stripeBinary ?? 'stripe';
  return {
    run: (...args) =>
      new Promise((resolve) => {
        execFile(binary, withBase(args), { env, timeout: 60_000 }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
        );
      }),
    start(...args) {
      const child: ChildProcess = spawn(binary, withBase(args), { env });
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
