/** Updates a destination from the result of an attempt. */

import type { Destination, DestinationType } from '../destination/destination.ts';
import { withNewUpdated } from '../destination/destination-base.ts';
import type { WatchList } from '../destination/health/watch.ts';
import type { DestinationStore } from '../destination/ports.ts';
import { withSelectionHistory } from '../destination/selection-history.ts';
import * as registry from '../destination/types/outcome-registry.ts';
import type { TypeOutcomes } from '../destination/types/type-outcomes.ts';
import { ConflictError } from '../errors.ts';
import type { SendResult } from './delivery.ts';

const OUTCOMES: Readonly<Record<DestinationType, TypeOutcomes<Destination>>> = { ...registry };

const outcomesOf = ({ type }: Destination): TypeOutcomes<Destination> => OUTCOMES[type];

interface UpdatePorts {
  readonly destinations: Pick<DestinationStore, 'get' | 'replace'>;
  readonly watchList: Pick<WatchList, 'add'>;
}

/** Lost races after which the update is dropped. The next result makes the same update. */
const UPDATE_TRIES = 3;

/**
 * Stores the change that the result of an attempt makes to the destination, if any. After a lost race, re-reads the destination:
 * the first responses of a burst arrive together, and another worker has usually made the same update.
 * @throws the error of the store
 */
export async function updateFromResult(
  before: Destination,
  result: SendResult,
  now: number,
  { destinations, watchList }: UpdatePorts,
): Promise<void> {
  let present: Destination | undefined = before;
  for (let tries = 0; tries < UPDATE_TRIES && present?.status === before.status; tries++) {
    const after = destinationAfter(present, result, now);
    if (!after) return;
    // The sweep announces that it is disabled.
    if (after.status !== present.status) await watchList.add(present);
    try {
      return await destinations.replace(present, after);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    present = await destinations.get(before, before.id);
    if (present && !sameTarget(before, present)) return;
  }
}

/** Returns whether the result of an attempt at `a` is also about `b`. */
export const sameTarget = (a: Destination, b: Destination): boolean =>
  a.type === b.type && outcomesOf(a).sameTarget(a, b);

/** Returns the destination after a result; undefined when nothing changes. A target that is gone disables it. */
function destinationAfter(before: Destination, result: SendResult, now: number): Destination | undefined {
  const after = outcomesOf(before).afterResult(before, result);
  if (after === before && !result.destinationGone) return undefined;
  return withSelectionHistory(before, {
    ...withNewUpdated(after, now),
    ...(result.destinationGone ? { status: 'disabled', disabledReason: result.destinationGone } : {}),
  });
}
