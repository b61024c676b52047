/** Ports and settings of the sweep of watched destinations. */
import type { Clock, Random } from '../../clock.ts';
import type { Destination } from '../../destination/destination.ts';
import type { CircuitBreakerSettings } from '../../destination/health/circuit-breaker.ts';
import type { DrainSettings } from '../../destination/health/drain-schedule.ts';
import type { Watched, WatchList } from '../../destination/health/watch.ts';
import type { LeaseStore, PacingStore } from '../../destination/limits/ports.ts';
import type { DestinationStore } from '../../destination/ports.ts';
import type { DeliveryQueue, DeliveryStore } from '../ports.ts';

export interface BacklogPorts {
  readonly deliveries: Pick<DeliveryStore, 'readBatch' | 'replace' | 'waiting' | 'countWaiting' | 'removeWaiting'>;
  readonly destinations: Pick<DestinationStore, 'get' | 'updateHealth'>;
  readonly watchList: WatchList;
  /** Announces what is new about the health of a destination. @returns the destination as it is then; undefined: it was deleted */
  readonly announceHealth: (destination: Destination) => Promise<Destination | undefined>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly pacing: Pick<PacingStore, 'joinLine'>;
  readonly leases: Pick<LeaseStore, 'averageMs'>;
  /** Reports an internal error of one destination. The others continue, and the next sweep continues this one. */
  readonly reportInternalError: (of: Pick<Watched, 'destinationId'>, error: unknown) => void;
  readonly now: Clock;
  readonly random: Random;
}

export interface BacklogSettings extends DrainSettings {
  readonly circuitBreaker: CircuitBreakerSettings;
  /** Time between two sweeps, milliseconds. */
  readonly periodMs: number;
  /** Entries of the waiting list that one step reads. */
  readonly pageSize: number;
  /** Unix milliseconds at which the sweep stops. The next sweep continues. */
  readonly stopAt: number;
}

/** Counts of one sweep. */
export interface BacklogCounts {
  /** Destinations whose circuit is not closed. */
  open: number;
  /** Probes that were sent. */
  probes: number;
  /** Deliveries of backlogs that were sent. */
  drained: number;
  /** Waiting deliveries that failed without an attempt. */
  failed: number;
  /** Number of destinations that were not visited, because the time was over. */
  skipped: number;
}

/** Shared by everything that one sweep does. */
export interface Sweep {
  readonly settings: BacklogSettings;
  readonly ports: BacklogPorts;
  readonly counts: BacklogCounts;
  /** The rate at which each destination may be drained, deliveries a second. Known when the long work starts. */
  readonly drainRates: number[];
}

/**
 * Work for a destination that may take many steps. The sweep makes one step of each destination in turn, so that a long backlog does
 * not delay the other destinations.
 */
export type Steps = AsyncGenerator<void, void>;
