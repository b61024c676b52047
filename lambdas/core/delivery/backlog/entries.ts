/** Entries of the waiting list: whether a delivery still waits for one, and the message that is sent for it. */
import type { Destination } from '../../destination/destination.ts';
import { isCircuitOpen } from '../../destination/health/health.ts';
import type { WaybillEvent } from '../../event/event.ts';
import { eventKeyAt } from '../../ids.ts';
import type { Tenant } from '../../tenant.ts';
import type { Delivery, DeliveryMessage } from '../delivery.ts';
import type { DeliveryStore, WaitingDelivery } from '../ports.ts';
import { horizonAt, scheduleEndsAt } from '../retry-policy.ts';
import { newDelivery } from '../transitions.ts';

/** An entry, and the delivery for which it stands. */
export interface Waiter {
  readonly entry: WaitingDelivery;
  /** Undefined: the entry is left over, because the delivery is settled or another entry or message stands for it. */
  readonly delivery: Delivery | undefined;
  /** The row as it was read; undefined: there is none. */
  readonly row: Delivery | undefined;
}

/** Reads the deliveries of entries. Events are read only for deliveries without a row. @throws the error of a read */
export async function readWaiters(
  entries: readonly WaitingDelivery[],
  { readBatch }: Pick<DeliveryStore, 'readBatch'>,
): Promise<Waiter[]> {
  if (entries.length === 0) return [];
  const { delivery: rowOf } = await readBatch({ destinations: [], deliveries: entries, events: [] });
  const rows = entries.map(({ destinationId, eventKey }) => rowOf(destinationId, eventKey));
  const events = entries.flatMap(({ tenant, eventKey: key }, index) => (rows[index] ? [] : [{ tenant, key }]));
  const eventOf = await readEvents(events, readBatch);
  return entries.map((entry, index) => {
    const row = rows[index];
    if (row) return { entry, row, delivery: isLeftOver(entry, row) ? undefined : row };
    const event = eventOf(entry.tenant, entry.eventKey);
    return { entry, row, delivery: event && newDelivery(event, entry.destinationId) };
  });
}

async function readEvents(
  events: readonly { readonly tenant: Tenant; readonly key: string }[],
  readBatch: DeliveryStore['readBatch'],
): Promise<(tenant: Tenant, key: string) => WaybillEvent | undefined> {
  if (events.length === 0) return () => undefined;
  const context = await readBatch({ destinations: [], deliveries: [], events });
  return (tenant, key) => context.event(tenant, key);
}

/** An entry with a higher number than its row stands for the delivery too: its row is being written, or could not be. */
const isLeftOver = ({ waits }: WaitingDelivery, row: Delivery): boolean =>
  row.status !== 'pending' || (row.waits ?? 0) > waits || (row.waits === waits && !row.waiting);

/** Returns the message that is sent for an entry. */
export const messageOf = (
  { eventKey, waits, tenant, destinationId, destinationAccount }: WaitingDelivery,
  probe?: true,
): DeliveryMessage => ({
  destination: { account: destinationAccount, id: destinationId },
  event: { ...tenant, key: eventKey },
  first: false,
  trigger: 'automatic',
  waits,
  ...(probe ? { probe } : {}),
});

/**
 * Returns the event key from which deliveries to the destination may still wait. The schedules of older ones have ended. While the
 * circuit is closed, deliveries wait for their turn, which they may do until the retry horizon.
 */
export function oldestWaitingKey(destination: Destination, now: number, timeScale: number): string {
  const longestWaitMs = (isCircuitOpen(destination) ? scheduleEndsAt : horizonAt)(destination.mode, 0, timeScale);
  return eventKeyAt(Math.floor(now - longestWaitMs));
}
