/** Reading deliveries. */
import type * as z from 'zod';
import type { DeliveryFilters, DeliveryTimes, listDeliveriesSchema } from '../../contract/delivery/delivery.ts';
import { earliest, latest } from '../../contract/event/event.ts';
import type { Delivery } from '../../core/delivery/delivery.ts';
import { plannedAttempts } from '../../core/delivery/retry-policy.ts';
import { withoutRow } from '../../core/delivery/transitions.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { isNativeEventId, publishedAt } from '../../core/ids.ts';
import type { ApiContext } from '../context.ts';

/** Returns the current state of a delivery that has no row. */
export const unrecorded = ({ settings, ports }: ApiContext, event: WaybillEvent, destinationId: string): Delivery =>
  withoutRow(event, destinationId, { now: ports.now(), timeScale: settings.timeScale });

/** Returns the times of the next attempts if all of them fail, unix milliseconds. */
export function planned({ settings, ports }: ApiContext, delivery: Delivery): number[] {
  const { status, nextAttemptAt, mode, automaticCount } = delivery;
  if (status !== 'pending' || nextAttemptAt === undefined) return [];
  const firstAttemptAt = delivery.firstAttemptAt ?? Math.max(nextAttemptAt, ports.now());
  return plannedAttempts({ mode, automaticCount, firstAttemptAt, nextAttemptAt, timeScale: settings.timeScale });
}

/** Returns the times that the object of a delivery needs. @param destination undefined: it was deleted */
export const timesOf = (delivery: Delivery, destination: Destination | undefined): DeliveryTimes => ({
  publishedAt: publishedAt(delivery.eventKey),
  probeAt: destination?.health?.circuit === 'open' ? destination.health.probeAt : undefined,
});

/**
 * Reads a delivery.
 * @param account the account of the event, when it is not the account of the destination
 * @throws NotFoundError when the event does not exist or was not sent to this destination
 */
export async function findDelivery(
  context: ApiContext,
  destination: Destination,
  eventId: string,
  account?: string,
): Promise<Delivery> {
  const { ports } = context;
  const owner = account ?? destination.account;
  // Most event ids are keys, so that one read finds the delivery.
  const row = isNativeEventId(eventId) ? await ports.deliveries.get(destination.id, eventId) : undefined;
  if (row?.account === owner) return row;
  const event = await ports.events.getById({ account: owner, mode: destination.mode }, eventId);
  if (event?.destinations.some(({ id }) => id === destination.id)) {
    return (await ports.deliveries.get(destination.id, event.key)) ?? unrecorded(context, event, destination.id);
  }
  // An event of another account, found by its key.
  if (row && account === undefined) return row;
  throw new NotFoundError(`Event destination '${destination.id}' has no delivery of event '${eventId}'.`, {
    param: 'event',
  });
}

/** Converts filters for the store. `types` that include `*` are dropped. */
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
