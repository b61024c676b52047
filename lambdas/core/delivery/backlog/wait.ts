/**
 * Lets deliveries wait while the circuit of their destination is open, or while its line is too long. For each: adds its entry to the
 * waiting list, reads the destination again, and writes the row only if that is still so. A drain ends only after it has read an empty
 * list, and it starts after the circuit closes. So it finds the entry of every row that says that the delivery waits, however late a
 * worker is and whatever its clock says.
 */
import type { Clock } from '../../clock.ts';
import { forEachConcurrently } from '../../concurrency.ts';
import type { Destination } from '../../destination/destination.ts';
import { isCircuitOpen, waitsInLine } from '../../destination/health/health.ts';
import type { DestinationStore } from '../../destination/ports.ts';
import { DeferredWithoutRowError, WaybillError } from '../../errors.ts';
import type { Delivery } from '../delivery.ts';
import type { DeliveryStore } from '../ports.ts';
import { waitingDelivery } from '../transitions.ts';

export interface WaitPorts {
  readonly deliveries: Pick<DeliveryStore, 'addWaiting' | 'replace'>;
  readonly destinations: Pick<DestinationStore, 'get'>;
  readonly now: Clock;
}

/** A delivery that is to wait. */
export interface ToWait {
  readonly destination: Destination;
  /** The row as it was read; undefined: there is none. */
  readonly row: Delivery | undefined;
  /** The delivery before it waits. */
  readonly delivery: Delivery;
  /** `waits` of its message. */
  readonly waits?: number | undefined;
}

/**
 * `waits`: the delivery has an entry in the waiting list, and its message is to be deleted. `changed`: another worker wrote the row.
 * `not_open`: nothing waits any more, or the destination was disabled or deleted. An error: a request failed. With a
 * DeferredWithoutRowError, the delivery has an entry, although its row was not written.
 */
export type WaitOutcome = 'waits' | 'changed' | 'not_open' | { readonly error: unknown };

/** Requests at a time. */
const MAX_CONCURRENT = 40;
/** Time after which no further request is made, milliseconds. A publish call needs the rest of its time to send messages. */
const WAITING_MS = 8_000;

/** Lets deliveries wait. Never throws. @returns the outcome of each, in the same order */
export async function letWait(all: readonly ToWait[], ports: WaitPorts): Promise<WaitOutcome[]> {
  const outcomes: WaitOutcome[] = all.map(() => 'waits');
  const stopAt = ports.now() + WAITING_MS;
  const rows = all.map(({ delivery, waits }) => waitingDelivery(delivery, waits));
  /** Calls `work` for each delivery that still waits, and stores the outcome that it returns. */
  const forEachWaiting = (work: (one: ToWait, row: Delivery) => Promise<WaitOutcome | undefined>): Promise<void> =>
    forEachConcurrently(all.keys(), MAX_CONCURRENT, async (index) => {
      if (outcomes[index] !== 'waits') return;
      const outcome =
        ports.now() >= stopAt
          ? { error: new WaybillError('No time was left to add the delivery to the waiting list.') }
          : await work(all[index] as ToWait, rows[index] as Delivery).catch((error: unknown) => ({ error }));
      if (outcome) outcomes[index] = outcome;
    });

  await forEachWaiting(async ({ destination }, row) => {
    await ports.deliveries.addWaiting(row, destination.account);
    return undefined;
  });
  // Read once for each destination, after the entries of all its deliveries were added.
  const isOpen = new Map<string, Promise<boolean>>();
  await forEachWaiting(async ({ destination }) => {
    const { id } = destination;
    const open = isOpen.get(id) ?? ports.destinations.get(destination, id).then(letsWait);
    isOpen.set(id, open);
    return (await open) ? undefined : 'not_open';
  });
  await forEachWaiting(async ({ destination, row: before }, row) => {
    const isWritten = await ports.deliveries.replace(before, row, destination.account).catch(withoutRow);
    return isWritten ? undefined : 'changed';
  });
  return outcomes;
}

/** @throws DeferredWithoutRowError */
function withoutRow(cause: unknown): never {
  throw new DeferredWithoutRowError('A delivery is in the waiting list, but its row was not written.', { cause });
}

const letsWait = (destination: Destination | undefined): boolean =>
  destination?.status === 'enabled' && (isCircuitOpen(destination) || waitsInLine(destination));
