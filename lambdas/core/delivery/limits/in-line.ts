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

/** Time after which a probe asks again, seconds. It is not received too often in the three minutes after which it counts as lost. */
const PROBE_SECONDS = 10;

/** Returns what happens to the message of a delivery whose turn is later. @throws the error of a store */
export async function untilTurn(due: Due, turn: Exclude<Turn, { kind: 'now' }>, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const { message, receiveCount } = due.received;
  if (turn.kind === 'over') return RETRY_SOON;
  // A probe does not stand in line, where it would count as lost.
  if (message.probe) return { hideForSeconds: PROBE_SECONDS };
  const now = ports.now();
  // A resend has no row that could wait: its message stays in the queue.
  if (message.trigger === 'manual') return { hideUntil: turn.position ?? now + MAX_HOLD_SECONDS * 1000 };
  if (turn.position === undefined || receiveCount >= MAX_RECEIVES) return waitForPosition(due, now, work);
  const { timeScale, inFlightLimit } = settings;
  const delayMs = turn.position - now;
  const isHeld = mayHold({ delayMs, timeScale, inFlightLimit, inFlight: await ports.queue.inFlight() });
  // The due list returns it at the position, so that the position is used.
  return isHeld ? { hideUntil: turn.position } : defer(due, turn.position, work);
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
