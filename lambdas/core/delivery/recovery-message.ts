/** What the deliver function has to know of recoveries. */

import type { RecoveryResult } from '../recovery/recovery.ts';
import type { Delivery, DeliveryMessage } from './delivery.ts';

/** Told what a message of a recovery came to; not for messages of none. */
export type ReportRecovered = (message: DeliveryMessage, result: RecoveryResult) => void;

/**
 * What a message of a recovery comes to without an attempt, by the row it finds; undefined when there is one to make.
 * `repeat`: the same was sent twice, by a step that died in between, and has been counted.
 */
export function resultWithoutAttempt(
  { recovery }: DeliveryMessage,
  receiveCount: number,
  row: Delivery | undefined,
): RecoveryResult | 'repeat' | undefined {
  if (recovery === undefined || !row) return undefined;
  if (row.recovery === recovery) {
    // Received again, it made the attempt itself, and the function died before it could count that.
    if (receiveCount > 1) return row.status === 'delivered' ? 'delivered' : 'failed';
    return 'repeat';
  }
  return row.status === 'delivered' ? 'skipped' : undefined;
}
