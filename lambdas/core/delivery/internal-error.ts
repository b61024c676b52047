/**
 * Handles the message of a delivery that could not be attempted or recorded because of an internal error. The queue holds the retry;
 * after a few receives the due list does. The delivery fails only when its retry horizon has passed.
 */

import { DeferredWithoutRowError } from '../errors.ts';
import { publishedAt } from '../ids.ts';
import { type Delivery, isListed } from './delivery.ts';
import { deferAfterInternalError, holdAfterInternalError } from './internal-error-policy.ts';
import { MAX_HOLD_SECONDS } from './retry-policy.ts';
import { deferredOrFailed, newDelivery } from './transitions.ts';
import { type MessageAction, RETRY_SOON, type ReceivedMessage, type Work } from './work.ts';

/** Reports the error and holds or defers the retry. Never throws: when the delivery cannot be deferred, its message is hidden. */
export async function afterInternalError(
  received: ReceivedMessage,
  error: unknown,
  work: Work,
): Promise<MessageAction> {
  const { ports, settings } = work;
  const { receiveCount, message } = received;
  ports.reportInternalError(received, error);
  if (error instanceof DeferredWithoutRowError) return 'delete';
  const hiddenLong: MessageAction = { hideForSeconds: Math.ceil(MAX_HOLD_SECONDS / settings.timeScale) };
  const holdMs = holdAfterInternalError(
    { receiveCount, inFlight: await ports.queue.inFlight(), ...settings },
    ports.random,
  );
  if (holdMs !== undefined) return { hideForSeconds: Math.ceil(holdMs / 1000) };
  // A resend has no row to defer: its message stays in the queue, and a dead letter of it is redriven.
  if (message.trigger === 'manual') return hiddenLong;
  try {
    return await defer(received, work);
  } catch (error) {
    ports.reportInternalError(received, error);
    return error instanceof DeferredWithoutRowError ? 'delete' : hiddenLong;
  }
}

async function defer(received: ReceivedMessage, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const { destination, event } = received.message;
  const row = await ports.deliveries.get(destination.id, event.key);
  if (row && (row.status !== 'pending' || isListed(row, received.message))) return 'delete';
  const since = row?.firstAttemptAt ?? publishedAt(event.key);
  // Later than the entry of this message, which the sweep may be about to remove.
  const now = Math.max(ports.now(), received.message.dueAt ?? 0);
  const until = deferAfterInternalError({ mode: event.mode, since, now, ...settings });
  const next = deferredOrFailed(row ?? newRow(received, work), until);
  return (await ports.deliveries.replace(row, next, destination.account)) ? 'delete' : RETRY_SOON;
}

/** Returns the first row of a delivery. @throws Error when its event cannot be read or has expired */
function newRow({ message }: ReceivedMessage, { context }: Work): Delivery {
  const event = message.inline ?? context.event(message.event, message.event.key);
  if (!event) throw new Error(`Event ${message.event.key} has expired, and its delivery has no row.`);
  return newDelivery(event, message.destination.id);
}
