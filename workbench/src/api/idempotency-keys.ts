/**
 * Idempotency keys of calls that got no answer. They may have been carried out: whoever makes the same call again means
 * that one, and gets what came of it. A call that was answered has its key for itself.
 */

/** Who makes the same call later than that means another. */
const KEPT_MS = 10 * 60_000;

export interface IdempotencyKeys {
  readonly keyFor: (call: string) => string;
  readonly answered: (call: string) => void;
  readonly unanswered: (call: string, key: string) => void;
}

/** @param now unix milliseconds */
export function createIdempotencyKeys(now: () => number, newKey: () => string): IdempotencyKeys {
  const kept = new Map<string, { readonly key: string; readonly until: number }>();
  return {
    keyFor: (call) => {
      const one = kept.get(call);
      return one && now() < one.until ? one.key : newKey();
    },
    answered: (call) => void kept.delete(call),
    unanswered: (call, key) => void kept.set(call, { key, until: now() + KEPT_MS }),
  };
}
