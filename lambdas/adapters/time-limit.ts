import { WaybillError } from '../core/errors.ts';

/**
 * Waits for a promise for a limited time. Does not stop the operation.
 * @param what subject of the error's message
 * @throws WaybillError when the promise has not settled after `ms` milliseconds, and the error of the promise
 */
export async function withTimeLimit<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
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
 * Returns the time limit for preparing an attempt, milliseconds: decrypting signing secrets, or assuming a customer's role. It is
 * not part of the timeout of the attempt, so that a slow KMS does not shorten that.
 * @param timeoutMs timeout of the attempt
 */
export const preparationMs = (timeoutMs: number): number => Math.min(MAX_PREPARATION_MS, timeoutMs / 2);
