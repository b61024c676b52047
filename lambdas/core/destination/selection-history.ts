/** What a destination took before it was changed: by that a person is told why an event did not go there. */
import type { Destination, FormerSelection } from './destination.ts';

/** They are kept in the destination's row, which is read at each publish. */
const MAX_FORMER = 5;
/** Of a selection longer than this only is remembered that it was another. */
const MAX_KEPT_EVENTS = 30;

/** `after`, remembering what `before` took where that differs. */
export function remembering(before: Destination, after: Destination): Destination {
  const sameEvents = after.enabledEvents.join() === before.enabledEvents.join();
  if (before.status === after.status && sameEvents) return after;
  const { former: _former, ...rest } = after;
  if (!sameEvents && before.enabledEvents.length > MAX_KEPT_EVENTS) return { ...rest, rememberedFrom: after.updated };
  const one: FormerSelection = {
    until: after.updated,
    status: before.status,
    ...(sameEvents ? {} : { enabledEvents: before.enabledEvents }),
  };
  const [oldest, ...others] = [...(before.former ?? []), one];
  return others.length < MAX_FORMER
    ? { ...rest, former: [oldest ?? one, ...others] }
    : { ...rest, former: others, rememberedFrom: oldest?.until ?? after.updated };
}

/**
 * The destination as it was at a time; undefined when that is not remembered.
 * @param at unix milliseconds, not before it was created
 */
export function asItWas(destination: Destination, at: number): Destination | undefined {
  const { former = [], rememberedFrom = 0 } = destination;
  if (at < rememberedFrom) return undefined;
  let state = destination;
  for (const { until, status, enabledEvents = state.enabledEvents } of former.toReversed()) {
    if (at >= until) break;
    state = { ...state, status, enabledEvents };
  }
  return state;
}
