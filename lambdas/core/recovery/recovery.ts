/** A recovery: what one destination missed in a stretch of time, sent again in the background. */
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';

/**
 * How an event was missed. `failed`: its delivery ended so. `pending`: it was attempted and waits for a retry.
 * `unattempted`: it was meant for the destination, and nobody has tried. `not_sent`: it was not meant for it when it was
 * published, but would be by what the destination selects now.
 */
export const MISSED = ['failed', 'pending', 'unattempted', 'not_sent'] as const;
export type Missed = (typeof MISSED)[number];

export const RECOVERY_STATUSES = ['running', 'succeeded', 'stopped'] as const;
export type RecoveryStatus = (typeof RECOVERY_STATUSES)[number];

export const STOP_REASONS = ['requested', 'destination_disabled', 'destination_deleted'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** What became of one message of a recovery. `skipped`: there was nothing left to attempt. */
export type RecoveryResult = 'delivered' | 'failed' | 'skipped';
export type RecoveryCounts = Readonly<Record<RecoveryResult, number>>;

/** What is to be sent. */
export interface RecoveryRange {
  /** Unix milliseconds of publishing, inclusive. */
  readonly since: number;
  /** Unix milliseconds of publishing, exclusive. */
  readonly until: number;
  readonly statuses: readonly Missed[];
  /** Exact types or `group.*`; all when absent. */
  readonly types?: readonly string[];
}

/** The tenant is the destination's. */
export interface Recovery extends Tenant, RecoveryRange, RecoveryCounts {
  /** `rcv_…` */
  readonly id: string;
  readonly destinationId: string;
  /** The range in the caller's words: who asks for the same gets the same recovery. @see askedRange */
  readonly asked: string;
  /** Deliveries a second. */
  readonly rate: number;
  readonly status: RecoveryStatus;
  readonly reason?: StopReason;
  /** Messages the queue has taken. */
  readonly sent: number;
  /** Event key, or the bound of a time: everything up to it has been sent. */
  readonly cursor: string;
  /** The scan has come to the end of the range. */
  readonly scanned: boolean;
  /** Unix milliseconds up to which sends are spread already. */
  readonly scheduledUntil: number;
  /** Unix milliseconds until which one step has the recovery for itself; 0 when none has. Unique, so it names its step. */
  readonly leaseUntil: number;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds, once it runs no more. */
  readonly finished?: number;
}

/** What a step has done so far. */
export type RecoveryProgress = Pick<Recovery, 'sent' | 'cursor' | 'scanned' | 'scheduledUntil'>;

/** How far back a recovery may reach, milliseconds: events and deliveries are kept this long. */
export const MAX_REACH_MS = 30 * 24 * 3_600_000;
/** Finished recoveries are kept this long, seconds. */
export const RECOVERY_RETENTION_SECONDS = 30 * 24 * 3600;

/** A result that has not come this long after its send will not come, milliseconds. */
const PATIENCE_MS = 10 * 60_000;

export function newRecovery(
  range: RecoveryRange,
  given: Tenant & Pick<Recovery, 'id' | 'destinationId' | 'asked' | 'rate'> & { readonly now: number },
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

/** The same text for the same range, whatever the order; `until` is absent where the caller gave none. */
export const askedRange = (asked: Omit<RecoveryRange, 'until'> & { readonly until?: number | undefined }): string =>
  JSON.stringify([asked.since, asked.until ?? null, [...asked.statuses].sort(), [...(asked.types ?? [])].sort()]);

/** Whether everything was sent and its results are in, or will not come any more. */
export function isComplete(recovery: Recovery, now: number): boolean {
  const { scanned, scheduledUntil, sent, delivered, failed, skipped } = recovery;
  if (!scanned || now < scheduledUntil) return false;
  return delivered + failed + skipped >= sent || now >= scheduledUntil + PATIENCE_MS;
}

/** The results as they are told: a function that died when it had counted counts again, but no more came of it than was sent. */
export function resultsOf({ sent, delivered, failed, skipped }: Recovery): RecoveryCounts {
  const got = Math.min(delivered, sent);
  const not = Math.min(failed, sent - got);
  return { delivered: got, failed: not, skipped: Math.min(skipped, sent - got - not) };
}

const KEY_LENGTH = 'evt_01KF1HZMR00000000000000001'.length;

/** 0 to 1, by how far the scan is in the range. */
export function progressOf({ scanned, cursor, since, until }: Recovery): number {
  if (scanned) return 1;
  // A bound has the time alone.
  const reached = publishedAt(cursor.padEnd(KEY_LENGTH, '0'));
  return Math.min(1, Math.max(0, (reached - since) / (until - since)));
}
