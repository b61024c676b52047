import type { Tenant } from '../tenant.ts';
import type { Destination } from './destination.ts';
import type { DestinationHealth } from './health/health.ts';

export interface DestinationStore {
  /** Returns the destinations of a tenant, oldest first; strongly consistent. */
  list(tenant: Tenant): Promise<Destination[]>;
  /** Returns the destination, strongly consistent. */
  get(tenant: Tenant, id: string): Promise<Destination | undefined>;
  /**
   * Stores a new destination. The number of destinations of the tenant never exceeds `limit`, also with concurrent calls.
   * @throws InvalidFieldsError when the limit is reached
   */
  create(destination: Destination, limit: number): Promise<void>;
  /** Checks whether a create would succeed now, without writing. @throws InvalidFieldsError when the limit is reached */
  checkCapacity(destination: Destination, limit: number): Promise<void>;
  /**
   * Replaces `previous` by `next`, except the health, with a conditional write.
   * @throws ConflictError when the destination has changed
   */
  replace(previous: Destination, next: Destination): Promise<void>;
  /**
   * Replaces the health of a destination as it was read by `next`, with a conditional write. Its `revision` is set by the store.
   * @param next undefined removes the health
   * @returns the destination with its new health; undefined when the health has changed or the destination was deleted
   */
  updateHealth(destination: Destination, next: DestinationHealth | undefined): Promise<Destination | undefined>;
  /** Deletes a destination. Does nothing when it does not exist. */
  delete(destination: Destination): Promise<void>;
}

/** Encrypts secrets with the data key of an account. */
export interface SecretBox {
  /** Encrypts a text. @param context bound to the ciphertext: `open` fails with another one @throws internal errors */
  seal(account: string, context: string, plaintext: string): Promise<string>;
  /** Decrypts a text. @throws internal errors, also for another account or context */
  open(account: string, context: string, sealed: string): Promise<string>;
}
