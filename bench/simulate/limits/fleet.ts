/**
 * The stage with destinations that limit their attempts a second. Slots, positions in line, and whether the queue holds a message are decided
 * by `lambdas/core`; each destination has the state that a table would store. All destinations respond.
 */
import { horizonAt, mayHold } from '../../../lambdas/core/delivery/retry-policy.ts';
import { drainRampFor, drainRateAt, LOOK_AHEAD } from '../../../lambdas/core/destination/health/drain-schedule.ts';
import { WATCH_SHARDS } from '../../../lambdas/core/destination/health/watch.ts';
import { MAX_WAIT_MS, secondsUntilPosition } from '../../../lambdas/core/destination/limits/pacing.ts';
import { FAST_BATCH, MESSAGE_SECONDS, SWEEP_COSTS, SWEEP_PERIOD } from '../assumptions.ts';
import { Calendar } from '../fleet/calendar.ts';
import { Lane } from '../fleet/lane.ts';
import { Reading } from '../fleet/reading.ts';
import { Recording } from '../fleet/record.ts';
import { type FleetResult, type LimitedScenario, noOperations } from '../fleet/scenario.ts';
import { expectedLongest, LimitedEndpoint } from './endpoint.ts';

/** Deliveries to each of the destinations that an endpoint stands for, which can be handled in the same second. */
interface Cohort {
  readonly endpoint: LimitedEndpoint;
  /** Deliveries of all the destinations. */
  readonly weight: number;
  /** When each delivery to one destination can be handled, parts of a second. */
  readonly parts: readonly number[];
  readonly publishedAt: number;
  readonly dueSecond: number;
  readonly isFromLine: boolean;
  readonly receives: number;
}

/** Receives after which a message does not stand in line any more, as in `untilTurn` of the core. */
const MAX_RECEIVES = 10;

/** Time until which the sweep gives positions, as in `drainLine` of the core, milliseconds. */
const AHEAD_MS = MAX_WAIT_MS + LOOK_AHEAD * SWEEP_PERIOD * 1000;

/** Most endpoints of a simulation. Their events come at different parts of a second. */
const MAX_ENDPOINTS = 4;

export function simulateLimited(scenario: LimitedScenario): FleetResult<LimitedScenario> {
  const { stage, share, destinations, perSecond, seconds } = scenario;
  const { eventsPerSecond } = stage;
  const recording = new Recording(seconds);
  const operations = noOperations();
  const limited = Math.round(destinations * share);
  const rate = eventsPerSecond / destinations;
  const endpointCount = Math.min(limited, MAX_ENDPOINTS);
  const endpoints = Array.from(
    { length: endpointCount },
    () => new LimitedEndpoint(perSecond, limited / endpointCount),
  );
  const sizes = { batchSize: FAST_BATCH, healthySeconds: MESSAGE_SECONDS.healthy, seconds };
  const healthyRate = eventsPerSecond - limited * rate;
  const fast = new Lane<Cohort>({ ...sizes, maxConcurrency: stage.deliverMaxConcurrency, healthyBefore: healthyRate });
  const slow = new Lane<Cohort>({ ...sizes, ...stage.slowLane, healthyBefore: limited * rate });
  const reading = new Reading(stage.slowLane.maxConcurrency);
  const calendar = new Calendar<(second: number) => void>();
  const horizon = horizonAt('live', 0, 1) / 1000;
  /** Destinations for which deliveries wait, and the seconds since when. */
  const drains = new Map<LimitedEndpoint, number>();
  /** Attempts a second that the limits and the events permit. */
  const permitted = limited * Math.min(rate, perSecond);
  let [held, delayed, attempts] = [0, 0, 0];

  for (let second = 0; second < seconds; second++) {
    publish(second);
    reading.read(second, slow.inFlight());
    for (const happen of calendar.take(second)) happen(second);
    if (second % SWEEP_PERIOD === 0) sweep(second);
    serveFast(second);
    serveSlow(second);
    record(second);
  }
  return { scenario, recording, operations, waitingAtEnd: notAttempted() };

  function publish(second: number): void {
    operations.published += eventsPerSecond;
    fast.addHealthy(second, healthyRate);
    for (const [number, endpoint] of endpoints.entries()) {
      const parts = Array.from({ length: rate }, (_, n) => (n + number / endpointCount) / rate);
      const weight = rate * endpoint.weight;
      const now = { publishedAt: second, dueSecond: second };
      slow.add(second, { endpoint, weight, parts, ...now, isFromLine: false, receives: 1 });
    }
  }

  /** Gives positions to what waits, and ends the drain of a destination for which nothing waits any more. */
  function sweep(second: number): void {
    const draining = endpoints.filter((endpoint) => drains.has(endpoint));
    const number = draining.reduce((sum, { weight }) => sum + weight, 0);
    const drainRates = draining.flatMap((endpoint) =>
      Array.from({ length: Math.ceil(endpoint.weight / WATCH_SHARDS) }, () => endpoint.lineRate()),
    );
    let sent = 0;
    for (const endpoint of draining) {
      expire(endpoint, second);
      sent += drain(endpoint, drainRates, second) * endpoint.weight;
    }
    operations.watched += number;
    operations.drained += sent;
    recording.add('tableWrites', second, sent);
    recording.add('watchSeconds', second, (number * SWEEP_COSTS.visit + sent * SWEEP_COSTS.drained) / WATCH_SHARDS);
  }

  /** As `drainLine` of the core. @returns the deliveries to one destination that were sent */
  function drain(endpoint: LimitedEndpoint, drainRates: readonly number[], second: number): number {
    const { backlog } = endpoint;
    const drainCapacityPerSecond = stage.slowLane.maxConcurrency * stage.slowLane.batchSize;
    const ramp = drainRampFor(endpoint.lineRate(), drainRates, { ...stage, drainCapacityPerSecond, timeScale: 1 });
    const rateNow = drainRateAt((drains.get(endpoint) ?? 0) * 1000, second * 1000, ramp);
    const bySecond = new Map<number, number[]>();
    let sent = 0;
    for (; backlog.size > 0; sent++) {
      const position = endpoint.joinLine(second, { perSecond: rateNow, aheadMs: AHEAD_MS });
      if (position === undefined) break;
      const at = Math.max(second + 1, Math.floor(position / 1000));
      const published = bySecond.get(at) ?? [];
      bySecond.set(at, published);
      published.push(backlog.take());
    }
    for (const [at, published] of bySecond) send(endpoint, published, at);
    if (backlog.size > 0) return sent;
    drains.delete(endpoint);
    operations.healthWrites += endpoint.weight;
    return sent;
  }

  /** Sends messages that become visible at the same moment: the queue delays them by whole seconds. */
  function send(endpoint: LimitedEndpoint, published: readonly number[], at: number): void {
    const weight = published.length * endpoint.weight;
    const message = { endpoint, weight, parts: published.map(() => 0), publishedAt: published[0] as number };
    delayed += weight;
    calendar.add(at, (then) => {
      delayed -= weight;
      slow.add(then, { ...message, dueSecond: then, isFromLine: true, receives: 1 });
    });
  }

  /** Fails what has waited for 72 hours. */
  function expire({ backlog, weight }: LimitedEndpoint, second: number): void {
    while (backlog.size > 0 && backlog.oldest < second - horizon) {
      backlog.take();
      operations.expired += weight;
      recording.add('tableWrites', second, 2 * weight);
    }
  }

  function serveFast(second: number): void {
    const { healthy, healthyWait } = fast.serve(second, () => 0);
    deliver(second, healthy);
    recording.add('healthyWait', second, Math.max(healthyWait, fast.oldestHealthy(second)));
  }

  function serveSlow(second: number): void {
    const { started } = slow.serve(second, (cohort) => secondsOf(cohort, second));
    for (const cohort of started) start(cohort, second);
  }

  /** Returns how long a message takes in an invocation. */
  function secondsOf(cohort: Cohort, second: number): number {
    if (waits(cohort)) return MESSAGE_SECONDS.unattempted;
    const turns = cohort.endpoint.ask(timesOf(cohort, second), cohort.isFromLine).waits;
    if (turns.length === 0) return MESSAGE_SECONDS.unattempted;
    return expectedLongest(turns, stage.slowLane.batchSize) + MESSAGE_SECONDS.healthy;
  }

  function start(cohort: Cohort, second: number): void {
    const { endpoint, parts, isFromLine } = cohort;
    if (waits(cohort)) {
      for (const _delivery of parts) wait(cohort, second);
      return;
    }
    const { waits: turns, later } = endpoint.take(timesOf(cohort, second), isFromLine);
    const attempted = turns.length * endpoint.weight;
    if (attempted > 0) {
      attempts += attempted;
      recording.add('limitedAttempts', second, attempted);
      recording.add('controlWrites', second, attempted);
      operations.slots += attempted;
      deliver(second, attempted);
    }
    for (const at of later) joinLine(cohort, at);
  }

  /** New deliveries wait behind those that wait already. */
  function waits({ endpoint, isFromLine }: Cohort): boolean {
    return !isFromLine && drains.has(endpoint);
  }

  /** As `untilTurn` of the core: the queue or the due list holds the delivery until its position, or it waits for one. */
  function joinLine(cohort: Cohort, now: number): void {
    const { endpoint, receives } = cohort;
    const { weight } = endpoint;
    const second = Math.floor(now);
    const position = endpoint.joinLine(now);
    if (position === undefined) {
      wait(cohort, second);
      return;
    }
    operations.positions += weight;
    recording.add('controlWrites', second, weight);
    const delay = secondsUntilPosition(position, now * 1000);
    const hold = { delayMs: delay * 1000, timeScale: 1, inFlight: reading.atMost(), ...stage };
    if (receives >= MAX_RECEIVES) {
      wait(cohort, second);
      return;
    }
    const [dueSecond, part] = [Math.floor(now + delay), (now + delay) % 1];
    if (!mayHold(hold)) {
      operations.deferred += weight;
      recording.add('tableWrites', second, 2 * weight);
      const positionSecond = Math.floor(position / 1000);
      delayed += weight;
      calendar.add(positionSecond, (then) => {
        delayed -= weight;
        const parts = [(position / 1000) % 1];
        slow.add(then, { ...cohort, weight, parts, dueSecond: then, isFromLine: true, receives: 1 });
      });
      return;
    }
    operations.held += weight;
    held += weight;
    slow.hold(weight);
    reading.hide(second, weight);
    calendar.add(dueSecond, (then) => {
      held -= weight;
      operations.returned += weight;
      slow.hold(-weight);
      slow.add(then, { ...cohort, weight, parts: [part], dueSecond, isFromLine: true, receives: receives + 1 });
    });
  }

  /** One delivery to each destination waits until the sweep has a position for it. */
  function wait({ endpoint, publishedAt }: Cohort, second: number): void {
    if (!drains.has(endpoint)) {
      drains.set(endpoint, second);
      operations.healthWrites += endpoint.weight;
    }
    endpoint.backlog.add(publishedAt);
    operations.waitedInQueue += endpoint.weight;
    recording.add('tableWrites', second, 2 * endpoint.weight);
  }

  function deliver(second: number, count: number): void {
    operations.delivered += count;
    recording.add('attempts', second, count);
    recording.add('tableWrites', second, count);
  }

  /** Returns the deliveries in queues, in line and in the waiting lists. */
  function notAttempted(): number {
    return slow.waiting + fast.waiting + held + delayed + waiting();
  }

  function waiting(): number {
    return endpoints.reduce((sum, { backlog, weight }) => sum + backlog.size * weight, 0);
  }

  function record(second: number): void {
    recording.add('inFlight', second, Math.max(fast.inFlight(), slow.inFlight()));
    recording.add('queued', second, fast.waiting + slow.waiting);
    recording.add('waiting', second, waiting());
    recording.add('lateness', second, second - attempts / permitted);
    recording.add('invocationSeconds', second, fast.used + slow.used);
  }
}

/** Times of cohorts, so that asking twice in a second finds the same list. */
const times = new WeakMap<Cohort, { readonly second: number; readonly all: readonly number[] }>();

/** Returns when the deliveries of a cohort ask for their turn, if its messages are received in a second. */
function timesOf(cohort: Cohort, second: number): readonly number[] {
  const known = times.get(cohort);
  if (known?.second === second) return known.all;
  const all = cohort.parts.map((part) => second + part);
  times.set(cohort, { second, all });
  return all;
}
