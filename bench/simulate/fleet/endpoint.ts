/** A simulated destination. Each stands for a number of destinations that behave alike. */
import type { DestinationHealth } from '../../../lambdas/core/destination/health/health.ts';
import { Backlog } from './backlog.ts';
import type { Cohort } from './retries.ts';
import type { FailureKind } from './scenario.ts';

export interface Endpoint {
  readonly number: number;
  readonly kind: FailureKind;
  /** Number of destinations that it stands for. */
  readonly weight: number;
  /** Events a second of one destination. */
  readonly rate: number;
  /** Seconds in which its attempts fail. */
  readonly failsAt: number;
  readonly recoversAt: number;
  readonly backlog: Backlog;
  health?: DestinationHealth;
  /** Share of the next event that has happened. */
  phase: number;
}

/** A delivery of each of the destinations that an endpoint stands for. */
export interface EndpointCohort extends Cohort {
  readonly endpoint: Endpoint;
  /** Present for the probe. */
  readonly isProbe?: boolean;
}

/** Most endpoints of a simulation; more destinations share them. */
const MAX_ENDPOINTS = 500;

/** Returns endpoints for a number of destinations, whose events do not come at the same moment. */
export function createEndpoints(of: {
  readonly destinations: number;
  readonly rate: number;
  readonly kind: FailureKind;
  readonly failsAt: number;
  readonly recoversAt: number;
}): Endpoint[] {
  const { destinations, rate, ...rest } = of;
  const count = Math.min(destinations, MAX_ENDPOINTS);
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: count }, (_, number) => ({
    ...rest,
    number,
    rate,
    weight: destinations / count,
    backlog: new Backlog(rate),
    phase: (number * golden) % 1,
  }));
}

export const isFailing = ({ failsAt, recoversAt }: Endpoint, second: number): boolean =>
  second >= failsAt && second < recoversAt;
