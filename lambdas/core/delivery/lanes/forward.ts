/** Moves messages from the fast to the slow lane. */

import { WaybillError } from '../../errors.ts';
import type { Delivery } from '../delivery.ts';
import { afterInternalError } from '../internal-error.ts';
import type { OutgoingMessage } from '../ports.ts';
import { holderOf, type MessageAction, type ReceivedMessage, type Work } from '../work.ts';

/** A message that has to move to the slow lane. */
export interface Forward {
  readonly received: ReceivedMessage;
  readonly outgoing: OutgoingMessage;
}

/**
 * Returns the message that takes the place of a received one in the slow lane. It has the id of the old one, which the row may name as
 * the message that holds the retry, and the time of the retry.
 */
export function forwardOf(received: ReceivedMessage, row: Delivery | undefined): Forward {
  const { message } = received;
  const dueAt = Math.max(message.dueAt ?? 0, row?.nextAttemptAt ?? 0);
  const forwarded = { ...message, forwarded: true, replaces: holderOf(received), ...(dueAt > 0 ? { dueAt } : {}) };
  return { received, outgoing: { message: forwarded, lane: 'slow' } };
}

/**
 * Sends messages to the slow lane. A crash before their deletion leaves a duplicate, which the row detects. A message that is not
 * known to be sent stays in the queue. Never throws.
 */
export async function sendForwards(forwards: readonly Forward[], work: Work): Promise<MessageAction[]> {
  const unsent = await work.ports.queue.send(forwards.map(({ outgoing }) => outgoing));
  const left = new Set(unsent.map(({ outgoing }) => outgoing));
  return Promise.all(
    forwards.map(async ({ received, outgoing }): Promise<MessageAction> => {
      if (!left.has(outgoing)) return 'delete';
      const error = new WaybillError('The queue of the slow lane refused a message.');
      return afterInternalError(received, error, work);
    }),
  );
}
