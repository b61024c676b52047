/**
 * Drains a backlog delivery by delivery through the real sweep, and counts how often each delivery is sent. Neighbours in the same
 * shard of the watch list have an open circuit and are probed, or drain a backlog of their own.
 */
import { sweepWatched } from '../../../lambdas/core/delivery/backlog/run.ts';
import { circuitBreakerSettings, healthAfter } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../../lambdas/core/destination/health/health.ts';
import { FAST_BATCH, MESSAGE_SECONDS, SWEEP_PERIOD, SWEEP_SECONDS } from '../assumptions.ts';
import { Lane } from '../fleet/lane.ts';
import { numberOf } from './keys.ts';
import { DrainWorld } from './world.ts';

export interface DrainScenario {
  readonly deliveries: number;
  readonly perSecond: number;
  /** Neighbours whose circuit is open. */
  readonly open: number;
  /** Neighbours whose circuit is open and whose deliveries have waited too long, `neighbourDeliveries` each. */
  readonly expiring: number;
  /** Neighbours that drain `neighbourDeliveries` each. */
  readonly draining: number;
  readonly neighbourDeliveries: number;
  /** Concurrent batches of the slow lane. */
  readonly slowConcurrency: number;
  readonly seed: number;
}

export interface DrainResult {
  readonly missed: number;
  readonly repeated: number;
  /** Deliveries that were sent before an older one. */
  readonly outOfOrder: number;
  /** Messages to another lane than the slow one. */
  readonly inFastLane: number;
  /** Deliveries that became visible in each second. */
  readonly bySecond: readonly number[];
  /** Deliveries that still waited after each run. */
  readonly left: readonly number[];
  readonly seconds: number;
  /** Seconds of the longest run. */
  readonly longestRun: number;
  /** Seconds by which the latest probe of a neighbour was late. */
  readonly latestProbe: number;
  readonly probes: number;
  /** Seconds after which the last neighbour had drained; undefined: it had not. */
  readonly neighboursDrained: number | undefined;
  /** Seconds for which a drained delivery waited in the slow lane. */
  readonly laneWait: number;
}

const START = Date.UTC(2026, 0, 4);
const BIG = 'ed_big';
const HOUR_MS = 3_600_000;
/** Longer than a delivery may wait. */
const EXPIRED_HOURS = 80;
const OPEN: DestinationHealth = { revision: 1, circuit: 'open', openedAt: START - HOUR_MS, probeInterval: 900_000 };

export async function simulateDrain(scenario: DrainScenario): Promise<DrainResult> {
  const { deliveries, perSecond, slowConcurrency, seed } = scenario;
  const world = new DrainWorld(START, seed);
  const circuitBreaker = circuitBreakerSettings(1);
  const neighbours = addDestinations(world, scenario);
  const counts = new Uint8Array(deliveries);
  const bySecond: number[] = [];
  const all: number[] = [];
  const left: number[] = [];
  let [newest, outOfOrder, inFastLane, longestRun, latestProbe, probes] = [-1, 0, 0, 0, 0, 0];
  let neighboursDrained: number | undefined;

  let minute = 0;
  for (; world.destinations.get(BIG)?.health?.drainingSince !== undefined; minute++) {
    const start = START + minute * SWEEP_PERIOD * 1000;
    world.now = start;
    world.sent = [];
    const dueBefore = new Map(neighbours.open.map((id) => [id, world.destinations.get(id)?.health?.probeAt ?? 0]));
    await sweepWatched(
      0,
      {
        circuitBreaker,
        drainRatePerSecond: perSecond,
        drainCapacityPerSecond: slowConcurrency * FAST_BATCH,
        timeScale: 1,
        periodMs: SWEEP_PERIOD * 1000,
        pageSize: 1000,
        stopAt: start + SWEEP_SECONDS * 1000,
      },
      world.ports,
    );
    world.check();
    longestRun = Math.max(longestRun, (world.now - start) / 1000);
    for (const { outgoing, visibleAt } of world.sent) {
      const { message, lane } = outgoing;
      const { id } = message.destination;
      const second = Math.floor((visibleAt - START) / 1000);
      all[second] = (all[second] ?? 0) + 1;
      if (lane !== 'slow') inFastLane++;
      if (message.probe) {
        probes++;
        latestProbe = Math.max(latestProbe, (visibleAt - Math.max(dueBefore.get(id) ?? 0, start)) / 1000);
        failProbe(id, message.event.key, visibleAt);
      }
      if (id !== BIG) continue;
      const n = numberOf(message.event.key);
      counts[n] = (counts[n] ?? 0) + 1;
      if (n < newest) outOfOrder++;
      newest = Math.max(newest, n);
      bySecond[second] = (bySecond[second] ?? 0) + 1;
    }
    left.push(world.waiting(BIG));
    if (neighbours.draining.every((id) => world.waiting(id) === 0)) neighboursDrained ??= minute * SWEEP_PERIOD;
  }

  return {
    missed: counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0),
    repeated: counts.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0),
    outOfOrder,
    inFastLane,
    bySecond: Array.from(bySecond, (count) => count ?? 0),
    left,
    seconds: bySecond.length,
    longestRun,
    latestProbe,
    probes,
    neighboursDrained,
    laneWait: laneWait(all, slowConcurrency),
  };

  function failProbe(id: string, failedProbe: string, visibleAt: number): void {
    const { health } = world.destinations.get(id) ?? {};
    const results = { successes: 0, failures: 1, failedProbe };
    world.setHealth(id, healthAfter(health, results, visibleAt + 10_000, circuitBreaker, world.ports.random));
  }
}

function addDestinations(
  world: DrainWorld,
  { deliveries, open, expiring, draining, neighbourDeliveries }: DrainScenario,
) {
  const drainingHealth: DestinationHealth = { revision: 1, circuit: 'closed', drainingSince: START };
  const range = (count: number, hoursAgo = 10) => ({ count, from: START - hoursAgo * HOUR_MS, perMillisecond: 1 });
  world.add(BIG, drainingHealth, range(deliveries));
  const ids = (count: number, name: string) => Array.from({ length: count }, (_, n) => `ed_${name}${n}`);
  const neighbours = { open: ids(open, 'open'), draining: ids(draining, 'draining') };
  for (const id of neighbours.draining) world.add(id, drainingHealth, range(neighbourDeliveries));
  for (const id of ids(expiring, 'expiring'))
    world.add(id, { ...OPEN, probeAt: START }, range(neighbourDeliveries, EXPIRED_HOURS));
  for (const [n, id] of neighbours.open.entries()) {
    const probeAt = START + (n * 900_000) / open;
    // More deliveries wait than there are probes.
    world.add(id, { ...OPEN, probeAt }, range(1000));
  }
  return neighbours;
}

/** Returns for how long messages wait in the slow lane, seconds. @param bySecond messages that become visible */
function laneWait(bySecond: readonly number[], maxConcurrency: number): number {
  const lane = new Lane({
    maxConcurrency,
    batchSize: FAST_BATCH,
    healthySeconds: MESSAGE_SECONDS.healthy,
    seconds: bySecond.length,
  });
  let longest = 0;
  for (let second = 0; second < bySecond.length; second++) {
    lane.addHealthy(second, bySecond[second] ?? 0);
    longest = Math.max(longest, lane.serve(second, () => 0).healthyWait);
  }
  return longest;
}
