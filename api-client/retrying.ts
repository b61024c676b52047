/** Retries of calls. Apart from the client, because the Workbench retries in another way. */
import { ApiError } from './api-error.ts';

export type Retry = <T>(attempt: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

const FIRST_DELAY_MS = 300;
const MAX_DELAY_MS = 20_000;

/** Grows threefold, with up to half of it as jitter, so that clients that failed together do not retry together. */
const backoffMs = (tries: number): number =>
  Math.min(FIRST_DELAY_MS * 3 ** tries, MAX_DELAY_MS) * (0.5 + Math.random() / 2);

/**
 * Returns a function that repeats a call after errors that may pass.
 * @param times most retries
 * @param wait waits that many milliseconds, or until the signal is aborted
 */
export const retrying =
  (times: number, wait: (ms: number, signal?: AbortSignal) => Promise<void>): Retry =>
  async (attempt, signal) => {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof ApiError && error.retryable && tries < times)) throw error;
        await wait(error.retryAfterMs ?? backoffMs(tries), signal);
        signal?.throwIfAborted();
      }
    }
  };
