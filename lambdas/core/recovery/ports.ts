import type { DeliveryStatus } from '../delivery/delivery.ts';
import type { DestinationRef } from '../event/event.ts';
import type { Cursor, Page } from '../page.ts';
import type { Mode, Tenant } from '../tenant.ts';
import type { Recovery, RecoveryCounts, RecoveryProgress, RecoveryStatus, StopReason } from './recovery.ts';

/** Makes sure that only one recovery runs for a destination. */
export interface RecoveryLock {
  /** Tenant of the destination. */
  readonly tenant: Tenant;
  readonly destinationId: string;
  readonly recoveryId: string;
  /** When the lock was acquired, unix milliseconds. */
  readonly since: number;
}

export interface RecoveryStore {
  /** Acquires the lock of a destination. @returns undefined; or the lock of another recovery, which has it */
  acquireLock(lock: RecoveryLock): Promise<RecoveryLock | undefined>;
  /** Releases the lock if this recovery has it. */
  releaseLock(destinationId: string, recoveryId: string): Promise<void>;
  /** Returns the locks of all destinations; eventually consistent. */
  locks(): Promise<RecoveryLock[]>;
  /** Stores the recovery unless one with its id exists. @returns the stored recovery */
  create(recovery: Recovery): Promise<Recovery>;
  /** Returns the recovery, strongly consistent. */
  get(destinationId: string, id: string): Promise<Recovery | undefined>;
  /** Returns a page of a destination's recoveries, newest first; strongly consistent. */
  list(destinationId: string, query: Cursor & { readonly limit: number }): Promise<Page<Recovery>>;
  /**
   * Takes the lease of a running recovery, a conditional write.
   * @param seen the recovery as it was read
   * @param leaseUntil unix milliseconds; 0 ends the lease
   * @returns the recovery with the lease; undefined when another step took it since, or the recovery has ended
   */
  lease(seen: Recovery, leaseUntil: number): Promise<Recovery | undefined>;
  /**
   * Stores the progress of the step that has the lease `held.leaseUntil`, a conditional write.
   * @param leaseUntil unix milliseconds; 0 ends the lease
   * @returns the stored recovery; undefined when another step has taken the lease, and nothing was written
   */
  commit(held: Recovery, progress: RecoveryProgress, leaseUntil: number): Promise<Recovery | undefined>;
  /** Ends a running recovery. @returns the stored recovery, also when it had ended before; undefined when it does not exist */
  finish(
    recovery: Pick<Recovery, 'destinationId' | 'id'>,
    end: { readonly status: Exclude<RecoveryStatus, 'running'>; readonly reason?: StopReason; readonly at: number },
  ): Promise<Recovery | undefined>;
}

/** Adds results of messages to a recovery. Does nothing when the recovery has expired. */
export type AddToRecovery = (destinationId: string, id: string, counts: RecoveryCounts) => Promise<void>;

/** A range of event keys, both ends exclusive. */
export interface KeyRange {
  readonly after: string;
  readonly before: string;
  /** Exact types or `group.*`. */
  readonly types?: readonly string[];
  /** Largest number of rows that a request reads. */
  readonly limit?: number;
}

/** The result of one read, oldest first. */
export interface Scanned<T> {
  readonly items: readonly T[];
  /** Key up to which the range was read; undefined at its end. */
  readonly reached: string | undefined;
}

export interface ScannedDelivery {
  readonly key: string;
  /** Tenant of the event. */
  readonly tenant: Tenant;
  readonly status: DeliveryStatus;
  /** @see Delivery.recovery */
  readonly recovery?: string;
}

export interface ScannedEvent {
  readonly key: string;
  readonly tenant: Tenant;
  readonly type: string;
  /** Id of the object that the publisher named as what the event is about. */
  readonly about?: string;
  /** Destinations that the event matched when it was published. */
  readonly destinations: readonly DestinationRef[];
}

export interface RecoveryScan {
  /**
   * Returns rows of the destination; eventually consistent.
   * @param only restricts them to rows with one of the statuses and rows that the recovery has attempted
   */
  deliveries(
    destinationId: string,
    range: KeyRange,
    only?: { readonly statuses: readonly DeliveryStatus[]; readonly recovery: string },
  ): Promise<Scanned<ScannedDelivery>>;
  /** Returns events of the tenant; eventually consistent. */
  events(tenant: Tenant, range: KeyRange): Promise<Scanned<ScannedEvent>>;
  /**
   * Returns the accounts that have published in a mode since a time, unix milliseconds, while an `@accounts` destination
   * existed; strongly consistent. It may contain accounts that have not.
   */
  publishers(mode: Mode, since: number): Promise<readonly string[]>;
}
