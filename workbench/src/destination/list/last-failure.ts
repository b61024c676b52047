import type { Delivery } from '../../api/types.ts';

/** The latest failed delivery, and whether it is retried. */
export interface LastFailure {
  readonly delivery: Delivery;
  /** RFC 3339. */
  readonly at: string;
  readonly retrying: boolean;
}

/**
 * Returns the newest delivery that failed or waits for a retry; undefined when there is none.
 * A delivery that waits for its first attempt has not failed.
 */
export function lastFailureOf(failed: readonly Delivery[], pending: readonly Delivery[]): LastFailure | undefined {
  const attempted = pending.filter(({ attempt_count }) => attempt_count > 0);
  return [...failed, ...attempted]
    .map((delivery) => ({
      delivery,
      at: delivery.last_attempt_at ?? delivery.created,
      retrying: delivery.status === 'pending',
    }))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
}
