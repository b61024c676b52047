/** Decides how often the details of a delivery are reloaded. */
import type { Delivery } from '../../api/types.ts';

const NEAR_MS = 15_000;
/** An attempt that is overdue for longer is not imminent: the clocks differ, or the queue has a backlog. */
const OVERDUE_MS = 60_000;
export const POLL_NEAR_MS = 1000;
export const POLL_MS = 5000;

/** A resend whose attempt is not recorded yet. */
export interface AwaitedResend {
  /** Number of attempts before the resend. */
  readonly attempts: number;
  /** When to stop waiting, Unix milliseconds. */
  readonly until: number;
}

/** How long to wait for a resend. It can wait for the first attempt of a new event, and a slow endpoint takes 20 s. */
export const RESEND_WAIT_MS = 60_000;

export const isAwaited = (
  { attempt_count }: Pick<Delivery, 'attempt_count'>,
  awaited: AwaitedResend | undefined,
  now: number,
): boolean => awaited !== undefined && attempt_count <= awaited.attempts && now < awaited.until;

/** Returns the interval in milliseconds; false when no further attempt is expected. */
export function pollEvery(
  delivery: Pick<Delivery, 'status' | 'waiting' | 'next_attempt_at' | 'attempt_count'>,
  awaited: AwaitedResend | undefined,
  now: number,
): number | false {
  if (isAwaited(delivery, awaited, now)) return POLL_NEAR_MS;
  if (delivery.status !== 'pending') return false;
  const { next_attempt_at } = delivery;
  // The probe may be another delivery.
  if (delivery.waiting) return POLL_MS;
  // Without a time it is the first attempt, which is in the queue.
  const left = next_attempt_at === null ? 0 : new Date(next_attempt_at).getTime() - now;
  const near = left < NEAR_MS && left > -OVERDUE_MS;
  return near ? POLL_NEAR_MS : POLL_MS;
}
