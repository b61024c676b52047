/** The newest deliveries over several destinations. Pure. */
import type { Delivery, Destination } from '../api/types.ts';

export interface NamedDelivery {
  readonly delivery: Delivery;
  readonly destination: Pick<Destination, 'id' | 'name'>;
}

/**
 * The newest of all, of what is the newest of each: nothing newer can be missing as long as no destination gives fewer
 * than `limit` and has more. Newest first; of the same moment in the order of destinations.
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
