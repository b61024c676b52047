/** What one invocation of the sweep can do in its time, from the measured processor time. It bounds shards, periods and rates. */

import { circuitBreakerSettings } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { WATCH_SHARDS } from '../../../lambdas/core/destination/health/watch.ts';
import { DEFAULT_STAGE, PARTITION_WRITES, SWEEP_COSTS, SWEEP_PERIOD, SWEEP_SECONDS } from '../assumptions.ts';

export interface SweepLimit {
  readonly work: string;
  /** In a run of one invocation. */
  readonly inRun: number;
  /** In a second, of all shards together. */
  readonly perSecond: number;
  readonly shards: number;
  readonly boundBy: string;
}

const ofProcessor = (work: string, seconds: number, shards: number): SweepLimit => ({
  work,
  inRun: Math.floor(SWEEP_SECONDS / seconds),
  perSecond: Math.floor((SWEEP_SECONDS / seconds / SWEEP_PERIOD) * shards),
  shards,
  boundBy: 'processor time',
});

/** Returns the limits of a stage with default settings. */
export function sweepLimits(): SweepLimit[] {
  const { dueShards } = DEFAULT_STAGE;
  const removable = SWEEP_SECONDS * PARTITION_WRITES;
  const probeEvery = circuitBreakerSettings(1).longestProbeMs / 1000 / SWEEP_PERIOD;
  return [
    {
      work: 'retries of the due list, nothing added meanwhile',
      inRun: removable,
      perSecond: Math.floor((removable / SWEEP_PERIOD) * dueShards),
      shards: dueShards,
      boundBy: '1,000 writes of a partition',
    },
    {
      work: 'retries that are added and sent, lasting',
      inRun: removable / 2,
      perSecond: Math.floor((removable / 2 / SWEEP_PERIOD) * dueShards),
      shards: dueShards,
      boundBy: '1,000 writes of a partition',
    },
    ofProcessor('deliveries drained', SWEEP_COSTS.drained, WATCH_SHARDS),
    ofProcessor('deliveries that have waited too long', SWEEP_COSTS.expired, WATCH_SHARDS),
    ofProcessor('probes', SWEEP_COSTS.visit + SWEEP_COSTS.probe, WATCH_SHARDS),
    {
      ...ofProcessor(
        'destinations whose circuit is open, with a probe each 15 minutes',
        SWEEP_COSTS.visit + SWEEP_COSTS.probe / probeEvery,
        WATCH_SHARDS,
      ),
      perSecond: 0,
    },
  ];
}
