/**
 * The circuit breaker of a destination: computes its health after results of attempts and after the steps of the sweep. Pure: time,
 * randomness and settings are arguments. A result that changes nothing needs no write, which is so for every success of a healthy
 * destination.
 */
import type { Random } from '../../clock.ts';
import { isWarned } from './failing.ts';
import type { DestinationHealth } from './health.ts';

/** Times are milliseconds. */
export interface CircuitBreakerSettings {
  /** Failed attempts within `windowMs`, without a success in between, that open the circuit: decision 80. */
  readonly openAfterFailures: number;
  readonly windowMs: number;
  /** Time after its due time after which an attempt in the slow lane starts late. */
  readonly lateMs: number;
  /** Time after a recorded success in which failures are not recorded. It bounds the writes of a destination that fails at times. */
  readonly quietMs: number;
  /** Time between writes of `lastFailureAt`. */
  readonly lastFailureEveryMs: number;
  /** First interval between probes. Each failed probe doubles it, up to `longestProbeMs`. */
  readonly firstProbeMs: number;
  readonly longestProbeMs: number;
  /** Time after its due time after which a probe without a result counts as lost. */
  readonly probeLostAfterMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Returns the default settings. @param timeScale divides the intervals between probes; 1 in a deployment */
export const circuitBreakerSettings = (timeScale: number): CircuitBreakerSettings => ({
  openAfterFailures: 20,
  windowMs: 5 * MINUTE,
  lateMs: 30 * SECOND,
  quietMs: MINUTE,
  lastFailureEveryMs: (10 * MINUTE) / timeScale,
  firstProbeMs: (30 * SECOND) / timeScale,
  longestProbeMs: (15 * MINUTE) / timeScale,
  // Longer than the timeout of an attempt, a batch and the visibility timeout after a crash together.
  probeLostAfterMs: 3 * MINUTE,
});

/** Share by which each interval between probes varies, so that destinations that failed together are not probed together. */
const JITTER = 0.1;

/** Results of attempts at one destination, automatic and manual. Internal errors are not results. */
export interface AttemptResults {
  readonly successes: number;
  readonly failures: number;
  /**
   * Failures of attempts in the slow lane that started late, of a destination without limits. The lane is late because destinations
   * like this one occupy it, so each of them opens the circuit: decision 80.
   */
  readonly lateFailures?: number | undefined;
  /** Event key of the probe, when it is one of the failures. */
  readonly failedProbe?: string | undefined;
}

/**
 * Returns the health after results.
 * @param before undefined: the destination is healthy
 * @param now unix milliseconds
 * @returns undefined when nothing changes, so that nothing is to be written
 */
export function healthAfter(
  before: DestinationHealth | undefined,
  results: AttemptResults,
  now: number,
  settings: CircuitBreakerSettings,
  random: Random,
): DestinationHealth | undefined {
  if (results.successes > 0) return before && afterSuccess(before, now, settings);
  if (results.failures === 0) return undefined;
  if (!before || before.circuit === 'closed') return afterFailures(before ?? HEALTHY, results, now, settings, random);
  const isProbe = before.circuit === 'half_open' && results.failedProbe === before.probe?.eventKey;
  return isProbe ? afterFailedProbe(before, now, settings, random) : withLastFailure(before, now, settings);
}

/** Health of a destination that has none. */
export const HEALTHY: DestinationHealth = { revision: 0, circuit: 'closed' };

/** What stays when the circuit opens or closes: the lane, the latest success, and the warnings of a failure. */
const lasting = ({ slowUntil, slowSince, lastSuccessAt, warned, warnedSince }: DestinationHealth) => ({
  ...(slowUntil === undefined ? {} : { slowUntil }),
  ...(slowSince === undefined ? {} : { slowSince }),
  ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
  ...(warned === undefined ? {} : { warned }),
  ...(warnedSince === undefined ? {} : { warnedSince }),
});

/** A success closes the circuit, and the backlog is drained. */
function afterSuccess(
  before: DestinationHealth,
  now: number,
  settings: CircuitBreakerSettings,
): DestinationHealth | undefined {
  if (before.circuit !== 'closed') {
    return {
      ...lasting(before),
      revision: before.revision + 1,
      circuit: 'closed',
      lastSuccessAt: now,
      drainingSince: now,
    };
  }
  if (before.window === undefined && before.failingSince === undefined && !isFirstAfterWarning(before))
    return afterSlowSuccess(before, now, settings);
  const { window: _window, failingSince: _since, lastFailureAt: _last, ...rest } = before;
  return { ...rest, revision: before.revision + 1, lastSuccessAt: now };
}

/** The first success after a warning is announced, also when a person has changed the destination since. */
const isFirstAfterWarning = (health: DestinationHealth): boolean =>
  isWarned(health) && (health.lastSuccessAt ?? 0) <= (health.warnedSince ?? 0);

/** Records that a slow destination succeeds, at most once in `quietMs`: its circuit stays closed while the slow lane is late. */
function afterSlowSuccess(
  before: DestinationHealth,
  now: number,
  { quietMs }: CircuitBreakerSettings,
): DestinationHealth | undefined {
  if ((before.slowUntil ?? 0) <= now || areWithin(now, before.lastSuccessAt, quietMs)) return undefined;
  return { ...before, revision: before.revision + 1, lastSuccessAt: now };
}

/**
 * Returns the health when a delivery to a slow destination is late in the slow lane: open, unless an attempt succeeded within the
 * last `windowMs`. Its attempts, each as long as the timeout, would keep the lane late for every destination in it: decision 80.
 * @param lateMs milliseconds since the delivery was due
 * @returns undefined when the delivery is to be attempted
 */
export function openedWhileLate(
  before: DestinationHealth | undefined,
  lateMs: number,
  now: number,
  settings: CircuitBreakerSettings,
  random: Random,
): DestinationHealth | undefined {
  if (before?.circuit !== 'closed' || lateMs <= settings.lateMs) return undefined;
  const { slowUntil = 0, lastSuccessAt } = before;
  if (slowUntil <= now || areWithin(now, lastSuccessAt, settings.windowMs)) return undefined;
  return opened(before, now, settings, random);
}

/** Returns whether two times are close. The clocks of workers differ, so either may be the later one. */
const areWithin = (a: number, b: number | undefined, ms: number): boolean => b !== undefined && Math.abs(a - b) < ms;

function afterFailures(
  before: DestinationHealth,
  { failures, lateFailures = 0 }: AttemptResults,
  now: number,
  settings: CircuitBreakerSettings,
  random: Random,
): DestinationHealth | undefined {
  const { window, failingSince = now, lastSuccessAt } = before;
  if (before.failingSince === undefined && areWithin(now, lastSuccessAt, settings.quietMs)) return undefined;
  const counted =
    window && areWithin(now, window.since, settings.windowMs)
      ? { since: Math.min(window.since, now), failures: window.failures + failures }
      : { since: now, failures };
  const revision = before.revision + 1;
  if (counted.failures >= settings.openAfterFailures || lateFailures > 0) {
    return opened(before, now, settings, random);
  }
  return { ...before, ...latestFailure(before, now, settings), revision, failingSince, window: counted };
}

const opened = (
  before: DestinationHealth,
  now: number,
  { firstProbeMs }: CircuitBreakerSettings,
  random: Random,
): DestinationHealth => ({
  ...lasting(before),
  ...nextProbe(firstProbeMs, now, random),
  revision: before.revision + 1,
  circuit: 'open',
  openedAt: now,
  failingSince: before.failingSince ?? now,
  lastFailureAt: now,
});

function afterFailedProbe(
  { probe: _probe, ...before }: DestinationHealth,
  now: number,
  settings: CircuitBreakerSettings,
  random: Random,
): DestinationHealth {
  const { firstProbeMs, longestProbeMs } = settings;
  const interval = Math.min(2 * (before.probeInterval ?? firstProbeMs), longestProbeMs);
  return {
    ...before,
    ...latestFailure(before, now, settings),
    ...nextProbe(interval, now, random),
    revision: before.revision + 1,
    circuit: 'open',
  };
}

/** Attempts that were in progress when the circuit opened, and manual attempts, keep failing meanwhile. */
function withLastFailure(
  before: DestinationHealth,
  now: number,
  settings: CircuitBreakerSettings,
): DestinationHealth | undefined {
  const latest = latestFailure(before, now, settings);
  return latest.lastFailureAt === before.lastFailureAt
    ? undefined
    : { ...before, ...latest, revision: before.revision + 1 };
}

const latestFailure = (
  { lastFailureAt }: DestinationHealth,
  now: number,
  { lastFailureEveryMs }: CircuitBreakerSettings,
) => ({ lastFailureAt: areWithin(now, lastFailureAt, lastFailureEveryMs) ? (lastFailureAt as number) : now });

const nextProbe = (probeInterval: number, now: number, random: Random) => ({
  probeInterval,
  probeAt: Math.round(now + probeInterval * (1 - JITTER + 2 * JITTER * random())),
});

/**
 * Returns when the next probe is due, unix milliseconds: that of an open circuit, or one that replaces a lost probe. Undefined while
 * the circuit is closed or a probe is in progress.
 */
export function probeDueAt(health: DestinationHealth | undefined, now: number): number | undefined {
  if (health?.circuit === 'open') return health.probeAt ?? now;
  if (health?.circuit !== 'half_open') return undefined;
  return (health.probe?.until ?? 0) <= now ? now : undefined;
}

/** Returns the half-open health in which a delivery is the probe. @param dueAt when the probe is attempted, unix milliseconds */
export function withProbe(
  before: DestinationHealth,
  { eventKey, account, dueAt }: { readonly eventKey: string; readonly account: string; readonly dueAt: number },
  { probeLostAfterMs }: CircuitBreakerSettings,
): DestinationHealth {
  const probe = { eventKey, account, until: dueAt + probeLostAfterMs };
  return { ...before, revision: before.revision + 1, circuit: 'half_open', probe };
}

/**
 * Returns the health after a probe ended without an attempt, for example because its delivery was delivered meanwhile: open, with
 * the probe that was due. Undefined when another delivery is the probe.
 */
export function withoutProbe(health: DestinationHealth | undefined, eventKey: string): DestinationHealth | undefined {
  if (health?.circuit !== 'half_open' || health.probe?.eventKey !== eventKey) return undefined;
  const { probe: _probe, ...rest } = health;
  return { ...rest, revision: health.revision + 1, circuit: 'open' };
}

/** Returns the health with a drain that starts now; undefined when it has one already, or when the circuit is not closed. */
export const withDrain = (before: DestinationHealth = HEALTHY, now: number): DestinationHealth | undefined =>
  before.circuit === 'closed' && before.drainingSince === undefined
    ? { ...before, revision: before.revision + 1, drainingSince: now }
    : undefined;

/** Returns the closed health after the backlog is empty. */
export function withoutDrain(before: DestinationHealth): DestinationHealth {
  const {
    drainingSince: _since,
    drainRate: _rate,
    drainScheduledUntil: _until,
    drained: _sent,
    drainTotal: _total,
    ...rest
  } = before;
  return { ...rest, revision: before.revision + 1 };
}

/**
 * Returns the health of a destination that was disabled. When it is enabled again, its deliveries are attempted. A warning is over;
 * what stays is that the end was announced.
 */
export function withoutCircuit(before: DestinationHealth): DestinationHealth {
  const { warned, warnedSince, ...rest } = lasting(before);
  const announced =
    warned !== undefined && warnedSince !== undefined && !isWarned(before) ? { warned, warnedSince } : {};
  return { ...rest, ...announced, revision: before.revision + 1, circuit: 'closed' };
}
