/** What a recovery that has succeeded must have found. */
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { UNATTEMPTED_AFTER_MS } from '../../../lambdas/core/recovery/missed-events.ts';
import type { Recovery } from '../../../lambdas/core/recovery/recovery.ts';
import { deliveryId } from '../world/identity.ts';
import type { Promised, State } from '../world/state.ts';

/** Reads may be behind by the lag, and a step has calls before it reads. */
const settledFor = (state: State): number => state.sim.now - state.lagMs - 5_000;

export function promisedBy(state: State, recovery: Recovery, { id }: Destination): Promised {
  const deliveries: string[] = [];
  for (const { event, at } of state.ledger.events.values()) {
    if (!event.destinations.some((ref) => ref.id === id) || at > settledFor(state)) continue;
    const delivery = deliveryId(id, event, event.key);
    const row = state.row(id, event.key);
    const isFailed = row?.status === 'failed' && (state.settledAt.get(delivery) ?? 0) <= settledFor(state);
    const isOld = publishedAt(event.key) <= state.sim.now - UNATTEMPTED_AFTER_MS;
    if (isFailed && recovery.statuses.includes('failed')) deliveries.push(delivery);
    if (!row && isOld && recovery.statuses.includes('unattempted')) deliveries.push(delivery);
  }
  return { recovery, at: state.sim.now, deliveries };
}

export function checkPromises(state: State): void {
  const { ledger } = state;
  for (const { recovery, at, deliveries } of state.promised) {
    const ended = state.recoveries.rows.get(`${recovery.destinationId} ${recovery.id}`);
    const states = ledger.destinationSince(recovery.destinationId, at);
    if (ended?.status !== 'succeeded' || states.some((one) => one?.status !== 'enabled')) continue;
    for (const delivery of deliveries) {
      if (
        ledger.wasDisturbedSince(at, delivery, recovery.destinationId) ||
        ledger.sentFor(delivery).some((one) => one.startedAt >= at)
      )
        continue;
      ledger.violate('a recovery finds what was missed', `${recovery.id} passed over ${delivery}`);
    }
    ledger.count('recovery: found what was missed');
  }
}
