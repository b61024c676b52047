/**
 * Health of a destination: its lane and its circuit breaker. It is stored with the destination, because every publish and every
 * batch reads the destination anyway, and it is written by itself, so that an edit and a change of health never overwrite each
 * other. A destination without health is healthy.
 */
import type { DeliveryLimits } from '../limits/delivery-limits.ts';

/** `closed`: deliveries are attempted. `open`: they wait. `half_open`: they wait, and one of them, the probe, is attempted. */
type CircuitState = 'closed' | 'open' | 'half_open';

/** The queue and the function that attempt the deliveries of a destination. */
export type Lane = 'fast' | 'slow';
export const LANES: readonly Lane[] = ['fast', 'slow'];

/** The delivery that tests a destination whose circuit is half-open. */
interface Probe {
  readonly eventKey: string;
  /** Account of the event. */
  readonly account: string;
  /** Unix milliseconds after which a probe without a result counts as lost. */
  readonly until: number;
}

/** Times are unix milliseconds. Absent fields have nothing to report. */
export interface DestinationHealth {
  /** Grows by 1 with every write; conditional writes compare it. Absent health has revision 0. */
  readonly revision: number;
  /** The lane is slow until then. */
  readonly slowUntil?: number;
  /** When the lane became slow. */
  readonly slowSince?: number;
  readonly circuit: CircuitState;
  /** When the circuit opened. Present while it is not closed. */
  readonly openedAt?: number;
  /** When the next probe is due. Present while the circuit is not closed. */
  readonly probeAt?: number;
  /** Milliseconds between the latest failure and `probeAt`, without jitter. */
  readonly probeInterval?: number;
  /** Present while the circuit is half-open. */
  readonly probe?: Probe;
  /** When the circuit closed, or when the line of a destination with limits became too long. Present while the backlog is drained. */
  readonly drainingSince?: number;
  /** Deliveries a second at which the drain is scheduled. */
  readonly drainRate?: number;
  /** Until when deliveries of the backlog are scheduled. */
  readonly drainScheduledUntil?: number;
  /** Deliveries of the backlog that the drain has sent. */
  readonly drained?: number;
  /** Deliveries that waited when the drain started, as far as they were counted. */
  readonly drainTotal?: number;
  /** Failed attempts without a success in between. */
  readonly window?: { readonly since: number; readonly failures: number };
  /** The latest success that followed a failure. Written at most once a minute. */
  readonly lastSuccessAt?: number;
  /** The first failed attempt since the latest success. */
  readonly failingSince?: number;
  /** The latest failed attempt. Written at most once in ten minutes. */
  readonly lastFailureAt?: number;
  /** The latest warning that was announced: 1 for the first, and the number after the last one when it was disabled. */
  readonly warned?: number;
  /** `failingSince` at the time of that warning. */
  readonly warnedSince?: number;
}

/** What decides how deliveries to a destination are attempted. */
interface Attempted {
  readonly health?: DestinationHealth;
  readonly deliveryLimits?: DeliveryLimits;
}

/** Milliseconds for which every attempt has to fail before a destination is called failing. */
export const FAILING_AFTER_MS = 3_600_000;

/** The health of a destination as its owner sees it. Times are unix milliseconds. */
interface PublicHealth {
  /** `failing`: deliveries wait for a probe, or every attempt has failed for an hour. `slow`: it is in the slow lane. */
  readonly status: 'healthy' | 'slow' | 'failing';
  /** Absent while healthy. */
  readonly since?: number;
  /** When the next probe is due. Absent while no probe is planned, also while one is in progress. */
  readonly nextProbeAt?: number;
  /** Present while the deliveries that waited are sent. */
  readonly draining?: { readonly sent: number; readonly total: number; readonly perSecond: number };
}

/** Returns the health as its owner sees it. @param now unix milliseconds */
export function publicHealth(health: DestinationHealth | undefined, now: number): PublicHealth {
  if (!health) return { status: 'healthy' };
  const { circuit, openedAt, failingSince, lastFailureAt = 0, slowUntil = 0, slowSince, probeAt } = health;
  if (circuit !== 'closed' || (failingSince !== undefined && lastFailureAt - failingSince >= FAILING_AFTER_MS)) {
    return {
      status: 'failing',
      ...present('since', failingSince ?? openedAt),
      ...present('nextProbeAt', circuit === 'open' ? probeAt : undefined),
      ...draining(health, now),
    };
  }
  return slowUntil > now
    ? { status: 'slow', ...present('since', slowSince), ...draining(health, now) }
    : { status: 'healthy', ...draining(health, now) };
}

const present = <K extends string>(name: K, value: number | undefined): { readonly [P in K]?: number } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: number };

const draining = (health: DestinationHealth, now: number) =>
  health.circuit === 'closed' && health.drainingSince !== undefined
    ? { draining: { sent: sentBy(health, now), total: health.drainTotal ?? 0, perSecond: health.drainRate ?? 0 } }
    : {};

/** Returns about how many deliveries of the backlog were sent: the others that the drain has scheduled are delayed in the queue. */
function sentBy({ drained = 0, drainRate = 0, drainScheduledUntil = 0 }: DestinationHealth, now: number): number {
  const delayed = (Math.max(0, drainScheduledUntil - now) * drainRate) / 1000;
  return Math.max(0, Math.floor(drained - delayed));
}

/** Returns whether deliveries of the destination may be in the waiting list. */
export const mayHaveWaiting = ({ health }: Attempted): boolean =>
  health !== undefined && (health.circuit !== 'closed' || health.drainingSince !== undefined);

/**
 * Returns whether deliveries of a destination with limits wait for a position in its line. New ones wait behind them, until all have
 * one.
 */
export const waitsInLine = ({ health, deliveryLimits }: Attempted): boolean =>
  deliveryLimits !== undefined && health?.circuit === 'closed' && health.drainingSince !== undefined;

/** Returns whether deliveries wait without an attempt. */
export const isCircuitOpen = ({ health }: Attempted): boolean => health !== undefined && health.circuit !== 'closed';

/**
 * Returns the lane of a destination. Destinations with limits are in the slow lane, because their attempts wait for their turn.
 * @param now unix milliseconds
 */
export function laneOf(destination: Attempted, now: number): Lane {
  const { health, deliveryLimits } = destination;
  const isSlow = deliveryLimits !== undefined || isCircuitOpen(destination) || (health?.slowUntil ?? 0) > now;
  return isSlow ? 'slow' : 'fast';
}
