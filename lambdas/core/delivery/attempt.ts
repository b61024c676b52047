/** Makes an attempt and records it, also when other workers write the row in the meantime. */

import { WaybillError } from '../errors.ts';
import {
  type Attempt,
  type AttemptReport,
  type Delivery,
  MAX_STORED_ATTEMPTS,
  type Outcome,
  type SendResult,
} from './delivery.ts';
import { updateFromResult } from './destination-update.ts';
import { type Forward, forwardOf } from './lanes/forward.ts';
import { attemptTimeoutMs, isCutShort, watchAttempt } from './lanes/slow-attempt.ts';
import { untilTurn } from './limits/in-line.ts';
import type { Sender } from './ports.ts';
import { mayHold, nextAttemptAt, secondsUntil } from './retry-policy.ts';
import { attemptFrom, deliveryAfter } from './transitions.ts';
import { type Due, holderOf, type MessageAction, type ReceivedMessage, type Work } from './work.ts';

export interface DueAttempt extends Due {
  /** JSON of the request body. */
  readonly body: string;
}

/** An attempt that was made and is not recorded yet. Times are unix milliseconds. */
interface MadeAttempt extends DueAttempt {
  readonly result: SendResult;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A first attempt that succeeded. There is no row, so it is recorded together with others that succeed at the same time. */
export interface FirstAttemptSuccess {
  readonly made: MadeAttempt;
  readonly delivery: Delivery;
  readonly destinationAccount: string;
  readonly report: AttemptReport;
}

/**
 * Lost races after which recording an attempt fails. Each lost race means that another worker recorded an attempt of the same
 * delivery, for example for repeats of a publish call, which are all due at once. A row does not store more attempts than that.
 */
const RECORDING_TRIES = MAX_STORED_ATTEMPTS + 10;

/**
 * Makes an attempt when it is its turn, updates the destination from its result, and records it.
 * @returns what to do with the message; or the success that the caller has to record, or the message that it has to forward
 * @throws internal errors, such as a row that cannot be written
 */
export async function attempt(due: DueAttempt, work: Work): Promise<MessageAction | FirstAttemptSuccess | Forward> {
  const { received, destination, event, body } = due;
  const { ports, settings } = work;
  const turn = await work.turns.take(received, destination);
  if (turn.kind !== 'now') return untilTurn(due, turn, work);
  const startedAt = ports.now();
  const sender: Sender = ports.senders[destination.type];
  const watch = watchAttempt(due, work);
  const timeoutMs = attemptTimeoutMs(settings);
  const result = await sender.send({ destination, event, body, timeoutMs, onStart: watch.start }).finally(() => {
    watch.end();
    turn.end(ports.now() - startedAt);
  });
  if (isCutShort(result, settings)) {
    ports.reportMovedToSlowLane({ destinationId: destination.id, event, durationMs: result.durationMs });
    return forwardOf(received, due.row);
  }
  const made: MadeAttempt = { ...due, result, startedAt, endedAt: ports.now() };
  work.results.add(due, result, startedAt);
  // The result of a later attempt can update the destination too. This attempt was made and has to be recorded.
  await updateFromResult(destination, result, made.endedAt, ports).catch((error: unknown) =>
    ports.reportInternalError(received, error),
  );
  if (result.ok && work.withoutRow.has(received)) {
    const { next, report } = await outcomeOf(made, undefined, work);
    return { made, delivery: next, destinationAccount: destination.account, report };
  }
  return record(made, work);
}

/**
 * Writes the attempt to the row. When another worker wrote the row first, applies the attempt to the new row.
 * @throws WaybillError when too many other workers wrote first
 */
export async function record(made: MadeAttempt, work: Work): Promise<MessageAction> {
  const { received, destination, event, result } = made;
  const { ports } = work;
  let row = made.row;
  for (let tries = 0; tries < RECORDING_TRIES; tries++) {
    const { next, report } = await outcomeOf(made, row, work);
    const isFirst = await ports.deliveries.replace(row, next, destination.account);
    const present = isFirst ? next : await ports.deliveries.get(destination.id, event.key);
    if (present && (isFirst || tookEffect(next, present))) {
      ports.report(report);
      if (received.message.recovery !== undefined) {
        ports.reportRecoveryResult(received.message, result.ok ? 'delivered' : 'failed');
      }
      return actionFor(present, received, ports.now());
    }
    row = present;
  }
  throw new WaybillError(
    `An attempt of ${event.key} at ${destination.id} was not recorded: other workers wrote first.`,
  );
}

/** Returns whether a write that was refused took effect before: its response was lost, and the AWS SDK repeated it. */
function tookEffect(written: Delivery, row: Delivery): boolean {
  const own = written.attempts.at(-1);
  const there = row.attempts.find(({ number }) => number === own?.number);
  const compared = ['startedAt', 'trigger', 'ok', 'httpStatus', 'durationMs', 'responseExcerpt'] as const;
  if (!own || !there || compared.some((field) => there[field] !== own[field])) return false;
  // Two copies of a message may be attempted in the same millisecond. Jitter makes their next attempts differ.
  return row.attemptCount > written.attemptCount || row.nextAttemptAt === written.nextAttemptAt;
}

/** Returns the action for a message: hidden until the next attempt if the row says that it holds the retry, else deleted. */
const actionFor = (
  { status, heldBy, nextAttemptAt }: Delivery,
  received: ReceivedMessage,
  now: number,
): MessageAction =>
  status === 'pending' && heldBy === holderOf(received) && nextAttemptAt !== undefined
    ? { hideForSeconds: secondsUntil(nextAttemptAt, now) }
    : 'delete';

/** Returns the row after the attempt, and the report. */
async function outcomeOf(made: MadeAttempt, row: Delivery | undefined, { ports, settings }: Work) {
  const { received, event, destination, result, startedAt, endedAt: now } = made;
  const { trigger, recovery } = received.message;
  const attempt = attemptFrom(result, { number: (row?.attemptCount ?? 0) + 1, trigger, startedAt });
  const mayRetry = result.retryable && !result.destinationGone;
  const at = mayRetry
    ? nextAttemptAt(
        {
          mode: event.mode,
          automaticCount: (row?.automaticCount ?? 0) + 1,
          firstAttemptAt: row?.firstAttemptAt ?? startedAt,
          now,
          timeScale: settings.timeScale,
          retryAfterSeconds: result.retryAfterSeconds,
        },
        ports.random,
      )
    : undefined;
  const keepsSchedule = row !== undefined && keepsPlannedRetry(made, row, mayRetry);
  const hold =
    !result.ok &&
    !keepsSchedule &&
    !wasListedMeanwhile(made, row) &&
    trigger === 'automatic' &&
    at !== undefined &&
    mayHold({ delayMs: at - now, ...settings, inFlight: await ports.queue.inFlight() });
  const next = deliveryAfter(row, event, destination.id, attempt, {
    result,
    nextAttemptAt: at,
    heldBy: hold ? holderOf(received) : undefined,
    keepsSchedule,
    recovery,
  });
  const held = keepsSchedule ? undefined : hold ? 'visibility' : 'parked';
  return { next, report: reportOf(made, attempt, next, held) };
}

/**
 * Returns whether the row keeps its status and planned retry after a failed attempt: the attempt was manual, the delivery was
 * settled during it, or another automatic attempt was recorded during it and planned the next one.
 */
function keepsPlannedRetry({ received, row: seen }: MadeAttempt, row: Delivery, mayRetry: boolean): boolean {
  if (received.message.trigger === 'manual' || row.status !== 'pending') return true;
  return mayRetry && row.automaticCount !== (seen?.automaticCount ?? 0);
}

/**
 * Returns whether another worker deferred the delivery, or let it wait, during the attempt. It may have deleted the message, which
 * then cannot hold the retry.
 */
function wasListedMeanwhile({ row: seen }: MadeAttempt, row: Delivery | undefined): boolean {
  if (row?.waiting) return !(seen?.waiting && seen.waits === row.waits);
  return row?.deferred === true && !(seen?.deferred && seen.nextAttemptAt === row.nextAttemptAt);
}

function reportOf(
  { received, destination, result }: MadeAttempt,
  attempt: Attempt,
  next: Delivery,
  held: AttemptReport['held'],
): AttemptReport {
  const outcome: Outcome = result.ok ? 'delivered' : next.status === 'failed' ? 'failed' : 'retry';
  const retries = outcome === 'retry' && received.message.trigger === 'automatic';
  return {
    delivery: next,
    attempt,
    destinationType: destination.type,
    outcome,
    ...(retries && held ? { held } : {}),
  };
}
