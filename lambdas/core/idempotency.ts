import type { Tenant } from './tenant.ts';

/** An answer to an API call as it is kept for repeats. */
export interface KeptAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** The body is encrypted by the SecretBox, for it holds a secret. */
  readonly sealed: boolean;
}

/** What is known of a call that was made under an idempotency key. */
export interface IdempotencyRecord {
  /** Hash of the parameters. */
  readonly fingerprint: string;
  /** ULID of which the ids of what the call stores are made. */
  readonly seed: string;
  /** Unix milliseconds until which whoever makes the call may still be at it; absent when the call needs no answer kept. */
  readonly leaseUntil?: number;
  readonly answer?: KeptAnswer;
}

/** Where a record is: the caller's tenant, and a hash of key and call. */
export interface IdempotencyPlace {
  readonly tenant: Tenant;
  readonly id: string;
}

export interface IdempotencyStore {
  /**
   * Takes the place unless it is taken.
   * @param keptSeconds after which it is free again
   * @returns the record of whoever took it first; undefined when that is this call
   */
  claim(
    place: IdempotencyPlace,
    record: IdempotencyRecord,
    keptSeconds: number,
    now: number,
  ): Promise<IdempotencyRecord | undefined>;
  /** Takes over from a call that never ended. @returns false when somebody else did */
  takeOver(place: IdempotencyPlace, before: IdempotencyRecord, leaseUntil: number): Promise<boolean>;
  /** Keeps the answer of the call that holds the lease. */
  keep(place: IdempotencyPlace, answer: KeptAnswer): Promise<void>;
  /** Lets the next call with the key take over at once. */
  endLease(place: IdempotencyPlace): Promise<void>;
  /** Frees the place: nothing was done. */
  release(place: IdempotencyPlace): Promise<void>;
}
