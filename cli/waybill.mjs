#!/usr/bin/env node
/**
 * Starts the command line on a Node.js that runs TypeScript. An older version starts the Node.js that the project installs
 * as a dependency. Older versions read this file, so it uses only old JavaScript.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** First major version that runs TypeScript without a flag. */
const NODE_MAJOR = 24;

const here = dirname(fileURLToPath(import.meta.url));
const [major] = process.versions.node.split('.').map(Number);

if (major >= NODE_MAJOR) await import('./main.ts');
else {
  const node = join(here, '..', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    console.error(
      `waybill needs Node.js ${NODE_MAJOR} or newer, but this is ${process.version}. To install it, run npm ci in ${join(here, '..')}.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Waits until the child has ended. Ctrl-C reaches both processes; the child counts both signals as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
