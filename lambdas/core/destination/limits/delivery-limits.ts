/** Limits of the deliveries to one destination, set by its owner, or by the platform on behalf of its owner. */

/** Largest value of each limit. */
export const MAX_DELIVERY_LIMIT = 1000;

/** A missing limit does not apply. At least one is present. */
export interface DeliveryLimits {
  /** Attempts that start in a second. */
  readonly perSecond?: number;
  /** Attempts at the same time. */
  readonly maxInFlight?: number;
}

/** Requested limits. Null removes a limit. Omitted limits keep their value. */
export interface LimitChanges {
  readonly perSecond?: number | null | undefined;
  readonly maxInFlight?: number | null | undefined;
}

/**
 * Returns the limits after a change; undefined when none is left.
 * @param changes null removes every limit; undefined changes nothing
 */
export function changedLimits(
  before: DeliveryLimits | undefined,
  changes: LimitChanges | null | undefined,
): DeliveryLimits | undefined {
  if (changes === undefined) return before;
  const perSecond = limitAfter(before?.perSecond, changes === null ? null : changes.perSecond);
  const maxInFlight = limitAfter(before?.maxInFlight, changes === null ? null : changes.maxInFlight);
  if (perSecond === undefined && maxInFlight === undefined) return undefined;
  return {
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
  };
}

const limitAfter = (before: number | undefined, change: number | null | undefined): number | undefined =>
  change === undefined ? before : (change ?? undefined);
