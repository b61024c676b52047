/**
 * The watch list: the destinations that the sweep has work for. A destination is added before the health is written that needs it,
 * and the sweep writes the health once more before it removes the destination. So a health that needs the sweep is always watched:
 * of two writes of the same revision, one is refused and is repeated with what the other wrote.
 */
import type { Tenant } from '../../tenant.ts';
import { isWarned } from './failing.ts';
import type { DestinationHealth } from './health.ts';

/** A destination in the watch list. */
export interface Watched {
  readonly tenant: Tenant;
  readonly destinationId: string;
  /** Identifies this entry. It is different for each `add`. */
  readonly entry: string;
}

export interface WatchList {
  /** Adds a destination, or gives its entry a new identity. */
  add(destination: { readonly id: string } & Tenant): Promise<void>;
  /** Returns the destinations of a shard, 0 to WATCH_SHARDS - 1; strongly consistent. */
  read(shard: number): Promise<readonly Watched[]>;
  /** Removes an entry, unless the destination was added again. */
  remove(watched: Watched): Promise<void>;
}

/** Parts of the watch list. The sweep works on each of them separately. */
export const WATCH_SHARDS = 4;

/**
 * Returns whether the sweep has work for a destination: a probe, a drain, or a failure that lasts. The latest failure is written
 * again ten minutes after the first one, so shorter failures cause no write of the watch list.
 */
export function needsWatch(health: DestinationHealth | undefined): boolean {
  if (!health) return false;
  const { circuit, drainingSince, failingSince, lastFailureAt } = health;
  if (circuit !== 'closed' || drainingSince !== undefined || isWarned(health)) return true;
  return failingSince !== undefined && lastFailureAt !== failingSince;
}
