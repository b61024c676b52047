import type { Tenant } from '../tenant.ts';
import type { Destination } from './destination.ts';

export interface DestinationStore {
  /** Strongly consistent: one created a moment ago is in it. Oldest first. */
  list(tenant: Tenant): Promise<Destination[]>;
  /** Strongly consistent. */
  get(tenant: Tenant, id: string): Promise<Destination | undefined>;
  /**
   * Stores a new destination and keeps the count of the tenant within `limit`, also when several are created at once.
   * @throws InvalidFieldsError when the limit is reached
   */
  create(destination: Destination, limit: number): Promise<void>;
  /**
   * Whether a create of this destination would keep within `limit` now; writes nothing.
   * @throws InvalidFieldsError as create does
   */
  checkPlace(destination: Destination, limit: number): Promise<void>;
  /**
   * Replaces `previous` by `next`.
   * @throws ConflictError when it is no longer as `previous` says
   */
  replace(previous: Destination, next: Destination): Promise<void>;
  delete(destination: Destination): Promise<void>;
}

/** Seals and opens signing secrets. */
export interface SecretBox {
  /** @param context bound into the ciphertext: opening with another one fails */
  seal(account: string, context: string, plaintext: string): Promise<string>;
  open(account: string, context: string, sealed: string): Promise<string>;
}
