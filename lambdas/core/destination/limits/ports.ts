import type { Reservation } from './pacing.ts';

/** Reserves slots and positions. Reservations of several workers never overlap. */
export interface PacingStore {
  /**
   * Reserves slots.
   * @param isFromLine false: gets none while deliveries stand in line
   * @returns as many as are free, ascending; unix milliseconds
   */
  takeSlots(destinationId: string, reservation: Reservation, isFromLine: boolean): Promise<readonly number[]>;
  /** Returns whether deliveries stand in line. @param now unix milliseconds */
  isInLine(destinationId: string, now: number): Promise<boolean>;
  /** Reserves positions in the line. @returns as many as are free, ascending; unix milliseconds */
  joinLine(destinationId: string, reservation: Reservation): Promise<readonly number[]>;
}

/** Leases of one destination that were taken together. */
export interface Leases {
  /** As many as were free, up to the number requested. */
  readonly count: number;
  /** Interval in which they expire. */
  readonly interval: number;
  /** Average duration of an attempt, milliseconds. */
  readonly averageMs?: number | undefined;
}

export interface LeaseStore {
  /** Takes up to `count` leases, of which at most `max` are taken at a time. @param now unix milliseconds */
  take(
    destinationId: string,
    request: { readonly count: number; readonly max: number; readonly now: number },
  ): Promise<Leases>;
  /** Returns leases, and stores the average. Does nothing when they have expired and were returned. */
  giveBack(destinationId: string, leases: Leases): Promise<void>;
  /** Returns the average duration of an attempt, milliseconds; undefined before the first attempt. */
  averageMs(destinationId: string): Promise<number | undefined>;
}
