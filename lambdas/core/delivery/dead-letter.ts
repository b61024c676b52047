/**
 * Handles the messages of the dead-letter queue: defers the delivery of each, so that the sweep sends it again. A dead letter
 * never ends a delivery before its retry horizon.
 */

import type { Clock } from '../clock.ts';
import { ConflictError, DeferredWithoutRowError, WaybillError } from '../errors.ts';
import { publishedAt } from '../ids.ts';
import { type DeliveryMessage, isListed } from './delivery.ts';
import { deferAfterInternalError } from './internal-error-policy.ts';
import type { DeliveryQueue, DeliveryStore } from './ports.ts';
import { MAX_HOLD_SECONDS } from './retry-policy.ts';
import { deferredOrFailed, newDelivery } from './transitions.ts';

export interface DeadLetterPorts {
  readonly deliveries: Pick<DeliveryStore, 'readBatch' | 'get' | 'replace'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly now: Clock;
}

/**
 * The result of a dead letter, as it is logged. `parked`: the delivery is deferred. `ended`: the delivery failed, because its
 * retry horizon had passed. `settled`: the delivery was settled, or another message or entry of the due list stands for it.
 * `expired`: the event is past retention. `sent_again`: a resend went back to the deliveries queue. `given_up`: a resend was a
 * dead letter too often and is dropped.
 */
export type DeadLetterResult = 'parked' | 'ended' | 'settled' | 'expired' | 'sent_again' | 'given_up';

/** Lost races after which the message stays in its queue and is retried. */
const TRIES = 4;

/** Redrives of a resend. It becomes a dead letter after 20 receives, about four hours after it was sent. */
const MAX_REDRIVES = 8;

/**
 * Handles one dead letter.
 * @throws ConflictError, or the error of a store, when the message has to stay in the dead-letter queue
 */
export async function redriveDeadLetter(
  message: DeliveryMessage,
  settings: { readonly timeScale: number },
  ports: DeadLetterPorts,
): Promise<DeadLetterResult> {
  return message.trigger === 'manual' ? sendAgain(message, ports) : defer(message, settings, ports);
}

async function defer(
  message: DeliveryMessage,
  { timeScale }: { readonly timeScale: number },
  ports: DeadLetterPorts,
): Promise<DeadLetterResult> {
  const { destination, event: ref, inline } = message;
  const context = await ports.deliveries.readBatch({
    destinations: [],
    deliveries: [{ destinationId: destination.id, eventKey: ref.key }],
    events: inline ? [] : [{ tenant: { account: ref.account, mode: ref.mode }, key: ref.key }],
  });
  let row = context.delivery(destination.id, ref.key);
  const event = inline ?? context.event(ref, ref.key);
  for (let tries = 0; tries < TRIES; tries++) {
    if (row && (row.status !== 'pending' || isListed(row, message))) return 'settled';
    const before = row ?? (event && newDelivery(event, destination.id));
    if (!before) return 'expired';
    const since = row?.firstAttemptAt ?? publishedAt(ref.key);
    const now = Math.max(ports.now(), message.dueAt ?? 0);
    const until = deferAfterInternalError({ mode: ref.mode, since, now, timeScale });
    const next = deferredOrFailed(before, until);
    const isWritten = await ports.deliveries.replace(row, next, destination.account).catch(isInDueList);
    if (isWritten) return until === undefined ? 'ended' : 'parked';
    row = await ports.deliveries.get(destination.id, ref.key);
  }
  throw new ConflictError(`The delivery of ${ref.key} to ${destination.id} is being written by other workers.`);
}

/** @throws any other error */
function isInDueList(error: unknown): true {
  if (error instanceof DeferredWithoutRowError) return true;
  throw error;
}

/**
 * Sends a resend again. It has no row to defer: the row is that of the automatic attempts. It goes to the slow lane, which sends
 * nothing on, so that no other function is in this loop of messages.
 */
async function sendAgain(message: DeliveryMessage, { queue }: DeadLetterPorts): Promise<DeadLetterResult> {
  const { redriven = 0 } = message;
  if (redriven >= MAX_REDRIVES) return 'given_up';
  const refused = await queue.send([
    { message: { ...message, redriven: redriven + 1 }, delaySeconds: MAX_HOLD_SECONDS, lane: 'slow' },
  ]);
  if (refused.length > 0) throw new WaybillError('The deliveries queue refused a redriven message.');
  return 'sent_again';
}
