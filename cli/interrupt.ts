/** Ctrl-C, for commands that have something to finish first. */
import { EXIT } from './exit-codes.ts';

/**
 * A terminal and whatever started the CLI (npx, the launcher) may each pass on the same Ctrl-C: what comes within this time
 * of the first is the same. Milliseconds.
 */
const SAME_MS = 500;

/** Aborted by the first SIGINT or SIGTERM; a second one later ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (first === 0) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > SAME_MS) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/** Waits; ends early, without an error, when the signal is aborted. @param ms milliseconds */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
