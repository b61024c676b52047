/** Maintains the selection history of destinations, which explains why an event was not sent. */
import type { Destination, PastSelection } from './destination.ts';

/** Entries of a history. They are part of the destination's row, which each publish reads. */
const MAX_HISTORY = 5;
/** Types of a selection that is stored. A longer one is not, and the history then starts after it. */
const MAX_STORED_EVENTS = 30;

/** Returns `after` with the selection of `before` added to its history, if the two differ. */
export function withSelectionHistory(before: Destination, after: Destination): Destination {
  const sameEvents = after.enabledEvents.join() === before.enabledEvents.join();
  if (before.status === after.status && sameEvents) return after;
  const { selectionHistory: _former, ...rest } = after;
  if (!sameEvents && before.enabledEvents.length > MAX_STORED_EVENTS) return { ...rest, historyFrom: after.updated };
  const entry: PastSelection = {
    until: after.updated,
    status: before.status,
    ...(sameEvents ? {} : { enabledEvents: before.enabledEvents }),
  };
  const [oldest, ...others] = [...(before.selectionHistory ?? []), entry];
  return others.length < MAX_HISTORY
    ? { ...rest, selectionHistory: [oldest ?? entry, ...others] }
    : { ...rest, selectionHistory: others, historyFrom: oldest?.until ?? after.updated };
}

/**
 * Returns the destination with its selection at a time; undefined when the history does not go back that far.
 * @param at unix milliseconds, not before its creation
 */
export function destinationAt(destination: Destination, at: number): Destination | undefined {
  const { selectionHistory = [], historyFrom = 0 } = destination;
  if (at < historyFrom) return undefined;
  let state = destination;
  for (const { until, status, enabledEvents = state.enabledEvents } of selectionHistory.toReversed()) {
    if (at >= until) break;
    state = { ...state, status, enabledEvents };
  }
  return state;
}
