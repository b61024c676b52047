/** What is to be said of a test event that is under way. */
import type { DeliveryDetail } from '../../../api/types.ts';

/** `waiting`: no attempt yet. `retrying`: an attempt failed, and there will be another. */
export type PingState = 'waiting' | 'retrying' | 'delivered' | 'failed';

/** @param delivery null before the delivery can be seen */
export function pingState(delivery: Pick<DeliveryDetail, 'status' | 'attempt_count'> | null): PingState {
  if (!delivery) return 'waiting';
  if (delivery.status !== 'pending') return delivery.status;
  return delivery.attempt_count === 0 ? 'waiting' : 'retrying';
}

export const isSettled = (state: PingState): boolean => state === 'delivered' || state === 'failed';
