/** How often a delivery that is looked at is asked for again. */
import type { Delivery } from '../../api/types.ts';

const NEAR_MS = 15_000;
/** Overdue for longer than that it is not about to come: the clocks differ, or the queue is behind. */
const OVERDUE_MS = 60_000;
export const POLL_NEAR_MS = 1000;
export const POLL_MS = 5000;

/** A resend whose attempt is not recorded yet. */
export interface Awaited {
  /** Attempts there were before it. */
  readonly attempts: number;
  /** Unix milliseconds; an attempt that has not come by then will not come. */
  readonly until: number;
}

/** How long a resend is waited for: one of a new event stands back for the first attempt, and a slow endpoint takes 20 s. */
export const RESEND_WAIT_MS = 60_000;

export const isAwaited = (
  { attempt_count }: Pick<Delivery, 'attempt_count'>,
  awaited: Awaited | undefined,
  now: number,
): boolean => awaited !== undefined && attempt_count <= awaited.attempts && now < awaited.until;

/** Milliseconds; false when nothing more is going to happen by itself. */
export function pollEvery(
  delivery: Pick<Delivery, 'status' | 'next_attempt_at' | 'attempt_count'>,
  awaited: Awaited | undefined,
  now: number,
): number | false {
  if (isAwaited(delivery, awaited, now)) return POLL_NEAR_MS;
  if (delivery.status !== 'pending') return false;
  const { next_attempt_at } = delivery;
  // Without a time it is the first attempt, which the queue is about to make.
  const left = next_attempt_at === null ? 0 : new Date(next_attempt_at).getTime() - now;
  const near = left < NEAR_MS && left > -OVERDUE_MS;
  return near ? POLL_NEAR_MS : POLL_MS;
}
