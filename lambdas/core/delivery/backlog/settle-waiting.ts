/**
 * Fails waiting deliveries without an attempt, oldest first: when they have waited as long as their schedule is, and when their
 * destination was disabled or deleted.
 */
import { forEachConcurrently } from '../../concurrency.ts';
import type { Destination } from '../../destination/destination.ts';
import type { FailureReason } from '../delivery.ts';
import type { WaitingDelivery } from '../ports.ts';
import { failedWithoutAttempt } from '../transitions.ts';
import { oldestWaitingKey, readWaiters, type Waiter } from './entries.ts';
import type { Steps, Sweep } from './ports.ts';

/** Rows written at a time. */
const MAX_CONCURRENT = 40;
/** Deliveries of a step: one read of their rows, and as many writes. Eight steps at a time take 2 s: decision 80. */
const PER_STEP = 100;

/** Fails the deliveries whose schedule has ended while they waited. */
export function failExpired(destination: Destination, sweep: Sweep): Steps {
  const { settings, ports } = sweep;
  const before = oldestWaitingKey(destination, ports.now(), settings.timeScale);
  return failWaiting(destination.id, { reason: 'destination_failing', before }, sweep);
}

/**
 * Fails waiting deliveries of a destination.
 * @param before event key; only older deliveries fail
 */
export async function* failWaiting(
  destinationId: string,
  { reason, before }: { readonly reason: FailureReason; readonly before?: string },
  sweep: Sweep,
): Steps {
  const { deliveries } = sweep.ports;
  let after: string | undefined;
  do {
    const { entries, next } = await deliveries.waiting(destinationId, { limit: PER_STEP, after, before });
    const done: WaitingDelivery[] = [];
    await forEachConcurrently(await readWaiters(entries, deliveries), MAX_CONCURRENT, async (waiter) => {
      if (await fail(waiter, reason, sweep)) done.push(waiter.entry);
    });
    // An entry that cannot be removed is found again, and its delivery has failed then.
    if (done.length > 0) await deliveries.removeWaiting(done);
    after = next;
    yield;
  } while (after !== undefined);
}

/** @returns whether the entry is to be removed; false when another worker wrote the row meanwhile */
async function fail(
  { entry, row, delivery }: Waiter,
  reason: FailureReason,
  { ports, counts }: Sweep,
): Promise<boolean> {
  if (!delivery) return true;
  const failed = failedWithoutAttempt(delivery, delivery, entry.destinationId, reason);
  const isWritten = await ports.deliveries.replace(row, failed, entry.destinationAccount);
  if (isWritten) counts.failed += 1;
  return isWritten;
}
