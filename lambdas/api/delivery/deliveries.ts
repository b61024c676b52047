/** Reading deliveries. */
import type * as z from 'zod';
import type { DeliveryFilters, listDeliveriesSchema } from '../../contract/delivery/delivery.ts';
import { earliest, latest } from '../../contract/event/event.ts';
import type { Delivery } from '../../core/delivery/delivery.ts';
import { plannedAttempts } from '../../core/delivery/retry-policy.ts';
import { withoutRow } from '../../core/delivery/transitions.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { isNativeEventId } from '../../core/ids.ts';
import type { ApiContext } from '../context.ts';

/** Returns the present state of a delivery that has no row. */
export const unrecorded = ({ settings, ports }: ApiContext, event: WaybillEvent, destinationId: string): Delivery =>
  withoutRow(event, destinationId, { now: ports.now(), timeScale: settings.timeScale });

/** Unix milliseconds of the attempts to come if every one fails. */
export function planned({ settings, ports }: ApiContext, delivery: Delivery): number[] {
  const { status, nextAttemptAt, mode, automaticCount } = delivery;
  if (status !== 'pending' || nextAttemptAt === undefined) return [];
  const firstAttemptAt = delivery.firstAttemptAt ?? Math.max(nextAttemptAt, ports.now());
  return plannedAttempts({ mode, automaticCount, firstAttemptAt, nextAttemptAt, timeScale: settings.timeScale });
}

/**
 * @param account whose event it is, where it is not the destination's own
 * @throws NotFoundError when the event is not known or was not for this destination
 */
export async function findDelivery(
  context: ApiContext,
  destination: Destination,
  eventId: string,
  account?: string,
): Promise<Delivery> {
  const { ports } = context;
  const owner = account ?? destination.account;
  // Most ids are keys, and then one read finds the delivery.
  const row = isNativeEventId(eventId) ? await ports.deliveries.get(destination.id, eventId) : undefined;
  if (row?.account === owner) return row;
  const event = await ports.events.getById({ account: owner, mode: destination.mode }, eventId);
  if (event?.destinations.some(({ id }) => id === destination.id)) {
    return (await ports.deliveries.get(destination.id, event.key)) ?? unrecorded(context, event, destination.id);
  }
  // Another account's event, found by its key although the account was not named.
  if (row && account === undefined) return row;
  throw new NotFoundError(`Event destination '${destination.id}' has no delivery of event '${eventId}'.`, {
    param: 'event',
  });
}

/** Filters as the store takes them. `types` that include `*` filter nothing. */
export function deliveryFilters({ status, types, created }: z.output<typeof listDeliveriesSchema>): DeliveryFilters {
  const from = latest(created?.gte, created?.gt === undefined ? undefined : created.gt + 1);
  const until = earliest(created?.lt, created?.lte === undefined ? undefined : created.lte + 1);
  return {
    ...(status ? { status } : {}),
    ...(types && types.length > 0 && !types.includes('*') ? { types } : {}),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}
