/** Explains why an event was not sent to a destination, from the destination and its selection history. */

import type { WaybillEvent } from '../event/event.ts';
import { PING_TYPE } from '../event/event-body.ts';
import type { Destination } from './destination.ts';
import { isOwnHealth, notMatchedReason } from './matching.ts';
import { destinationAt } from './selection-history.ts';

export const NOT_SENT_REASONS = [
  'disabled',
  'type_not_selected',
  'created_later',
  'other_scope',
  'other_mode',
  'own_health',
  'changed_since',
  'unknown',
] as const;
export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

export const NOT_SENT_EXPLANATIONS: Readonly<Record<NotSentReason, string>> = {
  disabled: 'It was disabled when the event was published.',
  type_not_selected: 'It did not select this event type when the event was published.',
  created_later: 'It was created after the event was published.',
  other_scope: 'It does not take events of this account, or the event was published for one other destination.',
  other_mode: 'It is in the other mode. Live and sandbox events never mix.',
  own_health: 'The event is about the health of this destination. Such events go to other destinations only.',
  changed_since:
    'It was changed after the event was published, and its selection history does not go back that far. It was disabled, or did not select this event type.',
  unknown: 'The reason is not recorded.',
};

/**
 * Returns the not-sent reason.
 * @param destination not one of the event's destinations
 * @param publishedAt unix milliseconds
 */
export function notSentReason(destination: Destination, event: WaybillEvent, publishedAt: number): NotSentReason {
  if (destination.mode !== event.mode) return 'other_mode';
  if (isOwnHealth(destination, event.type, event.relatedObject?.id)) return 'own_health';
  if (destination.created > publishedAt) return 'created_later';
  const then = destinationAt(destination, publishedAt);
  const reason = notMatchedReason(then ?? destination, event.account, event.type);
  // A ping is for one destination, regardless of the selection of others. The scope never changes after creation.
  if (reason === 'other_scope' || event.type === PING_TYPE) return 'other_scope';
  if (!then) return 'changed_since';
  return reason ?? 'unknown';
}
