import type { Delivery } from '../../api/types.ts';

/** What failed last, and whether it is over. */
export interface LastFailure {
  readonly delivery: Delivery;
  /** RFC 3339. */
  readonly at: string;
  readonly retrying: boolean;
}

/**
 * The newest of those that failed for good and of those that wait for a retry; undefined when nothing failed.
 * A delivery that waits for its first attempt has not failed.
 */
export function lastFailureOf(failed: readonly Delivery[], pending: readonly Delivery[]): LastFailure | undefined {
  const tried = pending.filter(({ attempt_count }) => attempt_count > 0);
  return [...failed, ...tried]
    .map((delivery) => ({
      delivery,
      at: delivery.last_attempt_at ?? delivery.created,
      retrying: delivery.status === 'pending',
    }))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
}
