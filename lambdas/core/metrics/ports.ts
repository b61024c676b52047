import type { HourlyRollup } from './metrics.ts';

/** Stores counts of attempts by destination and hour. */
export interface MetricsStore {
  /** Adds counts to those of the destination and hour. @throws the error of the write, within two seconds */
  add(rollup: HourlyRollup): Promise<void>;
  /**
   * Returns the rollups of the hours that start from `since` to before `until`, unix milliseconds, oldest first. Hours without
   * attempts have none. Eventually consistent.
   */
  list(destinationId: string, since: number, until: number): Promise<HourlyRollup[]>;
}
