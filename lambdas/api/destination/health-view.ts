import type { HealthView } from '../../contract/destination/destination-health-object.ts';
import { MAX_WAITING_COUNT } from '../../contract/destination/waiting-count.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { mayHaveWaiting } from '../../core/destination/health/health.ts';
import type { ApiContext } from '../context.ts';

/** Returns what the health object of a destination needs. Waiting deliveries are counted only where there may be some. */
export const healthView = async ({ ports }: ApiContext, destination: Destination): Promise<HealthView> => ({
  now: ports.now(),
  waiting: mayHaveWaiting(destination) ? await ports.deliveries.countWaiting(destination.id, MAX_WAITING_COUNT) : 0,
});
