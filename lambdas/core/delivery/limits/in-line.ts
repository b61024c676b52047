/** Decides what happens to the message of a delivery that is not its turn at a destination with limits. */
import { changeHealth } from '../../destination/health/change-health.ts';
import { withDrain } from '../../destination/health/circuit-breaker.ts';
import { LINE_MS } from '../../destination/limits/pacing.ts';
import { publishedAt } from '../../ids.ts';
import { wait } from '../backlog/wait-message.ts';
import { horizonAt, MAX_HOLD_SECONDS, mayHold } from '../retry-policy.ts';
import { deferredDelivery, failedWithoutAttempt, newDelivery, reasonWithoutTurn } from '../transitions.ts';
import { type Due, type MessageAction, RETRY_SOON, type Work } from '../work.ts';
import type { Turn } from './turns.ts';

/** Receives after which a message does not stand in line any more. The queue moves it to the dead-letter queue after 20. */
const MAX_RECEIVES = 10;

/** Returns what happens to the message of a delivery whose turn is later. @throws the error of a store */
export async function untilTurn(due: Due, turn: Exclude<Turn, { kind: 'now' }>, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const { message, receiveCount } = due.received;
  if (turn.kind === 'over') return RETRY_SOON;
  const now = ports.now();
  const position = turn.position ?? Number.POSITIVE_INFINITY;
  // A resend has no row that could wait: its message stays in the queue.
  if (message.trigger === 'manual') return { hideUntil: Math.min(position, now + MAX_HOLD_SECONDS * 1000) };
  const hold = { delayMs: position - now, timeScale: settings.timeScale, inFlightLimit: settings.inFlightLimit };
  const isHeld = receiveCount < MAX_RECEIVES && mayHold({ ...hold, inFlight: await ports.queue.inFlight() });
  return isHeld ? { hideUntil: position } : waitForPosition(due, now, work);
}

/** Lets a delivery wait until the sweep has a position for it. */
async function waitForPosition(due: Due, now: number, work: Work): Promise<MessageAction> {
  const { event, destination } = due;
  // The end of waiting is counted from publishing. The retries of a delivery that was attempted late may last longer.
  const waitsUntil = horizonAt(event.mode, publishedAt(event.key), work.settings.timeScale);
  const later = now + LINE_MS / work.settings.timeScale;
  if (later >= waitsUntil) return defer(due, later, work);
  const drained = await changeHealth(destination, (health) => withDrain(health, now), work.ports);
  return drained ? wait(due, drained, work) : RETRY_SOON;
}

/** Defers a delivery. Fails it when that is after its retry horizon. */
async function defer({ received, row, event, destination }: Due, until: number, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const horizon = horizonAt(event.mode, row?.firstAttemptAt ?? publishedAt(event.key), settings.timeScale);
  const delivery = row ?? newDelivery(event, destination.id);
  const next =
    until > horizon
      ? failedWithoutAttempt(row, event, destination.id, reasonWithoutTurn(delivery))
      : deferredDelivery(delivery, Math.round(until));
  return (await ports.deliveries.replace(row, next, received.message.destination.account)) ? 'delete' : RETRY_SOON;
}
