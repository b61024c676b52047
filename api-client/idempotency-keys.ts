/** Which idempotency key a call gets. */
export interface IdempotencyKeys {
  /** @param call text that is the same for the same call */
  readonly keyFor: (call: string) => string;
  /** The call has a response. */
  readonly completed: (call: string) => void;
  /** It is not known whether the call was carried out. */
  readonly unconfirmed: (call: string, key: string) => void;
}

/** A new key for each call. */
export const newKeys: IdempotencyKeys = { keyFor: () => crypto.randomUUID(), completed() {}, unconfirmed() {} };

/** A later call counts as a new one. */
const REUSE_MS = 10 * 60_000;

/**
 * Reuses the idempotency key of a call that got no response, because the API may have processed it. A repeat of the call
 * then returns the result of the first. After a response, the next call gets a new key.
 * @param now returns Unix milliseconds
 */
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
