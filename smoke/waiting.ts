/** Waits for conditions, within limits and until Ctrl-C. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Limits {
  /** Ends every wait when it is aborted: Ctrl-C, or the end of the time for the whole run. */
  readonly signal: AbortSignal;
  /** Longest wait for one condition, milliseconds. */
  readonly waitMs: number;
}

/** Thrown by a wait that the signal ended. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Milliseconds between two checks. Each is a call of the platform or of AWS. */
const CHECK_EVERY_MS = 500;

/**
 * Repeats `check` until it returns something, and returns that. Returns undefined when the time is over.
 * @throws StoppedError, and at once what `check` throws
 */
export async function eventually<T>(
  check: () => Promise<T | undefined>,
  { signal, waitMs }: Limits,
): Promise<T | undefined> {
  const end = performance.now() + waitMs;
  for (;;) {
    if (signal.aborted) throw new StoppedError(String(signal.reason));
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() >= end) return undefined;
    // The signal shortens the pause; the next round throws.
    await wait(CHECK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
