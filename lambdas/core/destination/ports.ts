import type { Tenant } from '../tenant.ts';
import type { Destination } from './destination.ts';

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
  /** Replaces `previous` by `next`, a conditional write. @throws ConflictError when the destination has changed */
  replace(previous: Destination, next: Destination): Promise<void>;
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
