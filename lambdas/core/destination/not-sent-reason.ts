/** Why a destination is not among those an event went to, as far as what is stored can tell. */

import type { WaybillEvent } from '../event/event.ts';
import { isAlwaysThin } from '../event/event-body.ts';
import type { Destination } from './destination.ts';
import { whyNotMatched } from './matching.ts';
import { asItWas } from './selection-history.ts';

export const UNMATCHED_REASONS = [
  'disabled',
  'type_not_selected',
  'created_later',
  'other_scope',
  'other_mode',
  'changed_since',
  'unknown',
] as const;
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];

export const UNMATCHED_EXPLANATIONS: Readonly<Record<UnmatchedReason, string>> = {
  disabled: 'It was disabled when the event was published.',
  type_not_selected: 'It did not select this event type when the event was published.',
  created_later: 'It was created after the event was published.',
  other_scope: 'It does not take events of this account, or the event was meant for one destination alone.',
  other_mode: 'It is in the other mode: live and sandbox events never mix.',
  changed_since:
    'It was changed since the event was published, and what it took then is not remembered: it was disabled, or did not select this event type.',
  unknown: 'What is stored does not tell.',
};

/**
 * @param destination one that the event does not list
 * @param publishedAt unix milliseconds
 */
export function whyUnmatched(destination: Destination, event: WaybillEvent, publishedAt: number): UnmatchedReason {
  if (destination.mode !== event.mode) return 'other_mode';
  if (destination.created > publishedAt) return 'created_later';
  const then = asItWas(destination, publishedAt);
  const reason = whyNotMatched(then ?? destination, event.account, event.type);
  // A ping goes to the destination it was asked for, whatever others select. Scope never changes after creation.
  if (reason === 'other_scope' || isAlwaysThin(event.type)) return 'other_scope';
  if (!then) return 'changed_since';
  return reason ?? 'unknown';
}
