/**
 * Handles the messages of the dead-letter queue: parks the delivery of each, so that the sweep sends it again. A dead letter
 * never ends a delivery before its horizon.
 */

import type { Clock } from '../clock.ts';
import { ConflictError, DeferredWithoutRowError, WaybillError } from '../errors.ts';
import { publishedAt } from '../ids.ts';
import { type DeliveryMessage, waitsInDueList } from './delivery.ts';
import { parkAfterInternalError } from './internal-error-policy.ts';
import type { DeliveryQueue, DeliveryStore } from './ports.ts';
import { MAX_HOLD_SECONDS } from './retry-policy.ts';
import { parkedOrEnded, unattempted } from './transitions.ts';

export interface DeadLetterPorts {
  readonly deliveries: Pick<DeliveryStore, 'readBatch' | 'get' | 'replace'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly now: Clock;
}

/**
 * `parked`: the sweep sends it again. `ended`: its horizon had passed. `settled`: the delivery had ended, or waits for
 * another message. `expired`: the event is past retention. `sent_again`: a resend went back to the deliveries queue.
 * `given_up`: a resend that was a dead letter too often.
 */
export type DeadLetterResult = 'parked' | 'ended' | 'settled' | 'expired' | 'sent_again' | 'given_up';

/** Lost races after which the message stays in its queue and is retried. */
const TRIES = 4;

/** Times that a resend is sent again. It becomes a dead letter after 20 receives, about four hours after it was sent. */
const MAX_REDRIVES = 8;

/** @throws when the message could not be handled: it should stay in its queue */
export async function redriveDeadLetter(
  message: DeliveryMessage,
  settings: { readonly timeScale: number },
  ports: DeadLetterPorts,
): Promise<DeadLetterResult> {
  return message.trigger === 'manual' ? sendAgain(message, ports) : park(message, settings, ports);
}

async function park(
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
    if (row && (row.status !== 'pending' || waitsInDueList(row, message))) return 'settled';
    const before = row ?? (event && unattempted(event, destination.id));
    if (!before) return 'expired';
    const since = row?.firstAttemptAt ?? publishedAt(ref.key);
    const now = Math.max(ports.now(), message.dueAt ?? 0);
    const until = parkAfterInternalError({ mode: ref.mode, since, now, timeScale });
    const next = parkedOrEnded(before, until);
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

/** A resend has no row of its own: the delivery may have ended, or wait for a retry that is not this message's to touch. */
async function sendAgain(message: DeliveryMessage, { queue }: DeadLetterPorts): Promise<DeadLetterResult> {
  const { redriven = 0 } = message;
  if (redriven >= MAX_REDRIVES) return 'given_up';
  const refused = await queue.send([
    { message: { ...message, redriven: redriven + 1 }, delaySeconds: MAX_HOLD_SECONDS },
  ]);
  if (refused.length > 0) throw new WaybillError('The deliveries queue did not take a message back.');
  return 'sent_again';
}
