/**
 * Decides what is announced about a destination that keeps failing. Pure. The evidence are attempts: the time between the first
 * and the latest of a row of failed ones. Time that merely passes is none, so that a destination that receives one event is not
 * disabled because of the few retries of that event.
 */
import type { DisabledReason } from '../destination-base.ts';
import { type DestinationHealth, FAILING_AFTER_MS } from './health.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds of failed attempts after which each warning is announced. */
export const WARNINGS_AFTER_MS: readonly number[] = [FAILING_AFTER_MS, DAY_MS, 4 * DAY_MS];

/** Value of `warned` after the destination was disabled. No further announcement follows. */
const DISABLED = WARNINGS_AFTER_MS.length + 1;

export interface FailingSettings {
  /** Days of failed attempts after which a destination is disabled; 0 never disables it. */
  readonly disableFailingAfterDays: number;
}

/** A change of the health of a destination that is announced. `since` is in unix milliseconds. */
export type HealthChange =
  | { readonly kind: 'failing'; readonly since: number /** 1 for the first warning. */; readonly level: number }
  | { readonly kind: 'recovered'; readonly since: number }
  | { readonly kind: 'disabled'; readonly since: number; readonly reason: DisabledReason };

interface Failing {
  readonly status: 'enabled' | 'disabled';
  readonly disabledReason?: DisabledReason;
  /** When the destination was changed last. */
  readonly updated: number;
  readonly health?: DestinationHealth;
}

/** Returns the change to announce next; undefined when there is none. */
export function healthChange(destination: Failing, settings: FailingSettings): HealthChange | undefined {
  const { status, disabledReason: reason = 'user', updated, health } = destination;
  const { failingSince, lastFailureAt = 0, lastSuccessAt = 0, warned = 0, warnedSince = 0 } = health ?? {};
  if (status === 'disabled') {
    if (reason === 'user' || warned === DISABLED) return undefined;
    return { kind: 'disabled', since: failingSince ?? updated, reason };
  }
  if (isWarned(health) && failingSince !== warnedSince && lastSuccessAt > warnedSince) {
    return { kind: 'recovered', since: warnedSince };
  }
  if (failingSince === undefined) return undefined;
  const failedFor = lastFailureAt - failingSince;
  const { disableFailingAfterDays: days } = settings;
  if (days > 0 && failedFor >= days * DAY_MS) return { kind: 'disabled', since: failingSince, reason: 'failing' };
  const level = WARNINGS_AFTER_MS.filter((after) => failedFor >= after).length;
  const announced = isWarned(health) && failingSince === warnedSince ? warned : 0;
  return level > announced ? { kind: 'failing', since: failingSince, level } : undefined;
}

/** Returns the health after a change was announced. */
export function healthAnnounced(health: DestinationHealth | undefined, change: HealthChange): DestinationHealth {
  const { warned: _warned, warnedSince: _since, ...rest } = health ?? { revision: 0, circuit: 'closed' };
  const revision = rest.revision + 1;
  if (change.kind === 'recovered') return { ...rest, revision };
  return { ...rest, revision, warned: change.kind === 'disabled' ? DISABLED : change.level, warnedSince: change.since };
}

/** Returns whether a warning was announced that neither a recovery nor the end of the destination followed. */
export const isWarned = ({ warned = 0 }: Partial<DestinationHealth> = {}): boolean => warned > 0 && warned < DISABLED;

/**
 * Returns the health after a person enabled the destination, or changed where it sends: the circuit is closed, and what waits is
 * drained. An announced warning is kept, so that the next success is announced. @param now unix milliseconds
 */
export function healthAnew(health: DestinationHealth, now: number): DestinationHealth {
  const { revision, circuit, drainingSince, warned, warnedSince } = health;
  const drains = circuit !== 'closed' || drainingSince !== undefined;
  return {
    revision: revision + 1,
    circuit: 'closed',
    ...(drains ? { drainingSince: now } : {}),
    ...(isWarned(health) && warned !== undefined && warnedSince !== undefined ? { warned, warnedSince } : {}),
  };
}
