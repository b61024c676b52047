/** The state of a test event. */
import type { DeliveryDetail } from '../../../api/types.ts';

/** `waiting`: no attempt was made yet. `retrying`: an attempt failed and a retry is scheduled. */
export type PingState = 'waiting' | 'retrying' | 'delivered' | 'failed';

/** @param delivery null until the API returns the delivery */
export function pingState(delivery: Pick<DeliveryDetail, 'status' | 'attempt_count'> | null): PingState {
  if (!delivery) return 'waiting';
  if (delivery.status !== 'pending') return delivery.status;
  return delivery.attempt_count === 0 ? 'waiting' : 'retrying';
}

export const isSettled = (state: PingState): boolean => state === 'delivered' || state === 'failed';
