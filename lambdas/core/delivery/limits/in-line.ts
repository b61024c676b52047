/** Holds the message of a delivery that is not its turn at a destination with limits. */

import { publishedAt } from '../../ids.ts';
import { horizonAt, MAX_HOLD_SECONDS, mayHold } from '../retry-policy.ts';
import { deferredDelivery, failedWithoutAttempt, newDelivery } from '../transitions.ts';
import { type Due, type MessageAction, RETRY_SOON, type Work } from '../work.ts';
import type { Turn } from './turns.ts';

/** Receives after which a message does not stand in line any more. The queue moves it to the dead-letter queue after 20. */
const MAX_RECEIVES = 10;

/** Time after which a message asks again when the line is longer than it may be, milliseconds. */
const FULL_MS = 3_600_000;

/** Returns what happens to the message of a delivery whose turn is later. @throws the error of a store */
export async function untilTurn(due: Due, turn: Exclude<Turn, { kind: 'now' }>, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const { message, receiveCount } = due.received;
  if (turn.kind === 'over') return RETRY_SOON;
  const now = ports.now();
  const position = turn.position ?? now + FULL_MS;
  // A resend has no row to defer: its message stays in the queue.
  if (message.trigger === 'manual') return { hideUntil: Math.min(position, now + MAX_HOLD_SECONDS * 1000) };
  const hold = { delayMs: position - now, timeScale: 1, inFlightLimit: settings.inFlightLimit };
  const isHeld = receiveCount < MAX_RECEIVES && mayHold({ ...hold, inFlight: await ports.queue.inFlight() });
  return isHeld ? { hideUntil: position } : defer(due, position, work);
}

/** Defers a delivery until its position. Fails it when that is after its retry horizon. */
async function defer({ received, row, event, destination }: Due, until: number, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const horizon = horizonAt(event.mode, row?.firstAttemptAt ?? publishedAt(event.key), settings.timeScale);
  const delivery = row ?? newDelivery(event, destination.id);
  const reason = delivery.attemptCount > 0 ? 'attempts_exhausted' : 'never_attempted';
  const next =
    until > horizon
      ? failedWithoutAttempt(row, event, destination.id, reason)
      : deferredDelivery(delivery, Math.round(until));
  return (await ports.deliveries.replace(row, next, received.message.destination.account)) ? 'delete' : RETRY_SOON;
}
