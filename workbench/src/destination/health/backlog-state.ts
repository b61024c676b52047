/** Derives from the health of a destination what happens to its deliveries that wait. */
import type { Destination } from '../../api/types.ts';

/**
 * `probing`: deliveries wait, and one of them is attempted now. `waiting`: they wait for the next probe. `draining`: the endpoint
 * has recovered, and the deliveries that waited are sent. `slow`: attempts take long. `none`: nothing to show.
 */
type BacklogState = 'waiting' | 'probing' | 'draining' | 'slow' | 'none';

export function backlogState({ status, health }: Pick<Destination, 'status' | 'health'>): BacklogState {
  if (status === 'disabled') return 'none';
  if (health.next_probe_at !== null) return 'waiting';
  if (health.draining) return 'draining';
  if (health.status === 'failing' && health.waiting > 0) return 'probing';
  return health.status === 'slow' ? 'slow' : 'none';
}

/**
 * Returns how much of the backlog was sent, 0 to 100. Deliveries that waited after they were counted make the total grow.
 */
export function drainedPercent({ sent, total }: { readonly sent: number; readonly total: number }): number {
  const all = Math.max(sent, total);
  return all === 0 ? 100 : Math.floor((100 * sent) / all);
}

const CALM_MS = 15_000;
const CHANGING_MS = 3_000;

/** Returns how often the destination is reloaded, milliseconds: the platform can disable it at any time. */
export const reloadEvery = (destination: Pick<Destination, 'status' | 'health'>): number =>
  backlogState(destination) === 'none' ? CALM_MS : CHANGING_MS;
