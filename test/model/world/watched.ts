/** When the sweep has work for a watched destination. */
import { probeDueAt } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { needsWatch } from '../../../lambdas/core/destination/health/watch.ts';
import type { State } from './state.ts';

/** Returns the unix milliseconds from which a run finds something to do for a destination; infinite while there is nothing. */
export function watchAt(state: State, destinationId: string, periodMs: number): number {
  const { now } = state.sim;
  const destination = state.destinations.rows.get(destinationId);
  const health = destination?.health;
  const isSettled = destination?.status !== 'enabled' || !needsWatch(health);
  if (isSettled || (health?.circuit === 'closed' && health.drainingSince !== undefined)) return now;
  const waits = state.deliveries.waitingList.count(destinationId, 1) > 0;
  if (!waits) return Number.POSITIVE_INFINITY;
  // The drain of a line may have ended while a delivery began to wait.
  if (health?.circuit === 'closed') return now;
  return (probeDueAt(health, now) ?? health?.probe?.until ?? now) - periodMs;
}
