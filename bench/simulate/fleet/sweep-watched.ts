/** The sweep of watched destinations: probes, drains and expiry, with the capacity that an invocation has. */

import type { Random } from '../../../lambdas/core/clock.ts';
import { scheduleEndsAt } from '../../../lambdas/core/delivery/retry-policy.ts';
import {
  type CircuitBreakerSettings,
  probeDueAt,
  withoutDrain,
  withProbe,
} from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { type DrainPlan, drainPlan, drainRampFor } from '../../../lambdas/core/destination/health/drain-schedule.ts';
import { type DestinationHealth, isCircuitOpen } from '../../../lambdas/core/destination/health/health.ts';
import { needsWatch, WATCH_SHARDS } from '../../../lambdas/core/destination/health/watch.ts';
import { type Stage, SWEEP_COSTS, SWEEP_PERIOD, SWEEP_SECONDS } from '../assumptions.ts';
import type { Endpoint, EndpointCohort } from './endpoint.ts';
import type { Recording } from './record.ts';
import type { Operations } from './scenario.ts';

export interface WatchedPorts {
  readonly operations: Operations;
  readonly recording: Recording;
  readonly random: Random;
  readonly probe: (cohort: EndpointCohort, second: number) => void;
  readonly drain: (count: number, second: number) => void;
}

export interface WatchedSettings {
  readonly circuitBreaker: CircuitBreakerSettings;
  readonly stage: Stage;
}

export function sweepWatched(
  endpoints: readonly Endpoint[],
  second: number,
  settings: WatchedSettings,
  ports: WatchedPorts,
): void {
  const watched = endpoints.filter(({ health }) => needsWatch(health));
  for (const [, shard] of Map.groupBy(watched, ({ number }) => number % WATCH_SHARDS)) {
    let left = SWEEP_SECONDS;
    // In random order, so that not always the same destinations wait when the time is over.
    const start = Math.floor(ports.random() * shard.length);
    const settled: Endpoint[] = [];
    const visited = [...shard.slice(start), ...shard.slice(0, start)].filter((endpoint) => {
      if (left <= 0) return false;
      ports.operations.watched += endpoint.weight;
      left -= endpoint.weight * SWEEP_COSTS.visit;
      const isProbed = isCircuitOpen(endpoint) && probe(endpoint, second, settings.circuitBreaker, ports);
      if (isProbed) left -= endpoint.weight * SWEEP_COSTS.probe;
      // What has waited too long is looked for when a probe is due, or during a drain.
      if (isProbed || isDraining(endpoint)) settled.push(endpoint);
      return true;
    });
    ports.recording.add('skippedVisits', second, (shard.length - visited.length) * (shard[0]?.weight ?? 0));
    left -= drainAll(visited, second, settings.stage, left, ports);
    left -= expireAll(settled, second, left, ports);
    ports.recording.add('watchSeconds', second, SWEEP_SECONDS - left);
  }
}

/** Sends the probe of an endpoint, if it is due. @returns whether it was sent */
function probe(endpoint: Endpoint, second: number, settings: CircuitBreakerSettings, ports: WatchedPorts): boolean {
  const { health, backlog, weight } = endpoint;
  const due = probeDueAt(health, second * 1000);
  if (!health || due === undefined || due > (second + SWEEP_PERIOD) * 1000) return false;
  const publishedAt = backlog.oldest(second);
  if (publishedAt === undefined) return false;
  backlog.take(1, second);
  const dueAt = Math.max(due, second * 1000);
  const dueSecond = Math.max(second + 1, Math.ceil(dueAt / 1000));
  endpoint.health = withProbe(health, { eventKey: 'evt_probe', account: 'acct_probe', dueAt }, settings);
  ports.operations.healthWrites += weight;
  ports.operations.probes += weight;
  ports.recording.add('tableWrites', second, weight);
  ports.probe({ endpoint, weight, publishedAt, automaticCount: 0, dueSecond, isProbe: true }, dueSecond);
  return true;
}

const isDraining = ({ health }: Endpoint): boolean =>
  health?.circuit === 'closed' && health.drainingSince !== undefined;

/**
 * Sends the plan of each drain, oldest first, as far as the time allows: each destination gets the same share.
 * @returns the seconds it takes
 */
function drainAll(
  visited: readonly Endpoint[],
  second: number,
  stage: Stage,
  seconds: number,
  ports: WatchedPorts,
): number {
  const draining = visited.filter(isDraining);
  const number = draining.reduce((sum, { weight }) => sum + weight, 0);
  const drainCapacityPerSecond = stage.slowLane.maxConcurrency * stage.slowLane.batchSize;
  const drainRates = Array.from({ length: Math.round(number) }, () => stage.drainRatePerSecond);
  const settings = { ...stage, drainCapacityPerSecond, timeScale: 1 };
  const ramp = drainRampFor(stage.drainRatePerSecond, drainRates, settings);
  const plans = draining.map((endpoint) => {
    const { drainingSince: since = 0, drainScheduledUntil: planned } = endpoint.health as DestinationHealth;
    const plan = drainPlan({ since, planned, now: second * 1000, periodMs: SWEEP_PERIOD * 1000 }, ramp);
    return { endpoint, plan };
  });
  const wanted = plans.reduce((sum, { endpoint, plan }) => sum + countOf(plan) * endpoint.weight, 0);
  const share = Math.min(1, Math.max(0, seconds) / SWEEP_COSTS.drained / Math.max(wanted, 1));
  const sent = plans.reduce((sum, { endpoint, plan }) => sum + drain(endpoint, plan, share, second, ports), 0);
  return sent * SWEEP_COSTS.drained;
}

const countOf = ({ seconds }: DrainPlan): number => seconds.reduce((sum, { count }) => sum + count, 0);

/** @returns the number of deliveries that were sent */
function drain(endpoint: Endpoint, plan: DrainPlan, share: number, second: number, ports: WatchedPorts): number {
  const { operations, recording } = ports;
  const { backlog, weight } = endpoint;
  const health = endpoint.health as DestinationHealth;
  const isOver = backlog.size(second) < 1e-6;
  if (!isOver && plan.seconds.length === 0) return 0;
  operations.healthWrites += weight;
  endpoint.health = isOver
    ? withoutDrain(health)
    : { ...health, revision: health.revision + 1, drainScheduledUntil: plan.until };
  const sent = backlog.take(countOf(plan) * share, second).count;
  let left = sent;
  for (const { at, count } of plan.seconds) {
    const now = Math.min(left, count * share);
    left -= now;
    if (now > 0) ports.drain(now * weight, Math.max(second + 1, Math.floor(at / 1000)));
  }
  operations.drained += sent * weight;
  recording.add('tableWrites', second, sent * weight);
  return sent * weight;
}

/** Ends deliveries whose schedule is over, as far as the time allows. @returns the seconds it takes */
function expireAll(
  visited: readonly Endpoint[],
  second: number,
  seconds: number,
  { operations, recording }: WatchedPorts,
): number {
  const horizon = scheduleEndsAt('live', 0, 1) / 1000;
  let [room, expired] = [Math.max(0, seconds) / SWEEP_COSTS.expired, 0];
  // The sweep makes a step of each destination in turn, so all get the same part until they need no more.
  let left = visited.filter(({ backlog }) => (backlog.oldest(second) ?? second) + horizon <= second);
  for (const { backlog } of left)
    recording.add('expiryLag', second, second - horizon - (backlog.oldest(second) ?? second));
  while (left.length > 0 && room > 1) {
    const part = room / left.length;
    left = left.filter(({ backlog, weight }) => {
      const ended = backlog.takeUntil(second - horizon, part / weight, second) * weight;
      room -= ended;
      expired += ended;
      return ended > part * (1 - 1e-9);
    });
  }
  operations.expired += expired;
  recording.add('tableWrites', second, 2 * expired);
  return expired * SWEEP_COSTS.expired;
}
