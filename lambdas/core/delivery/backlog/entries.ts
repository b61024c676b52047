/** Entries of the waiting list: whether a delivery still waits for one, and the message that is sent for it. */
import type { Destination } from '../../destination/destination.ts';
import { isCircuitOpen } from '../../destination/health/health.ts';
import { UndecodableRowError } from '../../errors.ts';
import type { WaybillEvent } from '../../event/event.ts';
import { eventKeyAt } from '../../ids.ts';
import type { Tenant } from '../../tenant.ts';
import type { Delivery, DeliveryMessage } from '../delivery.ts';
import type { DeliveryStore, WaitingDelivery } from '../ports.ts';
import { horizonAt, scheduleEndsAt } from '../retry-policy.ts';
import { newDelivery } from '../transitions.ts';

/**
 * An entry, and what it stands for. `waiting`: a delivery, with its row as it was read, if it has one. `left_over`: nothing, because
 * the delivery is settled or another entry or message stands for it. `planned`: nothing yet, because an attempt of the delivery is
 * planned for later; its worker found the circuit closed again. `undecodable`: a row or an event that cannot be decoded.
 */
export type Waiter = { readonly entry: WaitingDelivery } & (
  | { readonly is: 'waiting'; readonly delivery: Delivery; readonly row: Delivery | undefined }
  | { readonly is: 'left_over' | 'planned' }
  | { readonly is: 'undecodable'; readonly error: UndecodableRowError }
);

/**
 * Reads the deliveries of entries. Events are read only for deliveries without a row.
 * @param now unix milliseconds
 * @throws the error of a read
 */
export async function readWaiters(
  entries: readonly WaitingDelivery[],
  { readBatch }: Pick<DeliveryStore, 'readBatch'>,
  now: number,
): Promise<Waiter[]> {
  if (entries.length === 0) return [];
  const { delivery: rowOf } = await readBatch({ destinations: [], deliveries: entries, events: [] });
  const rows = entries.map(({ destinationId, eventKey }) => decoded(() => rowOf(destinationId, eventKey)));
  const events = entries.flatMap(({ tenant, eventKey: key }, index) => (rows[index] ? [] : [{ tenant, key }]));
  const eventOf = await readEvents(events, readBatch);
  return entries.map((entry, index): Waiter => {
    const row = rows[index];
    if (row instanceof UndecodableRowError) return { entry, is: 'undecodable', error: row };
    if (row) return waiterOf(entry, row, now);
    const event = decoded(() => eventOf(entry.tenant, entry.eventKey));
    if (event instanceof UndecodableRowError) return { entry, is: 'undecodable', error: event };
    if (!event) return { entry, is: 'left_over' };
    return { entry, is: 'waiting', row: undefined, delivery: newDelivery(event, entry.destinationId) };
  });
}

/** Returns what a read returns, or the error of a row that cannot be decoded. @throws any other error */
function decoded<T>(read: () => T): T | UndecodableRowError {
  try {
    return read();
  } catch (error) {
    if (error instanceof UndecodableRowError) return error;
    throw error;
  }
}

function waiterOf(entry: WaitingDelivery, row: Delivery, now: number): Waiter {
  if (isLeftOver(entry, row)) return { entry, is: 'left_over' };
  // A worker adds an entry only when the attempt is due. Removing the entry here could race with a worker that adds it again.
  if (!row.waiting && (row.nextAttemptAt ?? 0) > now) return { entry, is: 'planned' };
  return { entry, is: 'waiting', row, delivery: row };
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
