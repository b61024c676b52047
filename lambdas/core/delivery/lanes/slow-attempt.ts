/**
 * Detects slow attempts. A destination is marked slow while its attempt runs, so that its next deliveries are sent to the slow
 * lane. In the fast lane an attempt ends at a deadline of its own, and its delivery moves to the slow lane.
 */

import type { Destination } from '../../destination/destination.ts';
import { changeHealth } from '../../destination/health/change-health.ts';
import { healthAfterSlowAttempt } from '../../destination/health/lane.ts';
import type { SendResult } from '../delivery.ts';
import type { DeliverSettings, ReceivedMessage, Work } from '../work.ts';

/** Share of the fast lane's deadline from which an attempt is slow: 2 of 3 s. */
const SLOW_SHARE = 2 / 3;

/** Returns the longest time of an attempt, milliseconds. */
export const attemptTimeoutMs = ({ lane, timeoutMs, fastLaneTimeoutMs }: DeliverSettings): number =>
  lane === 'fast' ? Math.min(timeoutMs, fastLaneTimeoutMs) : timeoutMs;

/** Returns whether an attempt reached the deadline of the fast lane, and the destination's timeout is longer. */
export const isCutShort = ({ error }: SendResult, settings: DeliverSettings): boolean =>
  error?.code === 'timeout' && attemptTimeoutMs(settings) < settings.timeoutMs;

/** Watches one attempt. `start` is called when its request starts, `end` when it is over. */
export function watchAttempt(
  { received, destination }: { readonly received: ReceivedMessage; readonly destination: Destination },
  work: Work,
) {
  const { settings, ports } = work;
  let cancel = () => {};
  return {
    start(): void {
      const mark = () => markSlow(received, destination, work);
      cancel = ports.startTimer(settings.fastLaneTimeoutMs * SLOW_SHARE, mark);
    },
    end: (): void => cancel(),
  };
}

/** Marks the destination slow, once a batch. An error does not affect the attempt: the next slow one marks it. */
function markSlow(received: ReceivedMessage, destination: Destination, { marks, settings, ports }: Work): void {
  if (marks.has(destination.id)) return;
  const now = ports.now();
  const marking = changeHealth(destination, (health) => healthAfterSlowAttempt(health, now, settings.timeScale), ports);
  marks.set(
    destination.id,
    marking.catch((error: unknown) => {
      ports.reportInternalError(received, error);
      return undefined;
    }),
  );
}
