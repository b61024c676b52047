/** The tables, queues and endpoints of one sequence, and how it is set up. */
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { LANES, type Lane } from '../../../lambdas/core/destination/health/health.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import type { Recovery } from '../../../lambdas/core/recovery/recovery.ts';
import { memoryLeases, memoryPacing } from '../../doubles/memory-limits.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryEventStore } from '../../doubles/memory-ports.ts';
import { memoryRecoveryStore } from '../../doubles/memory-recoveries.ts';
import { memoryWatchList } from '../../doubles/memory-watch-list.ts';
import type { Outcome } from './endpoints.ts';
import { Faults } from './faults.ts';
import { ALL, deliveryId } from './identity.ts';
import { Lagging } from './lagging.ts';
import { Ledger } from './ledger.ts';
import { roster } from './roster.ts';
import { Simulation, type Worker, type WorkerKind } from './simulation.ts';
import { type QueuedMessage, StandardQueue } from './standard-queue.ts';

export interface Setup {
  readonly seed: number;
  readonly dueShards: number;
  readonly inFlightLimit: number;
  /** Length of the line of a destination with limits. In a short one, most deliveries wait for a position. */
  readonly lineMs: number;
  /** What the queue does with a message that was hidden and then reported as failed: keeps it hidden, or shows it. */
  readonly onFailure: 'keeps' | 'shows';
  /** How long an eventually consistent read may be behind. */
  readonly lagMs: number;
  /** Longest port call. */
  readonly latencyMs: number;
  /** Time after which a batch no longer waits for its attempts. What it leaves continues later, in a process that was frozen. */
  readonly outOfTimeMs: number;
  /** Endpoints while the sequence comes to its end. */
  readonly atTheEnd: 'healthy' | 'as they are';
}

export type Row = Delivery & { destinationAccount: string };

/** So soon after its publishing a first success is written without a condition: decision 4. */
export const UNCONDITIONAL_MS = 60_000;

const VISIBILITY_MS = 120_000;
const DEAD_LETTER_VISIBILITY_MS = 360_000;
const MAX_RECEIVES = 20;

/** A queue that calls a function: that of a lane, or the dead-letter queue. */
export type Source = Lane | 'dead letter';

/** A recovery, and the deliveries that were there for it to find when it began. */
export interface Promised {
  readonly recovery: Recovery;
  readonly at: number;
  readonly deliveries: readonly string[];
}

export class State {
  readonly setup: Setup;
  readonly sim: Simulation;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly deadLetters: StandardQueue;
  readonly queues: Readonly<Record<Lane, StandardQueue>>;
  readonly destinations: ReturnType<typeof memoryDestinationStore>;
  readonly events = memoryEventStore();
  readonly deliveries: ReturnType<typeof memoryDeliveryStore>;
  readonly recoveries = memoryRecoveryStore();
  readonly pacing = memoryPacing();
  readonly leases = memoryLeases();
  readonly watchList = memoryWatchList();
  readonly eventReplica: Lagging<WaybillEvent>;
  readonly rowReplica: Lagging<Row>;
  readonly outcomes = new Map<string, Outcome>();
  /** Messages that each deliver or dead-letter worker received, by receipt. */
  readonly batches = new Map<Worker, ReadonlyMap<string, Received>>();
  /** When each delivery was last settled, and when its next attempt was planned. */
  readonly settledAt = new Map<string, number>();
  readonly plannedAt = new Map<string, number>();
  /** The publish workers of each event, by its identity, the first one first. */
  readonly publishers = new Map<string, Worker[]>();
  /** Why the message that the sweep will send for a deferred delivery may not be the only one. */
  readonly extraParked = new Map<string, string>();
  /** Deliveries whose first message the queue delivers twice within a minute of the publishing. */
  readonly repeatedFirst = new Set<string>();
  readonly promised: Promised[] = [];
  lagMs: number;
  /** Something is due then. */
  armSweep: (dueAt: number) => void = () => {};
  /** Something about a watched destination has changed. */
  armWatch: () => void = () => {};

  constructor(setup: Setup, isTraced: boolean, wake: (source: Source, at: number) => void) {
    this.setup = setup;
    this.lagMs = setup.lagMs;
    this.sim = new Simulation(setup.seed);
    const now = () => this.sim.now;
    this.ledger = new Ledger(now, isTraced);
    this.faults = new Faults(now, this.ledger.count);
    this.deadLetters = new StandardQueue({
      name: 'dead',
      visibilityMs: DEAD_LETTER_VISIBILITY_MS,
      maxReceives: Number.POSITIVE_INFINITY,
      now,
      wake: (at) => wake('dead letter', at),
    });
    const queue = (lane: Lane) =>
      new StandardQueue({
        name: lane,
        visibilityMs: VISIBILITY_MS,
        maxReceives: MAX_RECEIVES,
        deadLetters: this.deadLetters,
        now,
        wake: (at) => wake(lane, at),
      });
    this.queues = { fast: queue('fast'), slow: queue('slow') };
    this.destinations = memoryDestinationStore(...roster());
    this.deliveries = memoryDeliveryStore(this.destinations.rows, this.events.rows, setup.dueShards);
    for (const destination of this.destinations.rows.values()) {
      this.ledger.destinationIs(destination.id, destination);
      this.outcomes.set(destination.id, 'ok');
    }
    this.eventReplica = new Lagging(now);
    this.rowReplica = new Lagging(now);
  }

  rows = (): Map<string, Row> => this.deliveries.rows;

  /** Messages of both lanes. */
  messages = (): QueuedMessage[] => LANES.flatMap((lane) => [...this.queues[lane].messages]);

  row = (destinationId: string, eventKey: string): Row | undefined =>
    this.deliveries.rows.get(`${destinationId} ${eventKey}`);

  /** Times for which the due list has a delivery, unix milliseconds. */
  dueEntries = (delivery: string): number[] =>
    this.deliveries.dueList
      .entries()
      .filter((one) => deliveryId(one.destinationId, one.tenant, one.eventKey) === delivery)
      .map(({ dueAt }) => dueAt);

  /** A fault or the death of this worker concerns a delivery, or all: what it received or sent may come once more. */
  touch(worker: Worker, delivery: string = ALL): void {
    worker.touched.add(delivery);
    this.ledger.disturb(delivery);
    const received = new Set([...(this.batches.get(worker)?.values() ?? [])].map(({ message }) => message));
    for (const message of this.messages()) {
      const isIts = message.sentBy === worker.name || received.has(message);
      if (isIts && (delivery === ALL || message.delivery === delivery)) message.extra ??= 'its worker met a fault';
    }
  }

  changeDestination(id: string, change: () => void): void {
    const before = this.destinations.rows.get(id);
    change();
    const after: Destination | undefined = this.destinations.rows.get(id);
    if (before !== after) this.ledger.destinationIs(id, after);
    this.armWatch();
  }
}

/** A message as one worker received it. */
export interface Received {
  readonly receipt: string;
  readonly receives: number;
  readonly receivedAt: number;
  readonly message: QueuedMessage;
  /** Whether the worker has hidden it for a time of its own. */
  hidden: boolean;
}

export type { Worker, WorkerKind };
