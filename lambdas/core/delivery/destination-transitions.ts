/** What a destination learns from the answer to a delivery. */

import type { Destination, EventSourceStatus } from '../destination/destination.ts';
import { remembering } from '../destination/selection-history.ts';
import type { SendResult } from './delivery.ts';

/**
 * The destination after this answer; undefined when nothing changes.
 * A target that is gone disables it. An EventBridge target is `active` once a delivery got through, `unknown` when it
 * refused one for good.
 */
export function destinationAfter(before: Destination, result: SendResult, now: number): Destination | undefined {
  const { amazonEventbridge: target } = before;
  const source = sourceStatusAfter(result);
  const retargeted = target && source && target.status !== source ? { ...target, status: source } : undefined;
  if (!retargeted && !result.destinationGone) return undefined;
  return remembering(before, {
    ...before,
    updated: Math.max(now, before.updated + 1),
    ...(retargeted ? { amazonEventbridge: retargeted } : {}),
    ...(result.destinationGone ? { status: 'disabled', disabledReason: result.destinationGone } : {}),
  });
}

function sourceStatusAfter(result: SendResult): EventSourceStatus | undefined {
  if (result.ok) return 'active';
  if (result.destinationGone) return 'deleted';
  return result.retryable ? undefined : 'unknown';
}
