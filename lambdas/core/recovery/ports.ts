/** What recoveries need from outside. */
import type { DeliveryStatus } from '../delivery/delivery.ts';
import type { DestinationRef } from '../event/event.ts';
import type { Cursor, Page } from '../page.ts';
import type { Mode, Tenant } from '../tenant.ts';
import type { Recovery, RecoveryCounts, RecoveryProgress, RecoveryStatus, StopReason } from './recovery.ts';

/** The one place a destination has for a recovery that runs. */
export interface RecoveryPlace {
  /** The destination's. */
  readonly tenant: Tenant;
  readonly destinationId: string;
  readonly recoveryId: string;
  /** Unix milliseconds when it was taken. */
  readonly since: number;
}

export interface RecoveryStore {
  /** Takes the place of a destination unless it is taken. @returns by whom, when that is not this recovery */
  takePlace(place: RecoveryPlace): Promise<RecoveryPlace | undefined>;
  /** Frees the place, if this recovery has it. */
  freePlace(destinationId: string, recoveryId: string): Promise<void>;
  /** Every place that is taken, whoever's destination it is. */
  places(): Promise<RecoveryPlace[]>;
  /** Stores it unless it is there. @returns what is stored */
  create(recovery: Recovery): Promise<Recovery>;
  /** Strongly consistent. */
  get(destinationId: string, id: string): Promise<Recovery | undefined>;
  /** Newest first. */
  list(destinationId: string, query: Cursor & { readonly limit: number }): Promise<Page<Recovery>>;
  /**
   * Takes the lease from whoever `seen` says has it.
   * @returns the recovery as it is now; undefined when somebody else took it, or it runs no more
   */
  lease(seen: Recovery, leaseUntil: number): Promise<Recovery | undefined>;
  /**
   * Writes what the step that holds `held.leaseUntil` has done.
   * @param leaseUntil 0 ends the lease
   * @returns the recovery as it is then; undefined when the lease is another's by now, and nothing was written
   */
  commit(held: Recovery, progress: RecoveryProgress, leaseUntil: number): Promise<Recovery | undefined>;
  /** Ends it unless it has ended. @returns as it is then; undefined when there is none */
  finish(
    recovery: Pick<Recovery, 'destinationId' | 'id'>,
    end: { readonly status: Exclude<RecoveryStatus, 'running'>; readonly reason?: StopReason; readonly at: number },
  ): Promise<Recovery | undefined>;
}

/** Adds what messages of a recovery came to; nothing when there is no such recovery any more. */
export type AddToRecovery = (destinationId: string, id: string, counts: RecoveryCounts) => Promise<void>;

/** Event keys between two others, both exclusive. */
export interface KeyRange {
  readonly after: string;
  readonly before: string;
  /** Exact types or `group.*`. */
  readonly types?: readonly string[];
  /** Rows to look at, at most. */
  readonly limit?: number;
}

/** What one read found, oldest first. */
export interface Scanned<T> {
  readonly items: readonly T[];
  /** Key up to which it looked; undefined when that is the end of the range. */
  readonly reached: string | undefined;
}

export interface ScannedDelivery {
  readonly key: string;
  /** The event's. */
  readonly tenant: Tenant;
  readonly status: DeliveryStatus;
  /** @see Delivery.recovery */
  readonly recovery?: string;
}

export interface ScannedEvent {
  readonly key: string;
  readonly tenant: Tenant;
  readonly type: string;
  /** That it goes to. */
  readonly destinations: readonly DestinationRef[];
}

export interface RecoveryScan {
  /** Rows of the destination. With `only`: those with one of the statuses, and those this recovery has attempted. */
  deliveries(
    destinationId: string,
    range: KeyRange,
    only?: { readonly statuses: readonly DeliveryStatus[]; readonly recovery: string },
  ): Promise<Scanned<ScannedDelivery>>;
  events(tenant: Tenant, range: KeyRange): Promise<Scanned<ScannedEvent>>;
  /**
   * Accounts that have published in a mode since a time, unix milliseconds, and perhaps some that have not: those that
   * published while a destination of the platform took other accounts' events.
   */
  publishers(mode: Mode, since: number): Promise<readonly string[]>;
}
