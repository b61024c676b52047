/**
 * What one dead destination costs a day, after it has been dead for three days, when as many deliveries end as begin. Without a
 * circuit breaker every delivery is attempted on its schedule; with one, deliveries wait and one probe at a time is sent.
 */
import { mayHold, plannedAttempts } from '../../../lambdas/core/delivery/retry-policy.ts';
import { circuitBreakerSettings } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { DAY_SECONDS, DEFAULT_STAGE, FAST_BATCH, MESSAGE_SECONDS, SWEEP_PERIOD } from '../assumptions.ts';
import { type FailureKind, noOperations, type Operations } from '../fleet/scenario.ts';
import { costsOf, totalDollars } from './operations.ts';

export interface DeadDestination {
  readonly kind: FailureKind;
  readonly circuitBreaker: boolean;
  readonly attempts: number;
  readonly operations: Operations;
  /** Seconds of deliver functions. */
  readonly seconds: number;
  /** Dollars a day beyond the publishing of the events. */
  readonly dollars: number;
}

/** Returns what a destination with `rate` events a second costs a day. */
export function deadDestination(kind: FailureKind, circuitBreaker: boolean, rate: number): DeadDestination {
  const published = rate * DAY_SECONDS;
  const operations = circuitBreaker ? waiting(published) : attempted(published);
  const attempts = operations.failedAttempts.reduce((sum, count) => sum + (count ?? 0), 0) + operations.probes;
  const seconds = secondsOf(kind, attempts, circuitBreaker);
  const publishing = totalDollars(costsOf({ ...noOperations(), published, waitedAtPublish: published }, 0));
  const waits = totalDollars(costsOf({ ...noOperations(), waitedAtPublish: published }, 0));
  const dollars = totalDollars(costsOf(operations, seconds)) - (publishing - waits);
  return { kind, circuitBreaker, attempts, operations, seconds, dollars };
}

/** Attempts share their invocation with nine others of the same kind; probes are alone. */
function secondsOf(kind: FailureKind, attempts: number, isAlone: boolean): number {
  const each = kind === 'hanging' ? DEFAULT_STAGE.deliveryTimeoutMs / 1000 : MESSAGE_SECONDS.refused;
  return (attempts * each) / (isAlone ? 1 : FAST_BATCH);
}

function attempted(published: number): Operations {
  const retries = plannedAttempts({
    mode: 'live',
    automaticCount: 1,
    firstAttemptAt: 0,
    nextAttemptAt: 30_000,
    timeScale: 1,
  });
  const times = [0, ...retries];
  const delays = retries.map((at, index) => at - (times[index] as number));
  const held = delays.filter((delayMs) => mayHold({ delayMs, timeScale: 1, inFlight: 0, inFlightLimit: 1 })).length;
  return {
    ...noOperations(),
    published,
    failedAttempts: [0, ...times.map(() => published)],
    held: held * published,
    deferred: (retries.length - held) * published,
    exhausted: published,
  };
}

function waiting(published: number): Operations {
  const probes = DAY_SECONDS / (circuitBreakerSettings(1).longestProbeMs / 1000);
  return {
    ...noOperations(),
    published,
    waitedAtPublish: published,
    probes,
    healthWrites: 2 * probes,
    watched: DAY_SECONDS / SWEEP_PERIOD,
    expired: published,
  };
}
