/** Changes the health of a destination with conditional writes, also when other workers change it at the same time. */
import type { Destination } from '../destination.ts';
import type { DestinationStore } from '../ports.ts';
import type { DestinationHealth } from './health.ts';
import { needsWatch, type WatchList } from './watch.ts';

export interface HealthPorts {
  readonly destinations: Pick<DestinationStore, 'get' | 'updateHealth'>;
  readonly watchList: Pick<WatchList, 'add'>;
}

/** Lost races after which a change is dropped. The next result, or the next sweep, makes a like change. */
const TRIES = 5;

/**
 * Returns the next health; undefined when nothing is to be written. It is called again with what another worker wrote meanwhile. What
 * it reads is newer than the health, which is written only if it is still the same then.
 */
type ChangeOfHealth = (
  health: DestinationHealth | undefined,
  destination: Destination,
) => DestinationHealth | undefined | Promise<DestinationHealth | undefined>;

/**
 * Changes the health. A destination that the sweep has to watch from now on is added to the watch list first.
 * @param before the destination as it was read
 * @returns the destination as it is then; undefined when it was deleted, or the change was dropped after too many lost races
 * @throws the error of a store or of the change
 */
export async function changeHealth(
  before: Destination,
  change: ChangeOfHealth,
  { destinations, watchList }: HealthPorts,
): Promise<Destination | undefined> {
  let present: Destination | undefined = before;
  for (let tries = 0; tries < TRIES && present; tries++) {
    const next = await change(present.health, present);
    if (!next) return present;
    if (needsWatch(next) && !needsWatch(present.health)) await watchList.add(present);
    const written = await destinations.updateHealth(present, next);
    if (written) return written;
    present = await destinations.get(before, before.id);
  }
  return undefined;
}
