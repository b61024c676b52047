/** Holds the message of a delivery that is not its turn at a destination with limits. */

import type { Destination } from '../../destination/destination.ts';
import { LONGEST_LINE_MS } from '../../destination/limits/pacing.ts';
import type { WaybillEvent } from '../../event/event.ts';
import type { Delivery } from '../delivery.ts';
import { mayHold } from '../retry-policy.ts';
import { deferredDelivery, newDelivery } from '../transitions.ts';
import { type MessageAction, RETRY_SOON, type ReceivedMessage, type Work } from '../work.ts';
import type { Turn } from './turns.ts';

/** A delivery that is due and whose turn is later. */
interface Due {
  readonly received: ReceivedMessage;
  readonly row: Delivery | undefined;
  readonly event: WaybillEvent;
  readonly destination: Destination;
}

/** Receives after which a message does not stand in line any more. The queue moves it to the dead-letter queue after 20. */
const MAX_RECEIVES = 10;

/** Returns what happens to the message of a delivery whose turn is later. @throws the error of a store */
export async function untilTurn(due: Due, turn: Exclude<Turn, { kind: 'now' }>, work: Work): Promise<MessageAction> {
  const { ports, settings } = work;
  const { message, receiveCount } = due.received;
  const now = ports.now();
  if (turn.kind === 'over') return RETRY_SOON;
  if (message.trigger === 'manual') return { hideUntil: turn.position ?? now + LONGEST_LINE_MS };
  if (turn.position === undefined || receiveCount >= MAX_RECEIVES) return overflow(due, work);
  const hold = { delayMs: turn.position - now, timeScale: 1, inFlightLimit: settings.inFlightLimit };
  return mayHold({ ...hold, inFlight: await ports.queue.inFlight() })
    ? { hideUntil: turn.position }
    : overflow(due, work);
}

/** Defers a delivery for which there is no space in the line. */
async function overflow({ received, row, event, destination }: Due, { ports }: Work): Promise<MessageAction> {
  const delivery = row ?? newDelivery(event, destination.id);
  const deferred = deferredDelivery(delivery, ports.now() + LONGEST_LINE_MS);
  return (await ports.deliveries.replace(row, deferred, received.message.destination.account)) ? 'delete' : RETRY_SOON;
}
