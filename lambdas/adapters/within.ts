import { WaybillError } from '../core/errors.ts';

/**
 * Waits for a promise for a bounded time. Does not stop the operation.
 * @param what subject of the error's message
 * @throws WaybillError when it has not settled after `ms` milliseconds, and what the promise throws
 */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new WaybillError(`${what} took longer than ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Longest preparation of an attempt, milliseconds: as long as one call to AWS. */
const MAX_PREPARATION_MS = 5000;

/**
 * Returns the milliseconds for preparing an attempt: opening signing secrets, or assuming a customer's role. Shorter than the
 * attempt, and not part of its time: an endpoint gets its full time, also when KMS is slow.
 * @param timeoutMs of the attempt
 */
export const preparationMs = (timeoutMs: number): number => Math.min(MAX_PREPARATION_MS, timeoutMs / 2);
