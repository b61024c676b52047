import type { DestinationType } from '../destination/destination.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { Tenant } from '../tenant.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'failed';
type Trigger = 'automatic' | 'manual';

/** Why an attempt failed. `http_status`: the status of the response is not 2xx. */
export type AttemptErrorCode =
  | 'http_status'
  | 'redirect'
  | 'timeout'
  | 'dns'
  | 'refused'
  | 'reset'
  | 'unreachable'
  | 'tls'
  | 'blocked_address'
  | 'invalid_response'
  | 'eventbridge'
  | 'internal';

/** Phases of an HTTPS request, milliseconds. A phase that was skipped, such as on a reused connection, is absent. */
export interface Timing {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  readonly first_byte?: number;
}

/** The result of an attempt, as a sender returns it. */
export interface SendResult {
  readonly ok: boolean;
  readonly httpStatus?: number;
  readonly error?: { readonly code: AttemptErrorCode; readonly message: string };
  /** False when a retry cannot succeed, such as for a refused EventBridge entry. */
  readonly retryable: boolean;
  /** `Retry-After` of a 429 or 503, seconds. */
  readonly retryAfterSeconds?: number;
  /** Reason for which the destination is to be disabled. */
  readonly destinationGone?: 'gone' | 'no_aws_event_source_exists';
  readonly durationMs: number;
  readonly timing: Timing;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** First 1 KB of the response body, as UTF-8. */
  readonly responseExcerpt: string;
  readonly responseTruncated: boolean;
}

/** An attempt, as it is recorded. */
export interface Attempt extends Omit<SendResult, 'retryable' | 'destinationGone' | 'retryAfterSeconds'> {
  /** 1 for the first. */
  readonly number: number;
  readonly trigger: Trigger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** Why a delivery failed. */
export type FailureReason =
  | 'attempts_exhausted'
  | 'destination_disabled'
  | 'destination_deleted'
  | 'destination_failing'
  | 'gone'
  | 'refused_by_target'
  | 'event_expired'
  | 'never_attempted'
  | 'render_failed'
  | 'internal_error';

/** One event for one destination. The tenant is that of the event. */
export interface Delivery extends Tenant {
  readonly destinationId: string;
  readonly eventKey: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: DeliveryStatus;
  readonly failureReason?: FailureReason;
  /** Details of the reason, for example the change of the catalog that failed. */
  readonly failureDetail?: string;
  /** Number of all attempts. Conditional writes compare it. */
  readonly attemptCount: number;
  /** Number of automatic attempts, which the retry schedule counts. */
  readonly automaticCount: number;
  /** Unix milliseconds; absent before the first attempt. */
  readonly firstAttemptAt?: number;
  /** Unix milliseconds, while pending. */
  readonly nextAttemptAt?: number;
  /** Set while the next attempt belongs to an entry of the due list. Stored as `parked`. */
  readonly deferred?: boolean;
  /** Set while the delivery waits because the circuit of its destination is open: an entry of the waiting list stands for it. */
  readonly waiting?: boolean;
  /** Number of times that the delivery has begun to wait. Its entry in the waiting list and the message for it have this number. */
  readonly waits?: number;
  /** Id of the message that holds the retry, see `holderOf`. Any other message for the same attempt is a duplicate. */
  readonly heldBy?: string;
  /** Id of the recovery that sent the message of the latest attempt. A further message of that recovery is a duplicate. */
  readonly recovery?: string;
  /** The newest MAX_STORED_ATTEMPTS, oldest first. */
  readonly attempts: readonly Attempt[];
}

/**
 * Returns whether the next attempt belongs to an entry of the due list or of the waiting list, and not to this message. A message
 * for a later entry of the waiting list than the row's may be the only one: its row was not written. So may a message that the
 * sweep sent from the due list for a delivery that waits.
 */
export function isListed(row: Delivery, message: Pick<DeliveryMessage, 'dueAt' | 'waits'>): boolean {
  if (isForLaterWait(row, message)) return false;
  if (row.waiting) return message.waits !== row.waits && message.dueAt === undefined;
  return row.deferred === true && !isForPlannedAttempt(row, message);
}

/** Returns whether the message was sent for a later entry of the waiting list than the row's. */
export const isForLaterWait = (row: Delivery, { waits = 0 }: Pick<DeliveryMessage, 'waits'>): boolean =>
  waits > (row.waits ?? 0);

/**
 * Returns whether the sweep sent the message for the next attempt of the row. A later entry than the row's counts too: its row
 * was not written, and its message may be the only one.
 */
export const isForPlannedAttempt = ({ nextAttemptAt }: Delivery, { dueAt }: Pick<DeliveryMessage, 'dueAt'>): boolean =>
  dueAt !== undefined && nextAttemptAt !== undefined && dueAt >= nextAttemptAt;

/** Number of attempts that a row stores. An item of DynamoDB has at most 400 KB. */
export const MAX_STORED_ATTEMPTS = 50;

/** A message of the deliveries queue. It asks for one attempt. */
export interface DeliveryMessage {
  readonly destination: { readonly account: string; readonly id: string };
  readonly event: { readonly account: string; readonly mode: Tenant['mode']; readonly key: string };
  /** The event, when it is small enough. */
  readonly inline?: WaybillEvent;
  /** Whether the message was sent right after the event was stored, when no row can exist. */
  readonly first: boolean;
  readonly trigger: Trigger;
  /** Id of the recovery that sent the message, `rcv_…`. */
  readonly recovery?: string;
  /** `dueAt` of the entry of the due list for which the sweep sent the message, unix milliseconds; absent in other messages. */
  readonly dueAt?: number;
  /** `waits` of the entry of the waiting list for which the sweep sent the message; absent in other messages. */
  readonly waits?: number;
  /** Whether the delivery is the probe of its destination. */
  readonly probe?: boolean;
  /** Whether the fast lane moved the message to the slow lane. The delivery may have a row then, or an attempt that was aborted. */
  readonly forwarded?: boolean;
  /** Id of the first of the messages that this one takes the place of. Rows name it as the message that holds the retry. */
  readonly replaces?: string;
  /** Number of redrives, in manual messages only; absent for none. */
  readonly redriven?: number;
}

/** The result of an attempt for its delivery. */
export type Outcome = 'delivered' | 'retry' | 'failed';

/** An attempt for the log and the metrics. */
export interface AttemptReport {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
  readonly destinationType: DestinationType;
  readonly outcome: Outcome;
  /** Whether the queue holds the retry with a visibility timeout, or it is deferred. A value of the log. */
  readonly held?: 'visibility' | 'parked';
}

/** An attempt that reached the deadline of the fast lane, for the log and the metrics. The endpoint may have received it. */
export interface MovedReport {
  readonly destinationId: string;
  readonly event: Pick<WaybillEvent, 'account' | 'id' | 'type'>;
  readonly durationMs: number;
}

/** A delivery without an attempt, because its event cannot be rendered, for the log and the metrics. */
export interface RenderFailureReport {
  readonly delivery: Delivery;
  readonly destinationType: DestinationType;
  /** The change of the catalog that failed, and its API version. */
  readonly change: string;
  readonly version: string;
  /** Unix milliseconds. */
  readonly failedAt: number;
}
