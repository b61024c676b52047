/**
 * Sends the messages of events that were just stored. A delivery whose message cannot be sent is deferred. A delivery waits without a
 * message when the circuit of its destination is open.
 */

import type { Clock } from '../clock.ts';
import { forEachConcurrently } from '../concurrency.ts';
import { letWait, type WaitOutcome } from '../delivery/backlog/wait.ts';
import type { Delivery, DeliveryMessage } from '../delivery/delivery.ts';
import type { DeliveryQueue, DeliveryStore, OutgoingMessage, UnsentMessage } from '../delivery/ports.ts';
import { FIRST_ATTEMPT_MS, secondsUntil } from '../delivery/retry-policy.ts';
import { newDelivery } from '../delivery/transitions.ts';
import type { Destination } from '../destination/destination.ts';
import { isCircuitOpen, laneOf } from '../destination/health/health.ts';
import type { DestinationStore } from '../destination/ports.ts';
import { DeferredWithoutRowError } from '../errors.ts';
import type { DestinationRef, WaybillEvent } from '../event/event.ts';
import { PING_TYPE } from '../event/event-body.ts';
import { publishedAt } from '../ids.ts';

export interface SendPorts {
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly deliveries: Pick<DeliveryStore, 'replace' | 'addWaiting'>;
  readonly destinations: Pick<DestinationStore, 'get'>;
  readonly reportWaiting?: (count: number) => void;
  readonly reportInternalError: (error: unknown) => void;
  readonly now: Clock;
}

export interface StoredEvent {
  readonly event: WaybillEvent;
  /** An earlier call stored it. */
  readonly isRepeat: boolean;
}

/** Rows written at a time. */
const MAX_CONCURRENT_WRITES = 40;

/** Returns the delivery message of an event for a destination. The queue decides whether it carries the event inline. */
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
 * Sends a message for each delivery, unless it waits. When the queue refuses a first message, the delivery is deferred and due at once. When a
 * first message may be in the queue, from this call or from the one that it repeats, the delivery is due after the time in
 * which a first attempt can be made.
 * @param destinations those that the call has read, by id
 * @returns the events with a delivery that was neither sent nor deferred
 */
export async function sendOrDefer(
  stored: readonly StoredEvent[],
  destinations: ReadonlyMap<string, Destination>,
  ports: SendPorts,
): Promise<ReadonlySet<WaybillEvent>> {
  const all = stored.flatMap((one) => messagesFor(one, destinations, ports.now()));
  const { waiting = [], sent = [] } = Object.groupBy(all, (one) => (mayWait(one, destinations) ? 'waiting' : 'sent'));
  const [unsent, left] = await Promise.all([send(sent, ports), letFirstWait(waiting, destinations, ports)]);
  const unsentLater = await send(left, ports);
  const failed = new Set<WaybillEvent>();
  await forEachConcurrently(
    [...unsent, ...unsentLater],
    MAX_CONCURRENT_WRITES,
    async ({ outgoing: { message }, mayBeQueued }) => {
      const event = message.inline as WaybillEvent;
      try {
        await defer(event, message.destination, mayBeQueued || !message.first, ports);
      } catch (error) {
        ports.reportInternalError(error);
        if (!(error instanceof DeferredWithoutRowError)) failed.add(event);
      }
    },
  );
  return failed;
}

const send = async (messages: readonly OutgoingMessage[], { queue }: SendPorts): Promise<readonly UnsentMessage[]> =>
  messages.length > 0 ? queue.send(messages) : [];

/**
 * Returns whether the delivery of a message waits instead. The message of a repeat is sent: the call that it repeats may have sent
 * the first one. So is a ping, because a person waits for its result.
 */
function mayWait(
  { message: { first, inline, destination: ref } }: OutgoingMessage,
  destinations: ReadonlyMap<string, Destination>,
): boolean {
  const destination = destinations.get(ref.id);
  return first && inline?.type !== PING_TYPE && destination !== undefined && isCircuitOpen(destination);
}

/** Lets new deliveries wait. @returns the messages of those that do not wait, for example because the circuit has closed */
async function letFirstWait(
  messages: readonly OutgoingMessage[],
  destinations: ReadonlyMap<string, Destination>,
  ports: SendPorts,
): Promise<readonly OutgoingMessage[]> {
  if (messages.length === 0) return [];
  const all = messages.map(({ message: { inline, destination } }) => ({
    destination: destinations.get(destination.id) as Destination,
    row: undefined,
    delivery: newDelivery(inline as WaybillEvent, destination.id),
  }));
  const outcomes = await letWait(all, ports);
  const errors = outcomes.flatMap((outcome) => (typeof outcome === 'object' ? [outcome.error] : []));
  for (const error of errors) ports.reportInternalError(error);
  const count = outcomes.filter((outcome) => outcome === 'waits').length;
  if (count > 0) ports.reportWaiting?.(count);
  return messages.filter((_, index) => !isHandled(outcomes[index] as WaitOutcome));
}

/** Returns whether an entry stands for the delivery, or the row of another call. */
const isHandled = (outcome: WaitOutcome): boolean =>
  typeof outcome === 'object' ? outcome.error instanceof DeferredWithoutRowError : outcome !== 'not_open';

function messagesFor(
  { event, isRepeat }: StoredEvent,
  destinations: ReadonlyMap<string, Destination>,
  now: number,
): OutgoingMessage[] {
  // The call that this one repeats may have ended before it sent the first messages.
  const delaySeconds = isRepeat ? secondsUntil(firstAttemptEndsAt(event), now) : 0;
  return event.destinations.map((ref) => {
    const destination = destinations.get(ref.id);
    return {
      message: messageFor(event, ref, { first: !isRepeat, trigger: 'automatic' }),
      delaySeconds,
      ...(destination ? { lane: laneOf(destination, now) } : {}),
    };
  });
}

/** Returns the unix milliseconds from which no first attempt of the event can be in progress. */
const firstAttemptEndsAt = ({ key }: WaybillEvent): number => publishedAt(key) + FIRST_ATTEMPT_MS;

/** @param isFirstQueued whether the delivery's first message may be in the queue */
async function defer(
  event: WaybillEvent,
  { account, id }: DestinationRef,
  isFirstQueued: boolean,
  { deliveries, now }: SendPorts,
): Promise<void> {
  const nextAttemptAt = isFirstQueued ? Math.max(now(), firstAttemptEndsAt(event)) : now();
  const deferred: Delivery = { ...newDelivery(event, id), nextAttemptAt, deferred: true };
  // No effect when there is a row: an attempt was made, or an earlier call deferred the delivery.
  await deliveries.replace(undefined, deferred, account);
}
