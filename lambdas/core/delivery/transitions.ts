/** Computes the row of a delivery after a change, from the row before. Pure. */

import type { WaybillEvent } from '../event/event.ts';
import { publishedAt } from '../ids.ts';
import { type Attempt, type Delivery, type FailureReason, MAX_STORED_ATTEMPTS, type SendResult } from './delivery.ts';
import { horizonAt } from './retry-policy.ts';

/** Returns the record of an attempt from the result of its sender. */
export function attemptFrom(
  { retryable: _retryable, destinationGone: _gone, retryAfterSeconds: _after, ...seen }: SendResult,
  given: Pick<Attempt, 'number' | 'trigger' | 'startedAt'>,
): Attempt {
  const timing = Object.fromEntries(Object.entries(seen.timing).map(([phase, ms]) => [phase, rounded(ms)]));
  return { ...given, ...seen, durationMs: rounded(seen.durationMs), timing };
}

/** Rounds to tenths of a millisecond: more digits are noise and take space in every row. */
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

const identity = (of: WaybillEvent | Delivery, destinationId: string) => ({
  account: of.account,
  mode: of.mode,
  destinationId,
  eventKey: 'key' in of ? of.key : of.eventKey,
  eventId: 'key' in of ? of.id : of.eventId,
  eventType: 'key' in of ? of.type : of.eventType,
});

/** Returns a delivery without attempts. */
export const newDelivery = (event: WaybillEvent, destinationId: string): Delivery => ({
  ...identity(event, destinationId),
  status: 'pending',
  attemptCount: 0,
  automaticCount: 0,
  attempts: [],
});

/**
 * Returns the delivery of an event that has no row for this destination. Its first attempt is pending. After the retry horizon
 * it has failed: publishing stopped between storing the event and sending its messages (decision 55).
 */
export function withoutRow(
  event: WaybillEvent,
  destinationId: string,
  { now, timeScale }: { readonly now: number; readonly timeScale: number },
): Delivery {
  const delivery = newDelivery(event, destinationId);
  if (now < horizonAt(event.mode, publishedAt(event.key), timeScale)) return delivery;
  return { ...delivery, status: 'failed', failureReason: 'never_attempted', failureDetail: NEVER_ATTEMPTED };
}

const NEVER_ATTEMPTED =
  'No attempt was made: publishing the event did not complete, and the publisher did not publish it again. Resend the event.';

/** How an attempt changes its delivery. */
interface AttemptEffect {
  readonly result: SendResult;
  /** Unix milliseconds; undefined when the retry schedule has no further attempt. */
  readonly nextAttemptAt: number | undefined;
  /** Id of the message that holds the retry; undefined when the retry is deferred. */
  readonly heldBy: string | undefined;
  /** Whether a failure does not change the status and the planned retry of the row. */
  readonly keepsSchedule: boolean;
  /** Recovery that sent the message of the attempt. */
  readonly recovery?: string | undefined;
}

/** Returns the row after an attempt. A delivered delivery stays delivered. */
export function deliveryAfter(
  row: Delivery | undefined,
  event: WaybillEvent,
  destinationId: string,
  made: Attempt,
  { result, nextAttemptAt, heldBy, keepsSchedule, recovery = row?.recovery }: AttemptEffect,
): Delivery {
  const base = {
    ...identity(event, destinationId),
    attemptCount: made.number,
    automaticCount: (row?.automaticCount ?? 0) + (made.trigger === 'automatic' ? 1 : 0),
    firstAttemptAt: row?.firstAttemptAt ?? made.startedAt,
    ...(row?.waits === undefined ? {} : { waits: row.waits }),
    ...(recovery === undefined ? {} : { recovery }),
    attempts: [...(row?.attempts ?? []), made].slice(-MAX_STORED_ATTEMPTS),
  };
  if (result.ok || row?.status === 'delivered') return { ...base, status: 'delivered' };
  if (row && keepsSchedule) {
    const { status, failureReason, failureDetail, nextAttemptAt: planned, deferred, waiting, heldBy: holder } = row;
    return {
      ...base,
      status,
      ...(failureReason ? { failureReason } : {}),
      ...(failureDetail ? { failureDetail } : {}),
      ...(planned === undefined ? {} : { nextAttemptAt: planned }),
      ...(deferred ? { deferred } : {}),
      ...(waiting ? { waiting } : {}),
      ...(holder === undefined ? {} : { heldBy: holder }),
    };
  }
  if (nextAttemptAt === undefined) return { ...base, status: 'failed', failureReason: reasonOf(result) };
  return { ...base, status: 'pending', nextAttemptAt, ...(heldBy === undefined ? { deferred: true } : { heldBy }) };
}

/** Returns the row of a deferred delivery. @param nextAttemptAt unix milliseconds */
export function deferredDelivery(row: Delivery, nextAttemptAt: number): Delivery {
  const { heldBy: _heldBy, waiting: _waiting, ...rest } = row;
  return { ...rest, nextAttemptAt, deferred: true };
}

/**
 * Returns the row of a delivery that waits because the circuit of its destination is open.
 * @param waits number of the entry for which the sweep sent the message, if it did
 */
export function waitingDelivery(row: Delivery, waits = 0): Delivery {
  const { heldBy: _heldBy, nextAttemptAt: _next, deferred: _deferred, ...rest } = row;
  // Another number than before, because the entry of the time before may be about to be removed.
  return { ...rest, waiting: true, waits: Math.max(row.waits ?? 0, waits) + 1 };
}

const reasonOf = (result: SendResult): FailureReason => {
  if (result.destinationGone) return 'gone';
  return result.retryable ? 'attempts_exhausted' : 'refused_by_target';
};

/** Returns why a delivery failed whose turn at a destination with limits would be after its retry horizon. */
export const reasonWithoutTurn = ({ attemptCount }: Delivery): FailureReason =>
  attemptCount > 0 ? 'attempts_exhausted' : 'never_attempted';

/** Returns the row of a delivery that fails without a further attempt. */
export function failedWithoutAttempt(
  row: Delivery | undefined,
  of: WaybillEvent | Delivery,
  destinationId: string,
  failureReason: FailureReason,
  failureDetail?: string,
): Delivery {
  const created = { ...identity(of, destinationId), attemptCount: 0, automaticCount: 0, attempts: [] };
  const {
    nextAttemptAt: _next,
    deferred: _deferred,
    waiting: _waiting,
    heldBy: _heldBy,
    failureDetail: _detail,
    ...rest
  }: Omit<Delivery, 'status'> = row ?? created;
  return { ...rest, status: 'failed', failureReason, ...(failureDetail ? { failureDetail } : {}) };
}

/**
 * Returns the row of a delivery that met an internal error.
 * @param until unix milliseconds until which it is deferred; undefined fails it
 */
export const deferredOrFailed = (row: Delivery, until: number | undefined): Delivery =>
  until === undefined
    ? failedWithoutAttempt(row, row, row.destinationId, 'internal_error')
    : // Later than before, because the entry of the time before may be removed from the due list already.
      deferredDelivery(row, Math.max(until, (row.nextAttemptAt ?? 0) + 1));
