/** The messages of events that were just stored: each is sent, or its delivery parked, independently of the others. */

import type { Clock } from '../clock.ts';
import { forEachConcurrently } from '../concurrency.ts';
import type { Delivery, DeliveryMessage } from '../delivery/delivery.ts';
import type { DeliveryQueue, DeliveryStore, OutgoingMessage } from '../delivery/ports.ts';
import { FIRST_ATTEMPT_MS, secondsUntil } from '../delivery/retry-policy.ts';
import { unattempted } from '../delivery/transitions.ts';
import { DeferredWithoutRowError } from '../errors.ts';
import type { DestinationRef, WaybillEvent } from '../event/event.ts';
import { publishedAt } from '../ids.ts';

export interface SendPorts {
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly deliveries: Pick<DeliveryStore, 'replace'>;
  readonly reportInternalError: (error: unknown) => void;
  readonly now: Clock;
}

export interface StoredEvent {
  readonly event: WaybillEvent;
  /** An earlier call stored it. */
  readonly isRepeat: boolean;
}

/** Rows written at once. */
const PARKING_LANES = 40;

export const messageFor = (
  event: WaybillEvent,
  { account, id }: DestinationRef,
  how: Pick<DeliveryMessage, 'first' | 'trigger'>,
): DeliveryMessage => ({
  destination: { account, id },
  event: { account: event.account, mode: event.mode, key: event.key },
  inline: event,
  ...how,
});

/**
 * Sends a message for each delivery. The delivery of a first message that the queue does not take is parked, due now, and the
 * sweep sends it. If the first message may be in the queue, sent by this call or by the one that it repeats, the delivery is
 * due when the first attempt would be over.
 * @returns events with a delivery that was neither sent nor parked
 */
export async function sendOrPark(stored: readonly StoredEvent[], ports: SendPorts): Promise<ReadonlySet<WaybillEvent>> {
  const messages = stored.flatMap((one) => messagesFor(one, ports.now()));
  const unsent = messages.length > 0 ? await ports.queue.send(messages) : [];
  const failed = new Set<WaybillEvent>();
  await forEachConcurrently(unsent, PARKING_LANES, async ({ outgoing: { message }, mayBeQueued }) => {
    const event = message.inline as WaybillEvent;
    try {
      await park(event, message.destination, mayBeQueued || !message.first, ports);
    } catch (error) {
      ports.reportInternalError(error);
      if (!(error instanceof DeferredWithoutRowError)) failed.add(event);
    }
  });
  return failed;
}

function messagesFor({ event, isRepeat }: StoredEvent, now: number): OutgoingMessage[] {
  // Mostly the first messages are being delivered; a repeat sends others in case those were never sent.
  const delaySeconds = isRepeat ? secondsUntil(firstAttemptOverAt(event), now) : 0;
  return event.destinations.map((ref) => ({
    message: messageFor(event, ref, { first: !isRepeat, trigger: 'automatic' }),
    delaySeconds,
  }));
}

/** Unix milliseconds from which no first message of the event can be attempted, and another message may record an attempt. */
const firstAttemptOverAt = ({ key }: WaybillEvent): number => publishedAt(key) + FIRST_ATTEMPT_MS;

/** @param isFirstQueued whether the delivery's first message may be in the queue */
async function park(
  event: WaybillEvent,
  { account, id }: DestinationRef,
  isFirstQueued: boolean,
  { deliveries, now }: SendPorts,
): Promise<void> {
  const nextAttemptAt = isFirstQueued ? Math.max(now(), firstAttemptOverAt(event)) : now();
  const parked: Delivery = { ...unattempted(event, id), nextAttemptAt, parked: true };
  // False when there is a row: an attempt was made, or an earlier call parked it.
  await deliveries.replace(undefined, parked, account);
}
