/** The local platform for tests, on a free port. Its log is printed when a test fails. */
import { beforeEach } from 'vitest';
import { attemptText } from '../../local/functions/log-lines.ts';
import { type Platform, type PlatformOptions, startPlatform as start } from '../../local/platform.ts';

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

beforeEach(({ onTestFailed }) => onTestFailed(showLines));

export const startPlatform = (options: PlatformOptions = {}): Promise<Platform> =>
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
    onLog: (text) => {
      // Metrics would crowd out the lines that explain a failure.
      if (!text.includes('"_aws"')) storeLine(text);
      options.onLog?.(text);
    },
  });
