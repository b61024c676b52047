/** Making one attempt and recording it, whatever other workers write in the meantime. */

import type { Destination } from '../destination/destination.ts';
import { WaybillError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import {
  type Attempt,
  type AttemptReport,
  type Delivery,
  MAX_KEPT_ATTEMPTS,
  type Outcome,
  type SendResult,
} from './delivery.ts';
import { updateFromResult } from './destination-update.ts';
import { mayHold, nextAttemptAt, secondsUntil } from './retry-policy.ts';
import { attemptFrom, deliveryAfter } from './transitions.ts';
import type { Fate, ReceivedMessage, Work } from './work.ts';

/** An attempt that is due. */
export interface DueAttempt {
  readonly received: ReceivedMessage;
  readonly row: Delivery | undefined;
  readonly event: WaybillEvent;
  readonly destination: Destination;
  /** What is sent. */
  readonly body: string;
}

/** An attempt that was made and is to be recorded. */
export interface MadeAttempt extends DueAttempt {
  readonly result: SendResult;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A first attempt that succeeded where there is no row: its record is written with those of others in one request. */
export interface FirstSuccess {
  readonly made: MadeAttempt;
  readonly delivery: Delivery;
  readonly destinationAccount: string;
  readonly report: AttemptReport;
}

/**
 * Lost races after which recording an attempt fails. Each means that another worker recorded one of the same delivery, such as
 * for the repeats of a publish call, which are all due at once. More attempts than that the row does not keep.
 */
const RECORDING_TRIES = MAX_KEPT_ATTEMPTS + 10;

export async function attempt(due: DueAttempt, work: Work): Promise<Fate | FirstSuccess> {
  const { received, destination, event, body } = due;
  const { ports } = work;
  const startedAt = ports.now();
  const result = await ports.senders[destination.type].send({ destination, event, body });
  const made: MadeAttempt = { ...due, result, startedAt, endedAt: ports.now() };
  // A later response can update the destination too; the attempt was made and has to be recorded.
  await updateFromResult(destination, result, made.endedAt, ports.destinations).catch((error: unknown) =>
    ports.reportInternalError(received, error),
  );
  if (result.ok && work.withoutRow.has(received)) {
    const { next, report } = await outcomeOf(made, undefined, work);
    return { made, delivery: next, destinationAccount: destination.account, report };
  }
  return record(made, work);
}

/**
 * Writes the attempt to the row. When another worker wrote first, applies the attempt to that row: no attempt that was made
 * disappears.
 */
export async function record(made: MadeAttempt, work: Work): Promise<Fate> {
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
        ports.reportRecovered(received.message, result.ok ? 'delivered' : 'failed');
      }
      return fateBy(present, received, ports.now());
    }
    row = present;
  }
  throw new WaybillError(
    `An attempt of ${event.key} at ${destination.id} was not recorded: other workers wrote first.`,
  );
}

/** Whether a write that seemed to lose a race is the one that was first: it took effect, and its response was lost. */
function tookEffect(written: Delivery, row: Delivery): boolean {
  const own = written.attempts.at(-1);
  const there = row.attempts.find(({ number }) => number === own?.number);
  const compared = ['startedAt', 'trigger', 'ok', 'httpStatus', 'durationMs', 'responseExcerpt'] as const;
  if (!own || !there || compared.some((field) => there[field] !== own[field])) return false;
  // Two copies of a message may be attempted in the same millisecond; their next attempts are apart by jitter.
  return row.attemptCount > written.attemptCount || row.nextAttemptAt === written.nextAttemptAt;
}

/** A message that the row names as the holder of its retry is kept until then; any other is done. */
const fateBy = ({ status, heldBy, nextAttemptAt }: Delivery, { id }: ReceivedMessage, now: number): Fate =>
  status === 'pending' && heldBy === id && nextAttemptAt !== undefined
    ? { keepFor: secondsUntil(nextAttemptAt, now) }
    : 'done';

/** The row that the attempt makes of `row`. */
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
  const keepsSchedule = row !== undefined && isPlannedElsewhere(made, row, mayRetry);
  const hold =
    !result.ok &&
    !keepsSchedule &&
    !wasParkedMeanwhile(made, row) &&
    trigger === 'automatic' &&
    at !== undefined &&
    mayHold({ delayMs: at - now, ...settings, inFlight: await ports.queue.inFlight() });
  const next = deliveryAfter(row, event, destination.id, attempt, {
    result,
    nextAttemptAt: at,
    heldBy: hold ? received.id : undefined,
    keepsSchedule,
    recovery,
  });
  const held = keepsSchedule ? undefined : hold ? 'visibility' : 'parked';
  return { next, report: reportOf(made, attempt, next, held) };
}

/**
 * Whether the row keeps its status and planned retry after a failure: the attempt was manual, the delivery ended while it was
 * under way, or another automatic attempt was recorded beside it and planned the next one.
 */
function isPlannedElsewhere({ received, row: seen }: MadeAttempt, row: Delivery, mayRetry: boolean): boolean {
  if (received.message.trigger === 'manual' || row.status !== 'pending') return true;
  return mayRetry && row.automaticCount !== (seen?.automaticCount ?? 0);
}

/** Whether a worker that parked the delivery during the attempt may have deleted its message, which then can hold no retry. */
const wasParkedMeanwhile = ({ row: seen }: MadeAttempt, row: Delivery | undefined): boolean =>
  row?.parked === true && !(seen?.parked && seen.nextAttemptAt === row.nextAttemptAt);

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
