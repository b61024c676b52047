/** Both lanes in virtual time: queues, and functions that run the real core of delivering with stores in memory. */
import type { BacklogPorts } from '../../lambdas/core/delivery/backlog/ports.ts';
import { sweepWatched } from '../../lambdas/core/delivery/backlog/run.ts';
import { deliverBatch } from '../../lambdas/core/delivery/deliver.ts';
import type { DeliveryMessage, SendResult } from '../../lambdas/core/delivery/delivery.ts';
import type { DeliveryQueue, SendRequest } from '../../lambdas/core/delivery/ports.ts';
import type { ReceivedMessage } from '../../lambdas/core/delivery/work.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import type { Lane } from '../../lambdas/core/destination/health/health.ts';
import { laneOf } from '../../lambdas/core/destination/health/health.ts';
import { WATCH_SHARDS } from '../../lambdas/core/destination/health/watch.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { eventKeysFrom } from '../../lambdas/core/ids.ts';
import { BACKLOG_SETTINGS } from './backlog-world.ts';
import { DELIVER_SETTINGS, deliverPorts } from './deliver-ports.ts';
import { aMessage, anEvent, aResult, T0 } from './factories.ts';
import { memoryLeases, memoryPacing } from './memory-limits.ts';
import { memoryDeliveryStore, memoryDestinationStore } from './memory-ports.ts';
import { memoryWatchList } from './memory-watch-list.ts';
import { forEveryType } from './senders.ts';
import { VirtualTime } from './virtual-time.ts';

/** An attempt that an endpoint received. Times are milliseconds since the start. */
export interface Arrival {
  readonly destinationId: string;
  readonly event: string;
  readonly at: number;
}

/** Batches at a time, messages of a batch. */
const LANES: Readonly<Record<Lane, { readonly concurrency: number; readonly batchSize: number }>> = {
  fast: { concurrency: 50, batchSize: 10 },
  slow: { concurrency: 50, batchSize: 10 },
};
/** Milliseconds of a request to a table or a queue, and from a message being visible to its batch being handled. */
const REQUEST_MS = 5;
const RECEIVE_MS = 20;

interface Queued {
  readonly id: string;
  readonly message: DeliveryMessage;
  receives: number;
}

export function virtualLanes(...given: Destination[]) {
  const time = new VirtualTime();
  const events = new Map<string, WaybillEvent>();
  const destinations = memoryDestinationStore(...given);
  const deliveries = memoryDeliveryStore(destinations.rows, events);
  const pacing = memoryPacing();
  const leases = memoryLeases();
  const watchList = memoryWatchList();
  const arrivals: Arrival[] = [];
  const state = {
    /** Called for each attempt. */
    respond: async (_request: SendRequest): Promise<SendResult> => {
      await time.sleep(50);
      return aResult();
    },
    inProgress: new Map<string, number>(),
    mostInProgress: new Map<string, number>(),
  };

  /** Makes each method of a store take some time. */
  const slow = <S extends object>(store: S): S =>
    new Proxy(store, {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          await time.sleep(REQUEST_MS);
          return method.apply(target, given);
        };
      },
    });

  let sent = 0;
  const queues = { fast: queueOf('fast'), slow: queueOf('slow') };
  const send: DeliveryQueue['send'] = async (messages) => {
    await time.sleep(REQUEST_MS);
    for (const { message, lane = 'fast', delaySeconds = 0 } of messages) {
      const queued = { id: `message ${++sent}`, message: JSON.parse(JSON.stringify(message)), receives: 0 };
      time.startTimer(delaySeconds * 1000, () => queues[lane].show(queued));
    }
    return [];
  };

  function queueOf(lane: Lane) {
    const visible: Queued[] = [];
    const received = new Map<string, Queued>();
    let running = 0;
    const ports = deliverPorts({
      deliveries: slow(deliveries.store),
      destinations: slow(destinations.store),
      pacing: slow(pacing.store),
      leases: slow(leases.store),
      watchList: slow(watchList.store),
      queue: {
        send: (messages) => send(messages),
        hide: async (messages) => {
          for (const { receiptHandle, seconds } of messages) {
            const queued = received.get(receiptHandle);
            received.delete(receiptHandle);
            if (queued) time.startTimer(seconds * 1000, () => show(queued));
          }
        },
        inFlight: async () => received.size,
      },
      senders: forEveryType({ send: attempted }),
      now: time.clock,
      random: Math.random,
      startTimer: time.startTimer,
    });

    function show(queued: Queued): void {
      visible.push(queued);
      receive();
    }

    function receive(): void {
      const { concurrency, batchSize } = LANES[lane];
      if (running >= concurrency || visible.length === 0) return;
      running += 1;
      time.startTimer(RECEIVE_MS, () => {
        const batch = visible.splice(0, batchSize).map((queued): ReceivedMessage => {
          queued.receives += 1;
          received.set(queued.id, queued);
          return { id: queued.id, receiptHandle: queued.id, receiveCount: queued.receives, message: queued.message };
        });
        void deliverBatch(batch, { ...DELIVER_SETTINGS, lane }, ports).then((left) => {
          for (const { id } of batch) if (!left.includes(id)) received.delete(id);
          running -= 1;
          receive();
        });
      });
      receive();
    }
    return { show, receives: () => received };
  }

  async function attempted(request: SendRequest): Promise<SendResult> {
    const { id } = request.destination;
    request.onStart?.();
    arrivals.push({ destinationId: id, event: request.event.key, at: time.now - T0 });
    const inProgress = (state.inProgress.get(id) ?? 0) + 1;
    state.inProgress.set(id, inProgress);
    state.mostInProgress.set(id, Math.max(inProgress, state.mostInProgress.get(id) ?? 0));
    try {
      return await state.respond(request);
    } finally {
      state.inProgress.set(id, (state.inProgress.get(id) ?? 0) - 1);
    }
  }

  const sweepPorts: BacklogPorts = {
    deliveries: slow(deliveries.store),
    destinations: slow(destinations.store),
    watchList: slow(watchList.store),
    pacing: slow(pacing.store),
    leases: slow(leases.store),
    queue: { send: (messages) => send(messages) },
    announceHealth: async (destination) => destination,
    reportInternalError: (_watched, error) => {
      throw error;
    },
    now: time.clock,
    random: Math.random,
  };
  /** Sweeps the watch list each minute. */
  function sweep(): void {
    for (let shard = 0; shard < WATCH_SHARDS; shard++) {
      void sweepWatched(shard, { ...BACKLOG_SETTINGS, pageSize: 1000, stopAt: time.now + 50_000 }, sweepPorts);
    }
    time.startTimer(BACKLOG_SETTINGS.periodMs, sweep);
  }
  time.startTimer(BACKLOG_SETTINGS.periodMs / 2, sweep);

  const seedOf = (n: number): string => `01KF0RDQG0${String(n).padStart(16, '0')}`;
  let calls = 0;
  return {
    time,
    state,
    arrivals,
    destinations,
    deliveries,
    pacing,
    leases,
    watchList,
    send,
    of: (id: string) => arrivals.filter(({ destinationId }) => destinationId === id).map(({ at }) => at),
    /** Publishes events for a destination now. The ids of destinations are those of the world. */
    publish(destinationId: string, count: number): string[] {
      const destination = destinations.rows.get(destinationId) as Destination;
      const keys = eventKeysFrom(seedOf(++calls * 1_000_000), count);
      const messages = keys.map((key) => {
        const event = anEvent({ id: key, key, destinations: [{ account: destination.account, id: destinationId }] });
        events.set(key, event);
        const to = { account: destination.account, id: destinationId };
        return { message: aMessage({ inline: event, destination: to }), lane: laneOf(destination, time.now) };
      });
      void send(messages);
      return keys;
    },
  };
}
