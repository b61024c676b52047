/** Which actions there are for a destination, and why one cannot be done. */
import type { Destination } from '../../api/types.ts';

export type Action = 'edit' | 'ping' | 'roll' | 'disable' | 'enable' | 'delete';
export type Obstacle = 'may_not' | 'ping_disabled';

export interface Available {
  readonly action: Action;
  /** Undefined: it can be done. */
  readonly obstacle: Obstacle | undefined;
}

/** In the order they are offered. @param mayWrite whether the key may change destinations */
export function availableActions(
  { type, status }: Pick<Destination, 'type' | 'status'>,
  mayWrite: boolean,
): Available[] {
  const actions: Action[] = [
    'edit',
    'ping',
    ...(type === 'webhook_endpoint' ? (['roll'] as const) : []),
    status === 'enabled' ? 'disable' : 'enable',
    'delete',
  ];
  return actions.map((action) => ({ action, obstacle: obstacleTo(action, status, mayWrite) }));
}

function obstacleTo(action: Action, status: Destination['status'], mayWrite: boolean): Obstacle | undefined {
  if (!mayWrite) return 'may_not';
  return action === 'ping' && status === 'disabled' ? 'ping_disabled' : undefined;
}

/** Whether somebody entered a name as it is shown: a page shows several spaces as one, and none at the ends. */
export const isSameName = (entered: string, name: string): boolean => asShown(entered) === asShown(name);

const asShown = (text: string): string => text.normalize().replace(/\s+/g, ' ').trim();
