/** Results of the delivery messages that recoveries send. */

import type { RecoveryResult } from '../recovery/recovery.ts';
import type { Delivery, DeliveryMessage } from './delivery.ts';

/** Counts the result of a message that a recovery sent. Called only for such messages. */
export type ReportRecoveryResult = (message: DeliveryMessage, result: RecoveryResult) => void;

/**
 * Returns the result of a recovery's message that needs no attempt; undefined when an attempt has to be made. `repeat`: the
 * message is a duplicate, sent by a step that was repeated, and its result is counted already.
 */
export function resultWithoutAttempt(
  { recovery }: DeliveryMessage,
  receiveCount: number,
  row: Delivery | undefined,
): RecoveryResult | 'repeat' | undefined {
  if (recovery === undefined || !row) return undefined;
  if (row.recovery === recovery) {
    // The message itself made the attempt, and the function ended before it counted the result.
    if (receiveCount > 1) return row.status === 'delivered' ? 'delivered' : 'failed';
    return 'repeat';
  }
  return row.status === 'delivered' ? 'skipped' : undefined;
}
