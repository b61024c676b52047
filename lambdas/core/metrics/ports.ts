import type { HourlyRollup } from './metrics.ts';

/** Counts of attempts, by destination and hour. */
export interface MetricsStore {
  /** Adds to what is counted of the destination and hour already. Gives up soon: counts are not worth waiting for. */
  add(rollup: HourlyRollup): Promise<void>;
  /**
   * Rollups of the hours that begin from `since` to before `until` (unix milliseconds), oldest first, those of hours
   * without attempts left out. Eventually consistent.
   */
  list(destinationId: string, since: number, until: number): Promise<HourlyRollup[]>;
}
