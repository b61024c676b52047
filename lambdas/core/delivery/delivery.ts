import type { DestinationType } from '../destination/destination.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { Tenant } from '../tenant.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'failed';
export type Trigger = 'automatic' | 'manual';

/** Why an attempt got no 2xx. `http_status`: an answer came but not a 2xx. */
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

/** Phases of one HTTPS exchange, milliseconds; a phase that did not happen (a reused connection) is absent. */
export interface Timing {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  readonly first_byte?: number;
}

/** What one try brought, as a sender reports it. */
export interface SendResult {
  readonly ok: boolean;
  readonly httpStatus?: number;
  readonly error?: { readonly code: AttemptErrorCode; readonly message: string };
  /** False when trying again cannot help (an EventBridge entry refused for good). */
  readonly retryable: boolean;
  /** Seconds the receiver asked to wait (`Retry-After` on 429 and 503). */
  readonly retryAfterSeconds?: number;
  /** What the destination should become because of this answer. */
  readonly destinationGone?: 'gone' | 'no_aws_event_source_exists';
  readonly durationMs: number;
  readonly timing: Timing;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** First 1 KB of the response body, as UTF-8. */
  readonly responseExcerpt: string;
  readonly responseTruncated: boolean;
}

/** One recorded try of a delivery. */
export interface Attempt extends Omit<SendResult, 'retryable' | 'destinationGone' | 'retryAfterSeconds'> {
  /** 1 for the first. */
  readonly number: number;
  readonly trigger: Trigger;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** Why a delivery ended as failed, or why the last attempt of a pending one did not count. */
export type FailureReason =
  | 'attempts_exhausted'
  | 'destination_disabled'
  | 'destination_deleted'
  | 'gone'
  | 'refused_by_target'
  | 'event_expired'
  | 'never_attempted'
  | 'render_failed'
  | 'internal_error';

/** One event for one destination. The tenant is the event's. */
export interface Delivery extends Tenant {
  readonly destinationId: string;
  readonly eventKey: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: DeliveryStatus;
  readonly failureReason?: FailureReason;
  /** The reason in words, where there is more to say: the change of the catalog that failed. */
  readonly failureDetail?: string;
  /** Every attempt made, manual ones too; also the version a conditional write compares. */
  readonly attemptCount: number;
  /** Automatic attempts only: what the schedule counts. */
  readonly automaticCount: number;
  /** Unix milliseconds; absent while never attempted (parked before its first attempt). */
  readonly firstAttemptAt?: number;
  /** Unix milliseconds, while pending. */
  readonly nextAttemptAt?: number;
  /** Set while the due list holds the delivery until `nextAttemptAt`, and then until the sweep's message is attempted. */
  readonly parked?: boolean;
  /** Id of the queue message that is hidden until `nextAttemptAt`; any other for the same delivery is superfluous. */
  readonly heldBy?: string;
  /** The recovery that made the last attempt of one. A message of the same one finds its work done. */
  readonly recovery?: string;
  /** Oldest first; the newest MAX_KEPT_ATTEMPTS. */
  readonly attempts: readonly Attempt[];
}

/**
 * Whether the next attempt belongs to an entry of the due list, and not to this message. A message of a later entry than the
 * row's may be the only one that is left: the row was not written when that entry was put.
 */
export const waitsInDueList = (row: Delivery, message: Pick<DeliveryMessage, 'dueAt'>): boolean =>
  row.parked === true && !isOfPlan(row, message);

/** Whether the sweep sent the message for the next attempt that the row plans, or for a later one that is not in the row. */
export const isOfPlan = ({ nextAttemptAt }: Delivery, { dueAt }: Pick<DeliveryMessage, 'dueAt'>): boolean =>
  dueAt !== undefined && nextAttemptAt !== undefined && dueAt >= nextAttemptAt;

/** Attempts kept on a delivery's row; a row may not pass DynamoDB's 400 KB. */
export const MAX_KEPT_ATTEMPTS = 50;

/** One queue message: an attempt to make. */
export interface DeliveryMessage {
  readonly destination: { readonly account: string; readonly id: string };
  readonly event: { readonly account: string; readonly mode: Tenant['mode']; readonly key: string };
  /** The event itself, when it is small enough to travel along. */
  readonly inline?: WaybillEvent;
  /** Sent once, right after the event was stored: no row can exist yet. */
  readonly first: boolean;
  readonly trigger: Trigger;
  /** The recovery it belongs to, `rcv_…`. */
  readonly recovery?: string;
  /** `dueAt` of the entry of the due list that the sweep sent it for, unix milliseconds; absent for any other message. */
  readonly dueAt?: number;
  /** Times it was sent again from the dead-letter queue; absent for none. Manual messages only. */
  readonly redriven?: number;
}

/** What became of the delivery by one attempt. */
export type Outcome = 'delivered' | 'retry' | 'failed';

/** What the log and the metrics tell of an attempt. */
export interface AttemptReport {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
  readonly destinationType: DestinationType;
  readonly outcome: Outcome;
  /** What holds the retry: the queue, by a visibility timeout, or the due list. */
  readonly held?: 'visibility' | 'parked';
}

/** What the log and the metrics tell of a delivery whose event cannot be rendered: it is not attempted. */
export interface RenderFailureReport {
  readonly delivery: Delivery;
  readonly destinationType: DestinationType;
  /** The change that failed, and its version. */
  readonly change: string;
  readonly version: string;
  /** Unix milliseconds. */
  readonly failedAt: number;
}
