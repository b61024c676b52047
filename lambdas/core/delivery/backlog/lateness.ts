/** How late the deliveries of a destination are because destinations like it occupy the slow lane: decision 80. */
import { publishedAt } from '../../ids.ts';
import type { DeliverSettings, Due } from '../work.ts';

/**
 * Returns the milliseconds from the due time of an automatic attempt to `now`, unix milliseconds. Undefined in the fast lane and for
 * destinations with limits, whose attempts are late for other reasons, and when the due time is not known.
 */
export function lateness(
  { received: { message, receiveCount }, row, event, destination }: Due,
  now: number,
  { lane }: Pick<DeliverSettings, 'lane'>,
): number | undefined {
  if (lane !== 'slow' || destination.deliveryLimits || message.trigger === 'manual') return undefined;
  const isFirst = row === undefined && message.first && receiveCount === 1;
  const dueAt = isFirst ? publishedAt(event.key) : row?.nextAttemptAt;
  return dueAt === undefined ? undefined : now - dueAt;
}
