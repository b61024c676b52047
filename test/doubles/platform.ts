/** The local platform for tests, on a free port. Its log is printed when a test fails. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect } from 'vitest';
import { attemptText } from '../../local/functions/log-lines.ts';
import { type Platform, type PlatformOptions, startPlatform as start } from '../../local/platform.ts';
import { mutatedStack } from './changed-stack.ts';
import { logGrantUse } from './grant-log.ts';
import { startTables } from './platform-tables.ts';

export type { Platform } from '../../local/platform.ts';

const MAX_LINES = 200;

/** The newest log lines of all platforms of this file. */
const lines: string[] = [];

/** Stores a line that a platform wrote. */
export function storeLine(line: string): void {
  lines.push(line);
  if (lines.length > MAX_LINES) lines.shift();
}

const showLines = () => console.error(`The platform logged:\n${lines.join('\n')}`);

/** Messages of requests that no policy allowed, of all platforms of this file. */
const refusals: string[] = [];

beforeEach(({ onTestFailed }) => onTestFailed(showLines));
// The error alone would often be retried, or logged only.
const expectNoRefusal = () => expect(refusals.splice(0), 'requests that AWS would refuse').toEqual([]);
afterEach(expectNoRefusal);

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const tables = await startTables(options.dataDir);
  const mutated = options.synthesized ? undefined : await mutatedStack();
  const end = async () => {
    await tables.stop();
    if (mutated) rmSync(mutated, { recursive: true, force: true });
  };
  try {
    const aws = { ...tables.aws, ...options.aws };
    const platform = await startLogged({ ...options, aws, ...(mutated ? { synthesized: mutated } : {}) });
    // The end of a socket or of a function can also make requests.
    return { ...platform, stop: () => platform.stop().finally(end).then(expectNoRefusal) };
  } catch (error) {
    await end();
    throw error;
  }
}

const startLogged = (options: PlatformOptions): Promise<Platform> =>
  start({
    port: 0,
    ...options,
    onAttempt: (line) => {
      storeLine(attemptText(line));
      options.onAttempt?.(line);
    },
    onError: (text) => {
      storeLine(`error: ${text}`);
      options.onError?.(text);
    },
    onRefusal: (refusal) => {
      storeLine(`refused: ${refusal.message}`);
      if (options.onRefusal) options.onRefusal(refusal);
      else refusals.push(refusal.message);
    },
    onGrantUse: (use) => {
      logGrantUse(use);
      options.onGrantUse?.(use);
    },
    onLog: (text) => {
      // Metrics would crowd out the lines that explain a failure.
      if (!text.includes('"_aws"')) storeLine(text);
      options.onLog?.(text);
    },
  });
