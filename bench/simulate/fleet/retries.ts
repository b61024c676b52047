/** What happens after a failed attempt: the rules of `lambdas/core` decide when and where the retry waits. */
import type { Random } from '../../../lambdas/core/clock.ts';
import { mayHold, nextAttemptAt } from '../../../lambdas/core/delivery/retry-policy.ts';

/** A number of deliveries that were published and attempted at the same times. */
export interface Cohort {
  readonly weight: number;
  /** Second of publishing. */
  readonly publishedAt: number;
  /** Second of the first attempt; absent before it. */
  readonly firstAttemptAt?: number;
  readonly automaticCount: number;
  /** Second in which the next attempt is due. */
  readonly dueSecond: number;
}

export interface PlannedRetry<C> {
  readonly cohort: C;
  /** Whether the queue holds the messages. Otherwise they are deferred. */
  readonly held: boolean;
}

/**
 * Returns the retry of an attempt that failed in second `now`; undefined when the schedule has ended.
 * @param queue messages in flight, as the worker read it, and their limit
 */
export function planRetry<C extends Cohort>(
  cohort: C,
  now: number,
  queue: { readonly inFlight: number; readonly inFlightLimit: number },
  random: Random,
): PlannedRetry<C> | undefined {
  const firstAttemptAt = cohort.firstAttemptAt ?? now;
  const at = nextAttemptAt(
    {
      mode: 'live',
      automaticCount: cohort.automaticCount,
      firstAttemptAt: firstAttemptAt * 1000,
      now: now * 1000,
      timeScale: 1,
    },
    random,
  );
  if (at === undefined) return undefined;
  const held = mayHold({ delayMs: at - now * 1000, timeScale: 1, ...queue });
  return { cohort: { ...cohort, firstAttemptAt, dueSecond: Math.ceil(at / 1000) }, held };
}
