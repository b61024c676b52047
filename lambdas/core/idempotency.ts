import type { Tenant } from './tenant.ts';

/** The response to an API call, stored for repeats with the same idempotency key. */
export interface StoredResponse {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** Whether the SecretBox encrypted the body, because it contains a secret. */
  readonly sealed: boolean;
}

/** A call that was made with an idempotency key. */
export interface IdempotencyRecord {
  /** Hash of the parameters. */
  readonly fingerprint: string;
  /** ULID from which the ids of everything that the call stores are made. */
  readonly seed: string;
  /** Number of shards of the event keys that are made from the seed. */
  readonly shards: number;
  /** Unix milliseconds until which the call may still be in progress; absent when no response is stored for it. */
  readonly leaseUntil?: number;
  readonly response?: StoredResponse;
}

/** Key of a record: the caller's tenant, and a hash of the idempotency key and the call. */
export interface IdempotencyKeyRef {
  readonly tenant: Tenant;
  readonly id: string;
}

export interface IdempotencyStore {
  /**
   * Stores the record unless the key has an unexpired one.
   * @param retentionSeconds time after which the record expires and the key can be claimed again
   * @param now unix milliseconds
   * @returns the record that the key already has, strongly consistent; undefined when this record was stored
   */
  claim(
    ref: IdempotencyKeyRef,
    record: IdempotencyRecord,
    retentionSeconds: number,
    now: number,
  ): Promise<IdempotencyRecord | undefined>;
  /**
   * Takes the lease of a call that did not complete.
   * @param seen the record as it was read
   * @param leaseUntil unix milliseconds
   * @returns false when another call has taken the lease since
   */
  takeOver(ref: IdempotencyKeyRef, seen: IdempotencyRecord, leaseUntil: number): Promise<boolean>;
  /** Stores the response of the call that holds the lease, and ends the lease. */
  storeResponse(ref: IdempotencyKeyRef, response: StoredResponse): Promise<void>;
  /** Ends the lease, so that the next call with the key takes it over at once. */
  endLease(ref: IdempotencyKeyRef): Promise<void>;
  /** Deletes the record, so that the key can be claimed again. For a call that had no effect. */
  release(ref: IdempotencyKeyRef): Promise<void>;
}
