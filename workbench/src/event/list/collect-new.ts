/** New events are collected beside the list, so that what somebody reads does not move away from under them. */
import type { Event, V1Page } from '../../api/types.ts';

export interface Collected {
  /** The events that were there, each as it is now. */
  readonly shown: V1Page<Event>;
  /** How many came since. */
  readonly fresh: number;
  /** Whether there may be more of them than the page that was read could tell. */
  readonly more: boolean;
}

/**
 * @param held the page that is being read
 * @param latest the newest page, read anew
 */
export function collectNew(held: V1Page<Event>, latest: V1Page<Event>): Collected {
  const known = new Set(held.data.map(({ id }) => id));
  const now = new Map(latest.data.map((event) => [event.id, event]));
  const first = latest.data.findIndex(({ id }) => known.has(id));
  // None of them may fit the filter any more: then older ones have moved up, which are no news.
  const newest = held.data[0]?.created ?? 0;
  const fresh = first === -1 ? latest.data.filter(({ created }) => created >= newest).length : first;
  return {
    shown: { data: held.data.map((event) => now.get(event.id) ?? event), has_more: held.has_more },
    fresh,
    more: first === -1 && fresh === latest.data.length && latest.has_more,
  };
}
