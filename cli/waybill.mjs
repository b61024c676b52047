#!/usr/bin/env node
/**
 * Starts the CLI on a Node that runs TypeScript as it is. An older one hands over to the Node that the project has among
 * its dependencies. Plain JavaScript without anything new, for it is the old one that reads this file.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** First major version that needs no flag to run TypeScript. */
const NODE_MAJOR = 24;

const here = dirname(fileURLToPath(import.meta.url));
const [major] = process.versions.node.split('.').map(Number);

if (major >= NODE_MAJOR) await import('./main.ts');
else {
  const node = join(here, '..', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    console.error(
      `waybill needs Node ${NODE_MAJOR} or newer, and this is ${process.version}. Run npm ci in ${join(here, '..')}, which brings one.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Stays until the child has ended, whatever it makes of the signal. Ctrl-C reaches both; the child takes two at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
