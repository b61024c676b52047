/**
 * The stage with lanes and circuit breakers. Each failing destination has its own health, computed by the circuit breaker of
 * `lambdas/core` from the results of its attempts.
 */
import {
  type AttemptResults,
  circuitBreakerSettings,
  healthAfter,
  openedWhileLate,
} from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { type DestinationHealth, isCircuitOpen, laneOf } from '../../../lambdas/core/destination/health/health.ts';
import { healthAfterSlowAttempt } from '../../../lambdas/core/destination/health/lane.ts';
import { seededRandom } from '../../../test/model/world/random.ts';
import { FAILS_AT, FAST_BATCH, MESSAGE_SECONDS, SWEEP_PERIOD, TABLE_WRITES } from '../assumptions.ts';
import { Calendar } from './calendar.ts';
import { DueList } from './due-list.ts';
import { createEndpoints, type Endpoint, type EndpointCohort, isFailing } from './endpoint.ts';
import { Lane } from './lane.ts';
import { Reading } from './reading.ts';
import { Recording } from './record.ts';
import { planRetry } from './retries.ts';
import { type FleetResult, noOperations, type Scenario } from './scenario.ts';
import { sweepWatched } from './sweep-watched.ts';

/** Second of an attempt in which it turns out to be slow: two thirds of the deadline of the fast lane. */
const SLOW_AFTER = 2;

type LaneName = 'fast' | 'slow';

export function simulateAfter(scenario: Scenario): FleetResult {
  const { stage, kind, share, destinations, seconds, recoversAt = Number.POSITIVE_INFINITY, seed } = scenario;
  const { eventsPerSecond } = stage;
  const random = seededRandom(seed);
  const recording = new Recording(seconds);
  const operations = noOperations();
  const settings = circuitBreakerSettings(1);
  const endpoints = createEndpoints({
    destinations: Math.round(destinations * share),
    rate: eventsPerSecond / destinations,
    kind,
    failsAt: FAILS_AT,
    recoversAt,
  });
  const sizes = { batchSize: FAST_BATCH, healthySeconds: MESSAGE_SECONDS.healthy, seconds };
  const lanes: Readonly<Record<LaneName, Lane<EndpointCohort>>> = {
    fast: new Lane({ ...sizes, maxConcurrency: stage.deliverMaxConcurrency, healthyBefore: eventsPerSecond }),
    slow: new Lane({ ...sizes, ...stage.slowLane }),
  };
  const readings: Readonly<Record<LaneName, Reading>> = {
    fast: new Reading(stage.deliverMaxConcurrency),
    slow: new Reading(stage.slowLane.maxConcurrency),
  };
  const dueList = new DueList<EndpointCohort>(stage.dueShards);
  const calendar = new Calendar<(second: number) => void>();
  /** Endpoints whose circuit is closed. */
  const closed = new Set(endpoints);
  const perEndpoint = (eventsPerSecond * share) / Math.max(1, endpoints.length);
  /** Deliveries of drains, by second. Their endpoints respond again, so they are like any healthy delivery. */
  const drains = new Float64Array(seconds + 2 * SWEEP_PERIOD);
  /** Write units of the table in this second. */
  let written = 0;
  let [allOpenAfter, drainedAfter]: (number | undefined)[] = [undefined, undefined];

  for (let second = 0; second < seconds; second++) {
    written = 0;
    publish(second);
    for (const name of ['fast', 'slow'] as const) readings[name].read(second, lanes[name].inFlight());
    for (const happen of calendar.take(second)) happen(second);
    if (second % SWEEP_PERIOD === 0) sweep(second);
    serve('fast', second);
    serve('slow', second);
    record(second);
  }
  return { scenario, recording, operations, waitingAtEnd: waitingAt(seconds), allOpenAfter, drainedAfter };

  function write(second: number, units: number): void {
    written += units;
    recording.add('tableWrites', second, units);
  }

  function publish(second: number): void {
    const healthy: Record<LaneName, number> = { fast: eventsPerSecond * (1 - share), slow: 0 };
    operations.published += eventsPerSecond;
    const waiting = (endpoints.length - closed.size) * perEndpoint;
    operations.waitedAtPublish += waiting;
    write(second, 2 * waiting);
    for (const endpoint of closed) {
      const { rate, weight } = endpoint;
      const lane = laneOf(endpoint, second * 1000);
      if (!isFailing(endpoint, second)) {
        healthy[lane] += perEndpoint;
        continue;
      }
      for (endpoint.phase += rate; endpoint.phase >= 1; endpoint.phase--)
        lanes[lane].add(second, { endpoint, weight, publishedAt: second, automaticCount: 0, dueSecond: second });
    }
    lanes.fast.addHealthy(second, healthy.fast);
    lanes.slow.addHealthy(second, healthy.slow + (drains[second] as number));
  }

  function serve(name: LaneName, second: number): void {
    const lane = lanes[name];
    const { started, healthy, healthyWait } = lane.serve(second, (cohort) => secondsOf(cohort, name, second));
    for (const cohort of started) start(cohort, name, second);
    operations.delivered += healthy;
    recording.add('attempts', second, healthy);
    write(second, healthy);
    if (name === 'fast') recording.add('healthyWait', second, Math.max(healthyWait, lane.oldestHealthy(second)));
    else recording.add('drainLag', second, Math.max(healthyWait, lane.oldestHealthy(second)));
  }

  /** Returns how long a message takes in an invocation. */
  function secondsOf({ endpoint, isProbe }: EndpointCohort, name: LaneName, second: number): number {
    if (isCircuitOpen(endpoint) && !isProbe) return MESSAGE_SECONDS.unattempted;
    if (name === 'fast' && laneOf(endpoint, second * 1000) === 'slow') return MESSAGE_SECONDS.unattempted;
    if (!isFailing(endpoint, second)) return MESSAGE_SECONDS.healthy;
    if (endpoint.kind === 'refusing') return MESSAGE_SECONDS.refused;
    return (name === 'fast' ? stage.fastLaneTimeoutMs : stage.deliveryTimeoutMs) / 1000;
  }

  function start(cohort: EndpointCohort, name: LaneName, second: number): void {
    const { endpoint, weight, isProbe } = cohort;
    const lateMs = (second - cohort.dueSecond) * 1000;
    if (name === 'slow' && !isProbe) {
      setHealth(endpoint, openedWhileLate(endpoint.health, lateMs, second * 1000, settings, random), second);
    }
    if (isCircuitOpen(endpoint) && !isProbe) {
      // DynamoDB throttles what is more than its quota. The worker repeats the request meanwhile.
      if (written + 2 * weight > TABLE_WRITES) calendar.add(second + 1, (then) => lanes[name].add(then, cohort));
      else wait(cohort, second);
      return;
    }
    if (name === 'fast' && laneOf(endpoint, second * 1000) === 'slow') {
      operations.forwarded += weight;
      lanes.slow.add(second, cohort);
      return;
    }
    if (!isProbe) recording.add('lateness', second, second - cohort.dueSecond);
    const takes = secondsOf(cohort, name, second);
    const ends = second + Math.max(1, Math.round(takes));
    if (isFailing(endpoint, second) && endpoint.kind === 'hanging') {
      calendar.add(second + SLOW_AFTER, (at) =>
        setHealth(endpoint, healthAfterSlowAttempt(endpoint.health, at * 1000, 1), at),
      );
      if (name === 'fast') {
        calendar.add(ends, (at) => {
          operations.forwarded += weight;
          lanes.slow.add(at, { ...cohort, dueSecond: at });
        });
        return;
      }
    }
    const ok = !isFailing(endpoint, second);
    const attempted = {
      ...cohort,
      automaticCount: cohort.automaticCount + 1,
      firstAttemptAt: cohort.firstAttemptAt ?? second,
    };
    recording.add('attempts', second, weight);
    recording.add('failingAttempts', second, weight);
    calendar.add(ends, (at) => end(attempted, ok, name, lateMs, at));
  }

  /** Records the end of an attempt. */
  function end(cohort: EndpointCohort, ok: boolean, name: LaneName, lateMs: number, second: number): void {
    const { endpoint, weight, isProbe } = cohort;
    write(second, weight);
    const results: AttemptResults = {
      successes: ok ? 1 : 0,
      failures: ok ? 0 : 1,
      lateFailures: !ok && name === 'slow' && lateMs > settings.lateMs ? 1 : 0,
      failedProbe: isProbe ? endpoint.health?.probe?.eventKey : undefined,
    };
    update(endpoint, results, second);
    if (ok) {
      operations.retriesDelivered += weight;
      return;
    }
    operations.failedAttempts[cohort.automaticCount] = (operations.failedAttempts[cohort.automaticCount] ?? 0) + weight;
    if (isProbe) {
      wait(cohort, second);
      return;
    }
    const planned = planRetry(cohort, second, { ...stage, inFlight: readings[name].atMost() }, random);
    if (!planned) {
      operations.exhausted += weight;
    } else if (planned.held) {
      operations.held += weight;
      lanes[name].hold(weight);
      readings[name].hide(second, weight);
      calendar.add(planned.cohort.dueSecond, (at) => {
        lanes[name].hold(-weight);
        lanes[name].add(at, planned.cohort);
      });
    } else {
      operations.deferred += weight;
      recording.add('dueListWrites', second, weight);
      write(second, weight);
      dueList.add(planned.cohort);
    }
  }

  function update(endpoint: Endpoint, results: AttemptResults, second: number): void {
    setHealth(endpoint, healthAfter(endpoint.health, results, second * 1000, settings, random), second);
  }

  function setHealth(endpoint: Endpoint, health: DestinationHealth | undefined, second: number): void {
    if (!health) return;
    operations.healthWrites += endpoint.weight;
    endpoint.health = health;
    if (isCircuitOpen(endpoint)) {
      endpoint.backlog.open(second + 1);
      closed.delete(endpoint);
      if (closed.size === 0) allOpenAfter ??= second - FAILS_AT;
    } else if (!closed.has(endpoint)) {
      endpoint.backlog.close(second + 1);
      closed.add(endpoint);
    }
  }

  /** The delivery waits until the circuit closes. */
  function wait({ endpoint, weight, publishedAt }: EndpointCohort, second: number): void {
    operations.waitedInQueue += weight;
    write(second, 2 * weight);
    endpoint.backlog.add(publishedAt);
  }

  function sweep(second: number): void {
    for (const { entry, second: at } of dueList.sweep(second, SWEEP_PERIOD)) {
      recording.add('dueListWrites', second, entry.weight);
      recording.add('tableWrites', second, entry.weight);
      calendar.add(Math.max(at, second + 1), (then) => lanes.fast.add(then, entry));
    }
    recording.add('sweepLag', second, dueList.lag);
    sweepWatched(
      endpoints,
      second,
      { circuitBreaker: settings, stage },
      {
        operations,
        recording,
        random,
        probe: (cohort, at) => calendar.add(at, (then) => lanes.slow.add(then, cohort)),
        drain: (count, at) => {
          drains[at] = (drains[at] as number) + count;
        },
      },
    );
    const waiting = waitingAt(second);
    recording.add('waiting', second, waiting);
    recording.add(
      'openCircuits',
      second,
      endpoints.reduce((sum, one) => sum + (isCircuitOpen(one) ? one.weight : 0), 0),
    );
    const isDrained = second > recoversAt && waiting < 1 && closed.size === endpoints.length;
    if (drainedAfter === undefined && isDrained) drainedAfter = second - recoversAt;
  }

  function waitingAt(second: number): number {
    return endpoints.reduce((sum, { backlog, weight }) => sum + weight * backlog.size(second), 0);
  }

  function record(second: number): void {
    const { fast, slow } = lanes;
    recording.add('inFlight', second, Math.max(fast.inFlight(), slow.inFlight()));
    recording.add('queued', second, fast.waiting + slow.waiting);
    recording.add('dueList', second, dueList.size);
    recording.add('invocationSeconds', second, fast.used + slow.used);
  }
}
