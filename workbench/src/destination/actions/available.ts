/** The actions of a destination, and why one is not available. */
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';

export type Action = 'edit' | 'ping' | 'rotate' | 'disable' | 'enable' | 'delete';
export type Obstacle = 'no_permission' | 'ping_disabled';

export interface Available {
  readonly action: Action;
  /** Undefined when the action is available. */
  readonly obstacle: Obstacle | undefined;
}

/** Returns the actions in the order of the menu. @param canWrite whether the key has permission to change destinations */
export function availableActions(
  { type, status }: Pick<Destination, 'type' | 'status'>,
  canWrite: boolean,
): Available[] {
  const actions: Action[] = [
    'edit',
    'ping',
    ...(moduleOf({ type }).signingSecretOf ? (['rotate'] as const) : []),
    status === 'enabled' ? 'disable' : 'enable',
    'delete',
  ];
  return actions.map((action) => ({ action, obstacle: obstacleTo(action, status, canWrite) }));
}

function obstacleTo(action: Action, status: Destination['status'], canWrite: boolean): Obstacle | undefined {
  if (!canWrite) return 'no_permission';
  return action === 'ping' && status === 'disabled' ? 'ping_disabled' : undefined;
}

/** Compares names as a page shows them: several spaces as one, and none at the ends. */
export const isSameName = (entered: string, name: string): boolean => asShown(entered) === asShown(name);

const asShown = (text: string): string => text.normalize().replace(/\s+/g, ' ').trim();
