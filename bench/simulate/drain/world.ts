/**
 * One shard of the watch list in memory, for the real sweep: a destination with millions of waiting deliveries, and neighbours. The
 * time of an invocation passes with the processor time that its requests take.
 */
import type { BacklogPorts } from '../../../lambdas/core/delivery/backlog/ports.ts';
import type { OutgoingMessage } from '../../../lambdas/core/delivery/ports.ts';
import { newDelivery, waitingDelivery } from '../../../lambdas/core/delivery/transitions.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { DestinationHealth } from '../../../lambdas/core/destination/health/health.ts';
import type { Watched } from '../../../lambdas/core/destination/health/watch.ts';
import { aDestination, anEvent } from '../../../test/doubles/factories.ts';
import { memoryLeases, memoryPacing } from '../../../test/doubles/memory-limits.ts';
import { seededRandom } from '../../../test/model/world/random.ts';
import { SWEEP_COSTS } from '../assumptions.ts';
import { createBigList } from './big-list.ts';
import type { KeyRange } from './keys.ts';

/** Share of the time of a drained delivery that sending it takes; removing its entry takes the rest. */
const SENDING_SHARE = 2 / 3;
/** Requests of a probe, beyond the read of its destination. */
const PROBE_REQUESTS = 4;
/** Seconds of a request of a probe, and of a read of a list, whose entries are paid for by what happens to them. */
const REQUEST_SECONDS = SWEEP_COSTS.probe / PROBE_REQUESTS;

export interface SentMessage {
  readonly outgoing: OutgoingMessage;
  /** When its delay is over, unix milliseconds. */
  readonly visibleAt: number;
}

export class DrainWorld {
  readonly destinations = new Map<string, Destination>();
  readonly #lists = new Map<string, ReturnType<typeof createBigList>>();
  readonly #watched: Watched[] = [];
  #error: unknown;
  /** Messages of the present run. */
  sent: SentMessage[] = [];
  /** Unix milliseconds. */
  now: number;
  readonly ports: BacklogPorts;

  constructor(now: number, seed: number) {
    this.now = now;
    const random = seededRandom(seed);
    this.ports = {
      now: () => Math.floor(this.now),
      random,
      // The simulated AWS has no errors, so each is one of the simulation or of the code.
      reportInternalError: (_watched, error) => {
        this.#error ??= error;
      },
      announceHealth: async (destination) => destination,
      watchList: {
        add: async () => {},
        read: async () => this.#watched,
        remove: async () => this.#spend(REQUEST_SECONDS),
      },
      destinations: {
        get: async (_tenant, id) => {
          this.#spend(SWEEP_COSTS.visit);
          return this.destinations.get(id);
        },
        updateHealth: async (destination, health) => {
          this.#spend(REQUEST_SECONDS);
          return this.#updateHealth(destination, health);
        },
      },
      deliveries: {
        waiting: async (id, query) => {
          this.#spend(REQUEST_SECONDS);
          return this.#list(id).read(query);
        },
        countWaiting: async (id, max) => {
          this.#spend(REQUEST_SECONDS);
          return Math.min(max, this.#list(id).size());
        },
        removeWaiting: async (entries) => {
          this.#spend(entries.length * (1 - SENDING_SHARE) * SWEEP_COSTS.drained);
          for (const [id, of] of Map.groupBy(entries, ({ destinationId }) => destinationId)) this.#list(id).remove(of);
          return [];
        },
        readBatch: async () => {
          this.#spend(REQUEST_SECONDS);
          const row = (destinationId: string, key: string) =>
            waitingDelivery(newDelivery(anEvent({ key }), destinationId));
          return { destination: () => undefined, delivery: row, event: () => undefined };
        },
        replace: async () => {
          this.#spend(SWEEP_COSTS.expired);
          return true;
        },
      },
      pacing: memoryPacing().store,
      leases: memoryLeases().store,
      queue: {
        send: async (messages) => {
          this.#spend(messages.length * SENDING_SHARE * SWEEP_COSTS.drained);
          for (const outgoing of messages)
            this.sent.push({ outgoing, visibleAt: this.now + (outgoing.delaySeconds ?? 0) * 1000 });
          return [];
        },
      },
    };
  }

  /** Adds a destination that is watched, and its waiting deliveries. */
  add(id: string, health: DestinationHealth, backlog: KeyRange): void {
    const destination = aDestination({ id, health });
    this.destinations.set(id, destination);
    this.#lists.set(id, createBigList(id, destination, backlog));
    this.#watched.push({ tenant: destination, destinationId: id, entry: id });
  }

  /** @throws the first error of a run */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  waiting(id: string): number {
    return this.#list(id).size();
  }

  setHealth(id: string, health: DestinationHealth | undefined): void {
    const destination = this.destinations.get(id);
    if (destination && health) this.destinations.set(id, { ...destination, health });
  }

  #updateHealth(read: Destination, next: DestinationHealth | undefined): Destination | undefined {
    const present = this.destinations.get(read.id);
    if (!present || !next || present.health?.revision !== read.health?.revision) return undefined;
    const written = { ...present, health: { ...next, revision: (read.health?.revision ?? 0) + 1 } };
    this.destinations.set(read.id, written);
    return written;
  }

  #list(id: string): ReturnType<typeof createBigList> {
    const list = this.#lists.get(id);
    if (!list) throw new Error(`There is no destination ${id}.`);
    return list;
  }

  #spend(seconds: number): void {
    this.now += seconds * 1000;
  }
}
