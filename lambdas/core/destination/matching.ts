import { HEALTH_TYPE_PREFIX } from '../event/event-body.ts';
import type { DestinationBase } from './destination-base.ts';

/** Returns whether a type matches one of the type patterns: `*`, a prefix such as `invoice.*`, or the exact type. */
export const matchesType = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) =>
    pattern === '*' ? true : pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  );

/**
 * Returns whether an event is about the health of this destination. Such an event is for other destinations, because this one fails.
 * @param about id of the object that the event is about
 */
export const isOwnHealth = ({ id }: { readonly id: string }, type: string, about: string | undefined): boolean =>
  about === id && type.startsWith(HEALTH_TYPE_PREFIX);

/** Why an event that is published now does not match a destination. */
type NotMatchedReason = 'disabled' | 'type_not_selected' | 'other_scope';

/** Returns the reason why an event of this account and type does not match the destination now; undefined when it matches. */
export function notMatchedReason(
  destination: DestinationBase,
  account: string,
  type: string,
): NotMatchedReason | undefined {
  const scope = destination.account === account ? '@self' : '@accounts';
  if (!destination.eventsFrom.includes(scope)) return 'other_scope';
  if (!matchesType(destination.enabledEvents, type)) return 'type_not_selected';
  return destination.status === 'enabled' ? undefined : 'disabled';
}
