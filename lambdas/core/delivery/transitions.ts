/** How a delivery's row changes: pure functions from the row before to the row after. */

import type { WaybillEvent } from '../event/event.ts';
import { publishedAt } from '../ids.ts';
import { type Attempt, type Delivery, type FailureReason, MAX_KEPT_ATTEMPTS, type SendResult } from './delivery.ts';
import { horizonAt } from './retry-policy.ts';

/** What a sender reported, as it is recorded. */
export function attemptFrom(
  { retryable: _retryable, destinationGone: _gone, retryAfterSeconds: _after, ...seen }: SendResult,
  given: Pick<Attempt, 'number' | 'trigger' | 'startedAt'>,
): Attempt {
  const timing = Object.fromEntries(Object.entries(seen.timing).map(([phase, ms]) => [phase, rounded(ms)]));
  return { ...given, ...seen, durationMs: rounded(seen.durationMs), timing };
}

/** Tenths of a millisecond: what is finer is noise, and stored with every attempt. */
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

const identity = (of: WaybillEvent | Delivery, destinationId: string) => ({
  account: of.account,
  mode: of.mode,
  destinationId,
  eventKey: 'key' in of ? of.key : of.eventKey,
  eventId: 'key' in of ? of.id : of.eventId,
  eventType: 'key' in of ? of.type : of.eventType,
});

/** A delivery that no attempt has been made of. */
export const unattempted = (event: WaybillEvent, destinationId: string): Delivery => ({
  ...identity(event, destinationId),
  status: 'pending',
  attemptCount: 0,
  automaticCount: 0,
  attempts: [],
});

/**
 * Returns a delivery that has no row. Its message waits in the queue for the first attempt. When no attempt was made until the
 * retry schedule would have ended, publishing stopped between storing the event and sending its messages (decision 55).
 */
export function withoutRow(
  event: WaybillEvent,
  destinationId: string,
  { now, timeScale }: { readonly now: number; readonly timeScale: number },
): Delivery {
  const delivery = unattempted(event, destinationId);
  if (now < horizonAt(event.mode, publishedAt(event.key), timeScale)) return delivery;
  return { ...delivery, status: 'failed', failureReason: 'never_attempted', failureDetail: NEVER_ATTEMPTED };
}

const NEVER_ATTEMPTED =
  'No attempt was made: publishing the event did not complete, and the publisher did not publish it again. Resend the event.';

export interface Aftermath {
  readonly result: SendResult;
  /** Unix milliseconds by the retry schedule; undefined when it has none left. */
  readonly nextAttemptAt: number | undefined;
  /** Id of the message that the queue keeps; undefined: the delivery is parked. */
  readonly heldBy: string | undefined;
  /** A failed attempt leaves status and planned retry of the row as they are. */
  readonly keepsSchedule: boolean;
  /** Of the message that asked for the attempt. */
  readonly recovery?: string | undefined;
}

/** The row after an attempt. A delivery that was delivered stays so after any later attempt. */
export function deliveryAfter(
  row: Delivery | undefined,
  event: WaybillEvent,
  destinationId: string,
  made: Attempt,
  { result, nextAttemptAt, heldBy, keepsSchedule, recovery = row?.recovery }: Aftermath,
): Delivery {
  const base = {
    ...identity(event, destinationId),
    attemptCount: made.number,
    automaticCount: (row?.automaticCount ?? 0) + (made.trigger === 'automatic' ? 1 : 0),
    firstAttemptAt: row?.firstAttemptAt ?? made.startedAt,
    ...(recovery === undefined ? {} : { recovery }),
    attempts: [...(row?.attempts ?? []), made].slice(-MAX_KEPT_ATTEMPTS),
  };
  if (result.ok || row?.status === 'delivered') return { ...base, status: 'delivered' };
  if (row && keepsSchedule) {
    const { status, failureReason, failureDetail, nextAttemptAt: planned, parked, heldBy: holder } = row;
    return {
      ...base,
      status,
      ...(failureReason ? { failureReason } : {}),
      ...(failureDetail ? { failureDetail } : {}),
      ...(planned === undefined ? {} : { nextAttemptAt: planned }),
      ...(parked ? { parked } : {}),
      ...(holder === undefined ? {} : { heldBy: holder }),
    };
  }
  if (nextAttemptAt === undefined) return { ...base, status: 'failed', failureReason: reasonOf(result) };
  return { ...base, status: 'pending', nextAttemptAt, ...(heldBy === undefined ? { parked: true } : { heldBy }) };
}

/** The row of a delivery that waits in the due list and has no message in the queue. */
export function parkedDelivery(row: Delivery, nextAttemptAt: number): Delivery {
  const { heldBy: _holder, ...kept } = row;
  return { ...kept, nextAttemptAt, parked: true };
}

const reasonOf = (result: SendResult): FailureReason => {
  if (result.destinationGone) return 'gone';
  return result.retryable ? 'attempts_exhausted' : 'refused_by_target';
};

/** The row of a delivery that ends without a further attempt. */
export function settledWithoutAttempt(
  row: Delivery | undefined,
  of: WaybillEvent | Delivery,
  destinationId: string,
  failureReason: FailureReason,
  failureDetail?: string,
): Delivery {
  const born = { ...identity(of, destinationId), attemptCount: 0, automaticCount: 0, attempts: [] };
  const {
    nextAttemptAt: _next,
    parked: _parked,
    heldBy: _holder,
    failureDetail: _detail,
    ...kept
  }: Omit<Delivery, 'status'> = row ?? born;
  return { ...kept, status: 'failed', failureReason, ...(failureDetail ? { failureDetail } : {}) };
}

/** The row of a delivery that an internal error holds up: parked until then, or ended where `until` is undefined. */
export const parkedOrEnded = (row: Delivery, until: number | undefined): Delivery =>
  until === undefined
    ? settledWithoutAttempt(row, row, row.destinationId, 'internal_error')
    : // Never the same time as before: the entry of that time may be gone from the due list.
      parkedDelivery(row, Math.max(until, (row.nextAttemptAt ?? 0) + 1));
