/**
 * Handles a message that met an internal error: its delivery is retried on a schedule of its own, by the queue or, after a
 * few receives, by the due list. Only the horizon ends it.
 */

import { DeferredWithoutRowError } from '../errors.ts';
import { publishedAt } from '../ids.ts';
import { type Delivery, waitsInDueList } from './delivery.ts';
import { holdAfterInternalError, parkAfterInternalError } from './internal-error-policy.ts';
import { MAX_HOLD_SECONDS } from './retry-policy.ts';
import { parkedOrEnded, unattempted } from './transitions.ts';
import { AGAIN, type Fate, type ReceivedMessage, type Work } from './work.ts';

/** Never throws: a message whose delivery cannot be parked either is hidden. */
export async function afterInternalError(received: ReceivedMessage, error: unknown, work: Work): Promise<Fate> {
  const { ports, settings } = work;
  const { receiveCount, message } = received;
  ports.reportInternalError(received, error);
  if (error instanceof DeferredWithoutRowError) return 'done';
  const hiddenLong: Fate = { keepFor: Math.ceil(MAX_HOLD_SECONDS / settings.timeScale) };
  const holdMs = holdAfterInternalError(
    { receiveCount, inFlight: await ports.queue.inFlight(), ...settings },
    ports.random,
  );
  if (holdMs !== undefined) return { keepFor: Math.ceil(holdMs / 1000) };
  // A resend has no row of its own to be parked in: the queue keeps it, and its dead letters are sent again.
  if (message.trigger === 'manual') return hiddenLong;
  try {
    return await park(received, work);
  } catch (error) {
    ports.reportInternalError(received, error);
    return error instanceof DeferredWithoutRowError ? 'done' : hiddenLong;
  }
}

async function park(received: ReceivedMessage, work: Work): Promise<Fate> {
  const { ports, settings } = work;
  const { destination, event } = received.message;
  const row = await ports.deliveries.get(destination.id, event.key);
  if (row && (row.status !== 'pending' || waitsInDueList(row, received.message))) return 'done';
  const since = row?.firstAttemptAt ?? publishedAt(event.key);
  // Never the time of its own entry again, which the sweep may be about to remove.
  const now = Math.max(ports.now(), received.message.dueAt ?? 0);
  const until = parkAfterInternalError({ mode: event.mode, since, now, ...settings });
  const next = parkedOrEnded(row ?? newRow(received, work), until);
  return (await ports.deliveries.replace(row, next, destination.account)) ? 'done' : AGAIN;
}

/** The row that a delivery begins with. @throws when its event could not be read */
function newRow({ message }: ReceivedMessage, { context }: Work): Delivery {
  const event = message.inline ?? context.event(message.event, message.event.key);
  if (!event) throw new Error(`Event ${message.event.key} is gone, and its delivery has no row.`);
  return unattempted(event, message.destination.id);
}
