/** Settings and ports of deliverBatch. A test gives the stores, and what else it is about. */
import type { DeliverPorts, DeliverSettings } from '../../lambdas/core/delivery/work.ts';
import { circuitBreakerSettings } from '../../lambdas/core/destination/health/circuit-breaker.ts';
import { T0 } from './factories.ts';
import { memoryLeases, memoryPacing } from './memory-limits.ts';
import { memoryQueue } from './memory-ports.ts';
import { memoryRendering } from './memory-rendering.ts';
import { memoryTimers } from './memory-timers.ts';
import { memoryWatchList } from './memory-watch-list.ts';

/** Settings of the deliver function of the fast lane in a deployment. */
export const DELIVER_SETTINGS: DeliverSettings = {
  timeScale: 1,
  inFlightLimit: 60_000,
  lane: 'fast',
  timeoutMs: 10_000,
  fastLaneTimeoutMs: 3_000,
  circuitBreaker: circuitBreakerSettings(1),
};

type Given = 'deliveries' | 'destinations' | 'senders';

/** An internal error throws, and ends the batch, unless the test gives `reportInternalError`. */
export const deliverPorts = (given: Pick<DeliverPorts, Given> & Partial<DeliverPorts>): DeliverPorts => ({
  queue: memoryQueue().queue,
  pacing: memoryPacing().store,
  leases: memoryLeases().store,
  rendering: memoryRendering().rendering,
  report: () => {},
  watchList: memoryWatchList().store,
  reportMovedToSlowLane: () => {},
  reportCircuit: () => {},
  reportWaiting: () => {},
  reportRenderFailure: () => {},
  reportRecoveryResult: () => {},
  reportInternalError: (_message, error) => {
    throw error;
  },
  now: () => T0,
  random: () => 0.5,
  startTimer: memoryTimers().startTimer,
  ...given,
});
