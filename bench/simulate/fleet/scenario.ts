import type { Stage } from '../assumptions.ts';
import type { Recording } from './record.ts';

/** `refusing`: connections are refused. `hanging`: connections are accepted and get no response. */
export type FailureKind = 'refusing' | 'hanging';

/** What all scenarios have. */
export interface Fleet {
  readonly stage: Stage;
  /** What is the matter with a share of the destinations. */
  readonly kind: string;
  readonly share: number;
  /** Number of destinations. They share the events evenly. */
  readonly destinations: number;
  readonly seconds: number;
  readonly seed: number;
}

/** A share of the destinations fails, all at the same moment. */
export interface Scenario extends Fleet {
  readonly kind: FailureKind;
  /** Second in which they respond again; absent: never. */
  readonly recoversAt?: number;
}

/** A share of the destinations limits its attempts a second. All destinations respond. */
export interface LimitedScenario extends Fleet {
  /** Limit of each of these destinations, attempts a second. */
  readonly perSecond: number;
}

/** Deliveries by what happened to them; the unit of the prices. */
export interface Operations {
  published: number;
  /** First attempts that succeeded. */
  delivered: number;
  /** Failed attempts, by the number of the attempt of its delivery. */
  readonly failedAttempts: number[];
  held: number;
  deferred: number;
  /** Deliveries that failed at the end of their schedule. */
  exhausted: number;
  /** Messages that went to the slow lane without an attempt, or after the deadline of the fast lane. */
  forwarded: number;
  /** Deliveries that began to wait when they were published, and when their message was received. */
  waitedAtPublish: number;
  waitedInQueue: number;
  probes: number;
  healthWrites: number;
  drained: number;
  expired: number;
  retriesDelivered: number;
  /** Destinations that a run of the sweep looked at. */
  watched: number;
  /** Slots and positions in line that destinations with limits gave. */
  slots: number;
  positions: number;
  /** Messages that returned from the line. */
  returned: number;
}

export const noOperations = (): Operations => ({
  published: 0,
  delivered: 0,
  failedAttempts: [],
  held: 0,
  deferred: 0,
  exhausted: 0,
  forwarded: 0,
  waitedAtPublish: 0,
  waitedInQueue: 0,
  probes: 0,
  healthWrites: 0,
  drained: 0,
  expired: 0,
  retriesDelivered: 0,
  watched: 0,
  slots: 0,
  positions: 0,
  returned: 0,
});

export interface FleetResult<F extends Fleet = Fleet> {
  readonly scenario: F;
  readonly recording: Recording;
  readonly operations: Operations;
  /** Deliveries that wait when the simulation ends. */
  readonly waitingAtEnd: number;
  /** Seconds from the first failure until all circuits were open; undefined when some never opened. */
  readonly allOpenAfter?: number | undefined;
  /** Seconds from the recovery until no delivery waited; undefined when some still waited at the end. */
  readonly drainedAfter?: number | undefined;
}
