/** Waits after the faults until the backlog is drained. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Destination } from './destinations.ts';
import type { Publisher } from './publisher.ts';
import { isSelected, type Reconciliation } from './reconcile.ts';
import type { RetryingApi } from './retrying-api.ts';

export interface DrainOptions {
  /** Share of the deliveries that have to be settled, 0 to 1. */
  readonly settledShare: number;
  /** Longest wait, milliseconds. */
  readonly drainMs: number;
  readonly onProgress: (text: string) => void;
}

const CHECK_MS = 1_000;

/** Resolves with the counts when enough deliveries are settled, or when the time is over. */
export async function drain(
  api: RetryingApi,
  { events }: Publisher,
  destinations: readonly Destination[],
  reconcile: () => Promise<Reconciliation>,
  { settledShare, drainMs, onProgress }: DrainOptions,
): Promise<Reconciliation> {
  const endsAt = Date.now() + drainMs;
  for (;;) {
    const isOver = Date.now() >= endsAt;
    const likely = await shareArrived(api, events, destinations);
    onProgress(`${(likely * 100).toFixed(1)} % of the deliveries have arrived`);
    if (likely >= settledShare || isOver) {
      const reconciliation = await reconcile();
      if (isOver || shareSettled(reconciliation) >= settledShare) return reconciliation;
    }
    await pause(CHECK_MS);
  }
}

/** Returns the share of the deliveries that their endpoint accepted and that are not pending. Makes few calls. */
async function shareArrived(api: RetryingApi, events: Publisher['events'], destinations: readonly Destination[]) {
  let [published, open] = [0, 0];
  for (const { id, name, prefixes, endpoint } of destinations) {
    if (name === 'deleted') continue;
    const matching = [...events].filter(([, { type }]) => isSelected(type, prefixes));
    const missing = matching.filter(([event]) => !endpoint.arrivals.get(event)?.accepted.length);
    const pending = await api.list(`/v2/core/event_destinations/${id}/deliveries?status=pending&limit=100`);
    published += matching.length;
    open += Math.max(missing.length, pending.length);
  }
  return published === 0 ? 1 : 1 - open / published;
}

function shareSettled({ accounts }: Reconciliation): number {
  const all = [...accounts.values()];
  const open = all.reduce((sum, { states }) => sum + states.waiting + states.pending, 0);
  const published = all.reduce((sum, one) => sum + one.published, 0);
  return published === 0 ? 1 : 1 - open / published;
}
