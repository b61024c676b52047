/** Merges the newest deliveries of several destinations. */
import type { Delivery, Destination } from '../api/types.ts';

export interface NamedDelivery {
  readonly delivery: Delivery;
  readonly destination: Pick<Destination, 'id' | 'name'>;
}

/**
 * Returns the newest deliveries, newest first. The result is complete when each list holds the newest `limit` deliveries
 * of its destination, or all of them. Deliveries of the same time keep the order of their destinations.
 */
export function mergeNewest(
  lists: readonly { readonly destination: Pick<Destination, 'id' | 'name'>; readonly newest: readonly Delivery[] }[],
  limit: number,
): NamedDelivery[] {
  return lists
    .flatMap(({ destination, newest }) => newest.map((delivery) => ({ delivery, destination })))
    .sort((a, b) => Date.parse(b.delivery.created) - Date.parse(a.delivery.created))
    .slice(0, limit);
}
