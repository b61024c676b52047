/**
 * Handles a batch of delivery messages: makes the attempts that are due, records them, and holds each retry in the queue or
 * defers it. Each step can be repeated, because the row shows what is still to do.
 */

import type { Destination } from '../destination/destination.ts';
import { laneOf } from '../destination/health/health.ts';
import { secondsUntilPosition } from '../destination/limits/pacing.ts';
import { WaybillError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import { publishedAt } from '../ids.ts';
import { RenderError } from '../rendering/render-error.ts';
import { createRenderOnce } from '../rendering/render-once.ts';
import { attempt, type DueAttempt, type FirstAttemptSuccess, record } from './attempt.ts';
import { createResults } from './backlog/results.ts';
import { endProbe, waitIfOpen } from './backlog/wait-message.ts';
import { createCollector } from './collector.ts';
import {
  type Delivery,
  type DeliveryMessage,
  type FailureReason,
  isForLaterWait,
  isForPlannedAttempt,
  isListed,
} from './delivery.ts';
import { afterInternalError } from './internal-error.ts';
import { type Forward, forwardOf, sendForwards } from './lanes/forward.ts';
import { createTurns } from './limits/turns.ts';
import type { DeliveryContext, DeliveryReads } from './ports.ts';
import { resultWithoutAttempt } from './recovery-message.ts';
import { FIRST_ATTEMPT_MS, NO_ROW_MS, secondsUntil } from './retry-policy.ts';
import { deferredDelivery, failedWithoutAttempt } from './transitions.ts';
import {
  type DeliverPorts,
  type DeliverSettings,
  holderOf,
  type Marks,
  type MessageAction,
  RETRY_SOON,
  type ReceivedMessage,
  type Work,
} from './work.ts';

/** Delivers a batch. Never throws. @returns the ids of the messages that must stay in the queue */
export async function deliverBatch(
  batch: readonly ReceivedMessage[],
  settings: DeliverSettings,
  ports: DeliverPorts,
): Promise<string[]> {
  const withoutRow = new Set(batch.filter((received) => hasNoRow(received, ports.now())));
  const context = await ports.deliveries.readBatch(readsFor(batch, withoutRow)).catch(unreadable);
  const render = createRenderOnce(ports.rendering);
  const reportError = (error: unknown) => batch[0] && ports.reportInternalError(batch[0], error);
  const turns = createTurns(settings, { ...ports, reportError });
  const marks: Marks = new Map();
  const results = createResults(settings, ports, marks);
  const work: Work = { context, render, settings, ports, withoutRow, marks, turns, results };
  const actions = await handleAll(batch, work);
  const remaining = batch.flatMap((received, index) => {
    const action = actions[index] as MessageAction;
    return action === 'delete' ? [] : [{ received, seconds: secondsHidden(action, ports.now()) }];
  });
  const hidden = remaining.map(({ received: { receiptHandle }, seconds }) => ({ receiptHandle, seconds }));
  // Messages that could not be hidden return after the queue's own visibility timeout. The others must still be deleted.
  await ports.queue.hide(hidden).catch((error: unknown) => {
    for (const { received } of remaining) ports.reportInternalError(received, error);
  });
  await Promise.all([...marks.values(), turns.ended(), results.finish()]);
  return remaining.map(({ received }) => received.id);
}

/** The batch may have ended long after a message got its position. */
const secondsHidden = (action: Exclude<MessageAction, 'delete'>, now: number): number =>
  'hideUntil' in action ? secondsUntilPosition(action.hideUntil, now) : action.hideForSeconds;

/** A message whose handling ends with a request that it shares with others. */
type Handled = MessageAction | FirstAttemptSuccess | Forward;

/** Handles each message. Records first-attempt successes and forwards messages while others of the batch are still handled. */
async function handleAll(batch: readonly ReceivedMessage[], work: Work): Promise<MessageAction[]> {
  const { startTimer } = work.ports;
  const successes = createCollector(
    (some: readonly FirstAttemptSuccess[]) => recordFirstAttemptSuccesses(some, work),
    startTimer,
  );
  const forwards = createCollector((some: readonly Forward[]) => sendForwards(some, work), startTimer);
  const finish = (handled: Handled): MessageAction | Promise<MessageAction> => {
    if (isFirstAttemptSuccess(handled)) return successes.add(handled);
    return isForward(handled) ? forwards.add(handled) : handled;
  };
  let inProgress = batch.length;
  return Promise.all(
    batch.map(async (received) => {
      const handling = handle(received, work).catch((error: unknown) => afterInternalError(received, error, work));
      const handled = await inTime(received, handling, work);
      const action = finish(handled);
      inProgress -= 1;
      if (inProgress === 0) for (const collector of [successes, forwards]) collector.flush();
      return action;
    }),
  );
}

/** Longer than an attempt that is in progress when the time of the batch is over, seconds. */
const OUT_OF_TIME_SECONDS = 60;

/**
 * Returns the result of a message, or hides the message when the time of the batch is over, so that the other messages can be
 * recorded. The message is received again after its attempt was recorded.
 */
async function inTime(received: ReceivedMessage, handled: Promise<Handled>, work: Work): Promise<Handled> {
  const { outOfTime, timeScale } = work.settings;
  const first = await (outOfTime ? Promise.race([handled, outOfTime]) : handled);
  if (first) return first;
  work.ports.reportInternalError(
    received,
    new WaybillError('The invocation ended before the delivery was attempted and recorded.'),
  );
  void recordLate(received, handled, work);
  return { hideForSeconds: Math.ceil(OUT_OF_TIME_SECONDS / timeScale) };
}

/**
 * Records a first-attempt success that its batch did not wait for. It reads the row, because Lambda may freeze the process
 * until the next batch.
 */
async function recordLate(received: ReceivedMessage, handled: Promise<Handled>, work: Work): Promise<void> {
  const late = await handled;
  if (!isFirstAttemptSuccess(late)) return;
  await record(late.made, work).catch((error: unknown) => work.ports.reportInternalError(received, error));
}

const isFirstAttemptSuccess = (one: Handled): one is FirstAttemptSuccess => typeof one === 'object' && 'made' in one;

const isForward = (one: Handled): one is Forward => typeof one === 'object' && 'outgoing' in one;

/**
 * Returns whether the delivery cannot have a row yet: the message was sent right after its event was stored, and is received
 * for the first time and soon. A later or forwarded message may find a row of a repeat, a resend or a recovery.
 */
function hasNoRow({ message, receiveCount }: ReceivedMessage, now: number): boolean {
  const age = Math.abs(now - publishedAt(message.event.key));
  return message.first && !message.forwarded && receiveCount === 1 && age < NO_ROW_MS;
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

/** Returns a context in which every read throws the error, so that each message handles it. */
function unreadable(error: unknown): DeliveryContext {
  const fail = () => {
    throw error;
  };
  return { destination: fail, delivery: fail, event: fail };
}

async function handle(received: ReceivedMessage, work: Work): Promise<Handled> {
  const due = await dueAttempt(received, work);
  if (typeof due === 'object' && 'body' in due) return attempt(due, work);
  if (due === 'delete' && received.message.probe) await endProbe(received, work);
  return due;
}

/** Returns the attempt to make for a message; or what happens to the message, when it is not attempted now. */
async function dueAttempt(received: ReceivedMessage, work: Work): Promise<DueAttempt | MessageAction | Forward> {
  const { message } = received;
  const { context, ports, settings } = work;
  const row = context.delivery(message.destination.id, message.event.key);
  const now = ports.now();
  const recovered = resultWithoutAttempt(message, received.receiveCount, row);
  if (recovered !== undefined) {
    if (recovered !== 'repeat') ports.reportRecoveryResult(message, recovered);
    return 'delete';
  }
  if (message.trigger === 'automatic') {
    if (row && row.status !== 'pending') return 'delete';
    if (row?.waiting && isDuplicate(received, row)) return 'delete';
    if (row?.nextAttemptAt !== undefined && row.nextAttemptAt > now) return hideUntilDue(received, row, now, work);
  }
  const event = message.inline ?? context.event(message.event, message.event.key);
  const destination = context.destination(message.destination.id);
  if (!event) return row ? settle(received, row, row, 'event_expired', work) : skip(received, work);
  if (!destination) return settle(received, row, event, 'destination_deleted', work);
  if (destination.status === 'disabled') return settle(received, row, event, 'destination_disabled', work);
  const isFirstInProgress =
    !message.first && isUnattempted(row, message) && mayHaveFirstAttemptInProgress(event, destination, now);
  const waits = isFirstInProgress ? undefined : await waitIfOpen({ received, row, event, destination }, work);
  if (waits) return waits;
  if (settings.lane === 'fast' && laneOf(destination, now) === 'slow') return forwardOf(received, row);
  if (isFirstInProgress) return { hideForSeconds: Math.min(2 ** received.receiveCount, MAX_WAIT_SECONDS) };
  const body = await work.render(destination, event).catch(asRenderError);
  if (body instanceof RenderError) return failUnrendered({ received, row, event, destination }, body, work);
  return { received, row, event, destination, body };
}

/** @throws any other error: an internal error */
function asRenderError(error: unknown): RenderError {
  if (error instanceof RenderError) return error;
  throw error;
}

/** Longest time for which a message is hidden while a first attempt may be in progress, seconds. */
const MAX_WAIT_SECONDS = 30;

/**
 * Returns whether no attempt is recorded. A row without an attempt means that publish deferred the delivery, and its first
 * message may be in the queue. A resend has to wait for it too.
 */
const isUnattempted = (row: Delivery | undefined, { trigger }: DeliveryMessage): boolean =>
  row === undefined || (trigger === 'manual' && row.attemptCount === 0);

/**
 * Returns whether the first attempt may be in progress. Its success would overwrite the row without reading it, so that any
 * other attempt has to wait.
 */
const mayHaveFirstAttemptInProgress = (event: WaybillEvent, { id }: Destination, now: number): boolean =>
  now - publishedAt(event.key) < FIRST_ATTEMPT_MS && event.destinations.some((ref) => ref.id === id);

/**
 * Receives up to which a message that arrives early is hidden again; afterwards its delivery is deferred. A queue that ignores
 * the visibility timeout would otherwise move the message to the dead-letter queue.
 */
const MAX_EARLY_RECEIVES = 5;

/** Hides the message of a retry that is not due yet, unless another message or the due list holds the retry. */
async function hideUntilDue(
  received: ReceivedMessage,
  row: Delivery,
  now: number,
  { ports }: Work,
): Promise<MessageAction> {
  const at = row.nextAttemptAt ?? now;
  if (isDuplicate(received, row)) return 'delete';
  if (row.deferred || received.receiveCount <= MAX_EARLY_RECEIVES) return { hideForSeconds: secondsUntil(at, now) };
  const { account } = received.message.destination;
  return (await ports.deliveries.replace(row, deferredDelivery(row, at), account)) ? 'delete' : RETRY_SOON;
}

/** Returns whether a list or another message holds the retry, so that this message is a duplicate. */
function isDuplicate(received: ReceivedMessage, row: Delivery): boolean {
  const { message } = received;
  if (row.deferred || row.waiting) return isListed(row, message);
  if (isForPlannedAttempt(row, message) || isForLaterWait(row, message)) return false;
  return row.heldBy !== undefined && row.heldBy !== holderOf(received);
}

/** Fails a delivery without an attempt. A resend or a recovery does not change the delivery. */
async function settle(
  received: ReceivedMessage,
  row: Delivery | undefined,
  of: WaybillEvent | Delivery,
  reason: FailureReason,
  work: Work,
): Promise<MessageAction> {
  const { destination, trigger } = received.message;
  if (trigger === 'manual') return skip(received, work);
  const settled = failedWithoutAttempt(row, of, destination.id, reason);
  return (await work.ports.deliveries.replace(row, settled, destination.account)) ? 'delete' : RETRY_SOON;
}

function skip({ message }: ReceivedMessage, { ports }: Work): MessageAction {
  if (message.recovery !== undefined) ports.reportRecoveryResult(message, 'skipped');
  return 'delete';
}

/**
 * Fails a delivery whose event cannot be rendered. A delivered one does not change, and a resend does not change the planned
 * retries: the catalog may be fixed before they are due.
 */
async function failUnrendered(
  { received: { message }, row, event, destination }: Omit<DueAttempt, 'body'>,
  { message: detail, change, version }: RenderError,
  { ports }: Work,
): Promise<MessageAction> {
  const { trigger, recovery } = message;
  const { id, account, type: destinationType } = destination;
  const settled = {
    ...failedWithoutAttempt(row, event, id, 'render_failed', detail),
    ...(recovery === undefined ? {} : { recovery }),
  };
  const isUnchanged = row?.status === 'delivered' || (row?.status === 'pending' && trigger === 'manual');
  if (!isUnchanged && !(await ports.deliveries.replace(row, settled, account))) return RETRY_SOON;
  const delivery = isUnchanged ? row : settled;
  ports.reportRenderFailure({ delivery, destinationType, change, version, failedAt: ports.now() });
  if (recovery !== undefined) ports.reportRecoveryResult(message, 'failed');
  return 'delete';
}

/** Writes first-attempt successes in one request; the ones that it did not write, one by one. Never throws. */
async function recordFirstAttemptSuccesses(
  successes: readonly FirstAttemptSuccess[],
  work: Work,
): Promise<MessageAction[]> {
  const { ports } = work;
  const unwritten = new Set(await ports.deliveries.putDelivered(successes));
  return Promise.all(
    successes.map(async (success): Promise<MessageAction> => {
      if (unwritten.has(success)) {
        const { received } = success.made;
        return record(success.made, work).catch((error: unknown) => afterInternalError(received, error, work));
      }
      ports.report(success.report);
      return 'delete';
    }),
  );
}
