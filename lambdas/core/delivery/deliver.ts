/**
 * Delivering: takes a batch of queue messages, attempts what is due, records every attempt, and leaves each retry with
 * the queue (hidden) or in the due list (parked). Any step may be replayed: the row decides what is still to be done.
 */

import type { Destination } from '../destination/destination.ts';
import { WaybillError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import { publishedAt } from '../ids.ts';
import { RenderError } from '../rendering/render-error.ts';
import { createRenderOnce } from '../rendering/render-once.ts';
import { attempt, type FirstSuccess, record } from './attempt.ts';
import { type Delivery, type DeliveryMessage, type FailureReason, isOfPlan, waitsInDueList } from './delivery.ts';
import { afterInternalError } from './internal-error.ts';
import type { DeliveryContext, DeliveryReads } from './ports.ts';
import { resultWithoutAttempt } from './recovery-message.ts';
import { FIRST_ATTEMPT_MS, NO_ROW_MS, secondsUntil } from './retry-policy.ts';
import { parkedDelivery, settledWithoutAttempt } from './transitions.ts';
import { AGAIN, type DeliverPorts, type DeliverSettings, type Fate, type ReceivedMessage, type Work } from './work.ts';

/** @returns ids of the messages that the queue must keep */
export async function deliverBatch(
  batch: readonly ReceivedMessage[],
  settings: DeliverSettings,
  ports: DeliverPorts,
): Promise<string[]> {
  const withoutRow = new Set(batch.filter((received) => hasNoRow(received, ports.now())));
  const context = await ports.deliveries.readBatch(readsFor(batch, withoutRow)).catch(unreadable);
  const work: Work = { context, render: createRenderOnce(ports.rendering), settings, ports, withoutRow };
  const handled = await Promise.all(
    batch.map((received) =>
      inTime(
        received,
        handle(received, work).catch((error: unknown) => afterInternalError(received, error, work)),
        work,
      ),
    ),
  );
  const fates = await recordFirstSuccesses(handled, work);
  const kept = batch.flatMap((received, index) => {
    const fate = fates[index] as Fate;
    return fate === 'done' ? [] : [{ received, seconds: fate.keepFor }];
  });
  const hidden = kept.map(({ received: { receiptHandle }, seconds }) => ({ receiptHandle, seconds }));
  // When hiding fails, the queue's own timeout returns the messages. Those that are done must still be deleted.
  await ports.queue.hide(hidden).catch((error: unknown) => {
    for (const { received } of kept) ports.reportInternalError(received, error);
  });
  return kept.map(({ received }) => received.id);
}

/** Longer than an attempt that is still in progress when the time is over, seconds. */
const OUT_OF_TIME_SECONDS = 60;

/**
 * Returns the outcome of a message, as long as there is time: the records of the others do not wait for one that takes too
 * long. That one is received again, and by then its row shows whether the attempt in progress has been recorded.
 */
async function inTime(
  received: ReceivedMessage,
  handled: Promise<Fate | FirstSuccess>,
  work: Work,
): Promise<Fate | FirstSuccess> {
  const { outOfTime, timeScale } = work.settings;
  const first = await (outOfTime ? Promise.race([handled, outOfTime]) : handled);
  if (first) return first;
  work.ports.reportInternalError(
    received,
    new WaybillError('The invocation ended before the delivery was attempted and recorded.'),
  );
  void recordLate(received, handled, work);
  return { keepFor: Math.ceil(OUT_OF_TIME_SECONDS / timeScale) };
}

/**
 * Records a first success that its batch did not wait for, compared with the row. The process may have been frozen in
 * between, until its next batch.
 */
async function recordLate(received: ReceivedMessage, handled: Promise<Fate | FirstSuccess>, work: Work): Promise<void> {
  const late = await handled;
  if (!isFirstSuccess(late)) return;
  await record(late.made, work).catch((error: unknown) => work.ports.reportInternalError(received, error));
}

const isFirstSuccess = (one: Fate | FirstSuccess): one is FirstSuccess => typeof one === 'object' && 'made' in one;

/**
 * A message sent right after its event was stored, received for the first time and soon, has no row yet: none is read for
 * it. One that comes late may find what a repeat, a resend or a recovery has recorded.
 */
function hasNoRow({ message, receiveCount }: ReceivedMessage, now: number): boolean {
  const age = Math.abs(now - publishedAt(message.event.key));
  return message.first && receiveCount === 1 && age < NO_ROW_MS;
}

function readsFor(batch: readonly ReceivedMessage[], withoutRow: ReadonlySet<ReceivedMessage>): DeliveryReads {
  return {
    destinations: batch.map(({ message: { destination, event } }) => ({
      tenant: { account: destination.account, mode: event.mode },
      id: destination.id,
    })),
    deliveries: batch
      .filter((received) => !withoutRow.has(received))
      .map(({ message }) => ({ destinationId: message.destination.id, eventKey: message.event.key })),
    events: batch
      .filter(({ message }) => message.inline === undefined)
      .map(({ message: { event } }) => ({ tenant: { account: event.account, mode: event.mode }, key: event.key })),
  };
}

/** Nothing of the batch could be read: each message fails with the error. */
function unreadable(error: unknown): DeliveryContext {
  const fail = () => {
    throw error;
  };
  return { destination: fail, delivery: fail, event: fail };
}

async function handle(received: ReceivedMessage, work: Work): Promise<Fate | FirstSuccess> {
  const { message } = received;
  const { context, ports } = work;
  const row = context.delivery(message.destination.id, message.event.key);
  const now = ports.now();
  const recovered = resultWithoutAttempt(message, received.receiveCount, row);
  if (recovered !== undefined) {
    if (recovered !== 'repeat') ports.reportRecovered(message, recovered);
    return 'done';
  }
  if (message.trigger === 'automatic') {
    if (row && row.status !== 'pending') return 'done';
    if (row?.nextAttemptAt !== undefined && row.nextAttemptAt > now) return tooEarly(received, row, now, work);
  }
  const event = message.inline ?? context.event(message.event, message.event.key);
  const destination = context.destination(message.destination.id);
  if (!event) return row ? settle(received, row, row, 'event_expired', work) : skip(received, work);
  if (!destination) return settle(received, row, event, 'destination_deleted', work);
  if (destination.status === 'disabled') return settle(received, row, event, 'destination_disabled', work);
  if (!message.first && isUnattempted(row, message) && mayBeAtFirstAttempt(event, destination, now)) {
    return { keepFor: Math.min(2 ** received.receiveCount, MAX_WAIT_SECONDS) };
  }
  const body = await work.render(destination, event).catch(asRenderError);
  if (body instanceof RenderError) return settleUnrendered(received, row, event, destination, body, work);
  return attempt({ received, row, event, destination, body }, work);
}

/** @throws any other error: an internal error */
function asRenderError(error: unknown): RenderError {
  if (error instanceof RenderError) return error;
  throw error;
}

/** Longest wait of a message for a first attempt that may be under way, seconds. */
const MAX_WAIT_SECONDS = 30;

/**
 * Whether no attempt is recorded. A delivery whose first message may be in the queue is parked until that is attempted; a
 * resend has to wait for it too.
 */
const isUnattempted = (row: Delivery | undefined, { trigger }: DeliveryMessage): boolean =>
  row === undefined || (trigger === 'manual' && row.attemptCount === 0);

/**
 * A first success is written without reading the row, and an attempt that was recorded before it would be lost. So a message
 * that finds no attempt waits while the first one may be in progress.
 */
const mayBeAtFirstAttempt = (event: WaybillEvent, { id }: Destination, now: number): boolean =>
  now - publishedAt(event.key) < FIRST_ATTEMPT_MS && event.destinations.some((ref) => ref.id === id);

/**
 * Receives up to which a message that arrives too early is hidden again. A queue that keeps the visibility timeout returns a
 * message about once for each attempt, three times. A queue that does not would move it to the dead-letter queue.
 */
const MAX_EARLY_RECEIVES = 5;

/** The message of a retry that is not due yet: the queue holds it for the rest of its wait, unless the retry is kept elsewhere. */
async function tooEarly(received: ReceivedMessage, row: Delivery, now: number, { ports }: Work): Promise<Fate> {
  const at = row.nextAttemptAt ?? now;
  if (isSuperfluous(received, row)) return 'done';
  if (row.parked || received.receiveCount <= MAX_EARLY_RECEIVES) return { keepFor: secondsUntil(at, now) };
  const { account } = received.message.destination;
  return (await ports.deliveries.replace(row, parkedDelivery(row, at), account)) ? 'done' : AGAIN;
}

/** Whether the due list or another message keeps the retry that this message is too early for. */
const isSuperfluous = ({ id, message }: ReceivedMessage, row: Delivery): boolean =>
  row.parked ? waitsInDueList(row, message) : row.heldBy !== undefined && row.heldBy !== id && !isOfPlan(row, message);

/**
 * Ends a delivery without an attempt. Only the delivery's own message does so: a resend or a recovery that cannot be made
 * now leaves it as it is.
 */
async function settle(
  received: ReceivedMessage,
  row: Delivery | undefined,
  of: WaybillEvent | Delivery,
  reason: FailureReason,
  work: Work,
): Promise<Fate> {
  const { destination, trigger } = received.message;
  if (trigger === 'manual') return skip(received, work);
  const settled = settledWithoutAttempt(row, of, destination.id, reason);
  return (await work.ports.deliveries.replace(row, settled, destination.account)) ? 'done' : AGAIN;
}

function skip({ message }: ReceivedMessage, { ports }: Work): Fate {
  if (message.recovery !== undefined) ports.reportRecovered(message, 'skipped');
  return 'done';
}

/**
 * Ends a delivery that cannot be attempted, because there is no body to send. A delivery that was delivered stays so, and a
 * resend leaves the planned retries: the catalog may be corrected until then.
 */
async function settleUnrendered(
  { message }: ReceivedMessage,
  row: Delivery | undefined,
  event: WaybillEvent,
  { id, account, type: destinationType }: Destination,
  { message: detail, change, version }: RenderError,
  { ports }: Work,
): Promise<Fate> {
  const { trigger, recovery } = message;
  const settled = {
    ...settledWithoutAttempt(row, event, id, 'render_failed', detail),
    ...(recovery === undefined ? {} : { recovery }),
  };
  const staysAsItWas = row?.status === 'delivered' || (row?.status === 'pending' && trigger === 'manual');
  if (!staysAsItWas && !(await ports.deliveries.replace(row, settled, account))) return AGAIN;
  const delivery = staysAsItWas ? row : settled;
  ports.reportRenderFailure({ delivery, destinationType, change, version, failedAt: ports.now() });
  if (recovery !== undefined) ports.reportRecovered(message, 'failed');
  return 'done';
}

/** Writes the first successes of a batch in one request, and each one that the request did not write on its own. */
async function recordFirstSuccesses(handled: readonly (Fate | FirstSuccess)[], work: Work): Promise<Fate[]> {
  const { ports } = work;
  const successes = handled.filter(isFirstSuccess);
  const unwritten = new Set(successes.length > 0 ? await ports.deliveries.putDelivered(successes) : []);
  return Promise.all(
    handled.map(async (one): Promise<Fate> => {
      if (!isFirstSuccess(one)) return one;
      if (unwritten.has(one)) {
        const { received } = one.made;
        return record(one.made, work).catch((error: unknown) => afterInternalError(received, error, work));
      }
      ports.report(one.report);
      return 'done';
    }),
  );
}
