/**
 * Reuses the idempotency key of a call that received no response, because the API may have processed it. A repeat of the call
 * then returns the result of the first. After a response, the next call has a new key.
 */

/** A later call counts as a new one. */
const REUSE_MS = 10 * 60_000;

export interface IdempotencyKeys {
  readonly keyFor: (call: string) => string;
  readonly completed: (call: string) => void;
  readonly unconfirmed: (call: string, key: string) => void;
}

/** @param now returns Unix milliseconds */
export function createIdempotencyKeys(now: () => number, newKey: () => string): IdempotencyKeys {
  const unconfirmedKeys = new Map<string, { readonly key: string; readonly until: number }>();
  return {
    keyFor: (call) => {
      const stored = unconfirmedKeys.get(call);
      return stored && now() < stored.until ? stored.key : newKey();
    },
    completed: (call) => void unconfirmedKeys.delete(call),
    unconfirmed: (call, key) => void unconfirmedKeys.set(call, { key, until: now() + REUSE_MS }),
  };
}
