/**
 * Fails waiting deliveries without an attempt, oldest first: when they have waited as long as their schedule is, and when their
 * destination was disabled or deleted.
 */
import { forEachConcurrently } from '../../concurrency.ts';
import type { Destination } from '../../destination/destination.ts';
import { isCircuitOpen } from '../../destination/health/health.ts';
import type { Delivery, FailureReason } from '../delivery.ts';
import type { WaitingDelivery } from '../ports.ts';
import { failedWithoutAttempt, reasonWithoutTurn } from '../transitions.ts';
import { oldestWaitingKey, readWaiters, type Waiter } from './entries.ts';
import type { Steps, Sweep } from './ports.ts';

/** Why the deliveries fail, or what decides it for each. */
type Reason = FailureReason | ((delivery: Delivery) => FailureReason);

/** Rows written at a time. */
const MAX_CONCURRENT = 40;
/** Deliveries of a step: one read of their rows, and as many writes. Eight steps at a time take half a second: decision 84. */
const PER_STEP = 100;

/** Fails the deliveries whose schedule has ended while they waited. */
export function failExpired(destination: Destination, sweep: Sweep): Steps {
  const { settings, ports } = sweep;
  const before = oldestWaitingKey(destination, ports.now(), settings.timeScale);
  const hasTurns = destination.deliveryLimits && !isCircuitOpen(destination);
  const reason = hasTurns ? reasonWithoutTurn : 'destination_failing';
  return failWaiting(destination.id, { reason, before }, sweep);
}

/**
 * Fails waiting deliveries of a destination.
 * @param before event key; only older deliveries fail
 */
export async function* failWaiting(
  destinationId: string,
  { reason, before }: { readonly reason: Reason; readonly before?: string },
  sweep: Sweep,
): Steps {
  const { deliveries } = sweep.ports;
  let after: string | undefined;
  do {
    const { entries, next } = await deliveries.waiting(destinationId, { limit: PER_STEP, after, before });
    const done: WaitingDelivery[] = [];
    const waiters = await readWaiters(entries, deliveries, sweep.ports.now());
    await forEachConcurrently(waiters, MAX_CONCURRENT, async (waiter) => {
      if (await fail(waiter, reason, sweep)) done.push(waiter.entry);
    });
    // An entry that cannot be removed is found again, and its delivery has failed then.
    if (done.length > 0) await deliveries.removeWaiting(done);
    after = next;
    yield;
  } while (after !== undefined);
}

/**
 * @returns whether the entry is to be removed; false when another worker wrote the row meanwhile, an attempt is planned for later, or
 * the row cannot be decoded
 */
async function fail(waiter: Waiter, reason: Reason, { ports, counts }: Sweep): Promise<boolean> {
  const { entry, is } = waiter;
  if (is === 'left_over') return true;
  if (is === 'undecodable') ports.reportInternalError(entry, waiter.error);
  if (is !== 'waiting') return false;
  const { delivery, row } = waiter;
  const why = typeof reason === 'function' ? reason(delivery) : reason;
  const failed = failedWithoutAttempt(delivery, delivery, entry.destinationId, why);
  const isWritten = await ports.deliveries.replace(row, failed, entry.destinationAccount);
  if (isWritten) counts.failed += 1;
  return isWritten;
}
