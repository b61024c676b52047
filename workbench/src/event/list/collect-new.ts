/** Collects new events beside the list, so that rows do not move while the user reads. */
import type { Event, V1Page } from '../../api/types.ts';

export interface Collected {
  /** The displayed events with their latest data. */
  readonly shown: V1Page<Event>;
  /** Number of new events. */
  readonly newCount: number;
  /** Whether there can be more new events than the page contains. */
  readonly more: boolean;
}

/**
 * @param displayed the page that is displayed
 * @param latest the newest page
 */
export function collectNew(displayed: V1Page<Event>, latest: V1Page<Event>): Collected {
  const known = new Set(displayed.data.map(({ id }) => id));
  const now = new Map(latest.data.map((event) => [event.id, event]));
  const first = latest.data.findIndex(({ id }) => known.has(id));
  // The displayed events may no longer match the filter. Older events then move up, which are not new.
  const newest = displayed.data[0]?.created ?? 0;
  const newCount = first === -1 ? latest.data.filter(({ created }) => created >= newest).length : first;
  return {
    shown: { data: displayed.data.map((event) => now.get(event.id) ?? event), has_more: displayed.has_more },
    newCount,
    more: first === -1 && newCount === latest.data.length && latest.has_more,
  };
}
