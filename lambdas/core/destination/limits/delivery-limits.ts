/** Limits of the deliveries to one destination, set by its owner. */

/** Largest value of each limit. */
export const MAX_DELIVERY_LIMIT = 1000;

/** A missing limit does not apply. At least one is present. */
export interface DeliveryLimits {
  /** Attempts that start in a second. */
  readonly perSecond?: number;
  /** Attempts at the same time. */
  readonly maxInFlight?: number;
}
