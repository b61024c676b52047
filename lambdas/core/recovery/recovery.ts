/** A recovery: a background job that resends what one destination missed in a time range. */
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';

/**
 * How an event was missed. `failed`: its delivery failed. `pending`: it was attempted and waits for a retry. `unattempted`: it
 * matched the destination and was never attempted. `not_sent`: it did not match the destination when it was published, but
 * matches its present selection.
 */
export const MISSED = ['failed', 'pending', 'unattempted', 'not_sent'] as const;
export type Missed = (typeof MISSED)[number];

export const RECOVERY_STATUSES = ['running', 'succeeded', 'stopped'] as const;
export type RecoveryStatus = (typeof RECOVERY_STATUSES)[number];

export const STOP_REASONS = ['requested', 'destination_disabled', 'destination_deleted'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** The result of one message of a recovery. `skipped`: no attempt was needed or possible. */
export type RecoveryResult = 'delivered' | 'failed' | 'skipped';
export type RecoveryCounts = Readonly<Record<RecoveryResult, number>>;

/** Selects the events that a recovery sends. */
export interface RecoveryRange {
  /** Unix milliseconds of publishing, inclusive. */
  readonly since: number;
  /** Unix milliseconds of publishing, exclusive. */
  readonly until: number;
  readonly statuses: readonly Missed[];
  /** Exact types or `group.*`; all types when absent. */
  readonly types?: readonly string[];
}

/** The tenant is that of the destination. */
export interface Recovery extends Tenant, RecoveryRange, RecoveryCounts {
  /** `rcv_…` */
  readonly id: string;
  readonly destinationId: string;
  /** The range as the caller gave it. A call with the same range returns the running recovery. @see serializeRange */
  readonly requestedRange: string;
  /** Deliveries a second. */
  readonly rate: number;
  readonly status: RecoveryStatus;
  readonly reason?: StopReason;
  /** Number of messages that were sent to the queue. */
  readonly sent: number;
  /** Event key, or the bound of a time, up to which everything was sent. */
  readonly cursor: string;
  /** Whether the whole range was read. */
  readonly scanned: boolean;
  /** Unix milliseconds up to which messages are scheduled. */
  readonly scheduledUntil: number;
  /** End of the lease of a step, unix milliseconds; 0 when no step has it. It also identifies the step. */
  readonly leaseUntil: number;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds; absent while the recovery is running. */
  readonly finished?: number;
}

/** The fields that a step changes. */
export type RecoveryProgress = Pick<Recovery, 'sent' | 'cursor' | 'scanned' | 'scheduledUntil'>;

/** Longest time back that a recovery may start, milliseconds: the retention of events and deliveries. */
export const MAX_REACH_MS = 30 * 24 * 3_600_000;
/** Retention of finished recoveries, seconds. */
export const RECOVERY_RETENTION_SECONDS = 30 * 24 * 3600;

/** Time after sending after which no result is expected any more, milliseconds. */
const RESULT_TIMEOUT_MS = 10 * 60_000;

/** Returns a new, running recovery. @param given `rate` in deliveries a second, `now` in unix milliseconds */
export function newRecovery(
  range: RecoveryRange,
  given: Tenant & Pick<Recovery, 'id' | 'destinationId' | 'requestedRange' | 'rate'> & { readonly now: number },
): Recovery {
  const { now, ...rest } = given;
  return {
    ...rest,
    ...range,
    status: 'running',
    sent: 0,
    delivered: 0,
    failed: 0,
    skipped: 0,
    cursor: eventKeyAt(range.since),
    scanned: false,
    scheduledUntil: now,
    leaseUntil: 0,
    created: now,
  };
}

/** Returns the same text for the same range, regardless of the order of its lists. `until` is absent if the caller gave none. */
export const serializeRange = (range: Omit<RecoveryRange, 'until'> & { readonly until?: number | undefined }): string =>
  JSON.stringify([range.since, range.until ?? null, [...range.statuses].sort(), [...(range.types ?? [])].sort()]);

/** Returns whether everything was sent, and all results are counted or no longer expected. */
export function isComplete(recovery: Recovery, now: number): boolean {
  const { scanned, scheduledUntil, sent, delivered, failed, skipped } = recovery;
  if (!scanned || now < scheduledUntil) return false;
  return delivered + failed + skipped >= sent || now >= scheduledUntil + RESULT_TIMEOUT_MS;
}

/** Returns the counts for the API, capped at `sent`: an invocation that ended after counting may have counted twice. */
export function resultsOf({ sent, delivered, failed, skipped }: Recovery): RecoveryCounts {
  const shownDelivered = Math.min(delivered, sent);
  const shownFailed = Math.min(failed, sent - shownDelivered);
  return {
    delivered: shownDelivered,
    failed: shownFailed,
    skipped: Math.min(skipped, sent - shownDelivered - shownFailed),
  };
}

const KEY_LENGTH = 'evt_01KF1HZMR00000000000000001'.length;

/** Returns the share of the range that was read, 0 to 1. */
export function progressOf({ scanned, cursor, since, until }: Recovery): number {
  if (scanned) return 1;
  // The bound of a time has only the ten characters of the time.
  const reached = publishedAt(cursor.padEnd(KEY_LENGTH, '0'));
  return Math.min(1, Math.max(0, (reached - since) / (until - since)));
}
