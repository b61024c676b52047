import type { DestinationBase } from './destination-base.ts';

/**
 * Whether an event type is one of those listed: `*` takes all, `invoice.*` every type below `invoice.`, anything else
 * only itself.
 */
export const matchesType = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) =>
    pattern === '*' ? true : pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  );

/** Why a destination does not get an event that is published now. */
export type NoMatch = 'disabled' | 'type_not_selected' | 'other_scope';

/** The reason a destination does not get an event of this account and type now; undefined when it does. */
export function whyNotMatched(destination: DestinationBase, account: string, type: string): NoMatch | undefined {
  const scope = destination.account === account ? '@self' : '@accounts';
  if (!destination.eventsFrom.includes(scope)) return 'other_scope';
  if (!matchesType(destination.enabledEvents, type)) return 'type_not_selected';
  return destination.status === 'enabled' ? undefined : 'disabled';
}
