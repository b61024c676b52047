/** Handles Ctrl-C for commands that have something to finish. */
import { EXIT } from './exit-codes.ts';

/**
 * The terminal and the parent process (npx, the launcher) can both pass on the same Ctrl-C. Signals within this time count as
 * one. Milliseconds.
 */
const SAME_SIGNAL_MS = 500;

/** Returns a signal that the first SIGINT or SIGTERM aborts. A second one ends the process immediately. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (first === 0) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/** Waits that many milliseconds. Resolves early, without an error, when the signal is aborted. */
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
