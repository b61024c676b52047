/** One destination whose circuit breaker the sweep watches, with ports in memory and a clock that tests set. */
import { watchShard } from '../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import type { BacklogPorts, BacklogSettings } from '../../lambdas/core/delivery/backlog/ports.ts';
import { sweepWatched } from '../../lambdas/core/delivery/backlog/run.ts';
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import { newDelivery, waitingDelivery } from '../../lambdas/core/delivery/transitions.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import { circuitBreakerSettings } from '../../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../lambdas/core/destination/health/health.ts';
import { UndecodableRowError } from '../../lambdas/core/errors.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { newId } from '../../lambdas/core/ids.ts';
import { aDestination, anEvent, T0 } from './factories.ts';
import { memoryLeases, memoryPacing } from './memory-limits.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryQueue } from './memory-ports.ts';
import { memoryWatchList } from './memory-watch-list.ts';

export const ID = aDestination().id;
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Settings of the sweep in a deployment, with small pages. */
export const BACKLOG_SETTINGS: Omit<BacklogSettings, 'stopAt'> = {
  circuitBreaker: circuitBreakerSettings(1),
  drainRatePerSecond: 50,
  drainCapacityPerSecond: 500,
  timeScale: 1,
  periodMs: MINUTE,
  pageSize: 100,
};

export const anOpenHealth = (over: Partial<DestinationHealth> = {}): DestinationHealth => ({
  revision: 1,
  circuit: 'open',
  openedAt: T0,
  probeAt: T0 + 30 * SECOND,
  probeInterval: 30 * SECOND,
  failingSince: T0,
  lastFailureAt: T0,
  ...over,
});
export const aDrainingHealth = (over: Partial<DestinationHealth> = {}): DestinationHealth => ({
  revision: 1,
  circuit: 'closed',
  lastSuccessAt: T0,
  drainingSince: T0,
  ...over,
});

export function backlogWorld(health: DestinationHealth | undefined, over: Parameters<typeof aDestination>[0] = {}) {
  const destinations = memoryDestinationStore(aDestination({ ...over, ...(health ? { health } : {}) }));
  const events = new Map<string, WaybillEvent>();
  const deliveries = memoryDeliveryStore(destinations.rows, events, 2);
  const watchList = memoryWatchList();
  const queue = memoryQueue();
  const pacing = memoryPacing();
  const errors: unknown[] = [];
  const state = { now: T0 };
  const ports: BacklogPorts = {
    deliveries: { ...deliveries.store },
    destinations: { ...destinations.store },
    watchList: { ...watchList.store },
    announceHealth: async (destination) => destination,
    queue: { ...queue.queue },
    pacing: pacing.store,
    leases: memoryLeases().store,
    reportInternalError: (_watched, error) => errors.push(error),
    now: () => state.now,
    random: () => 0.5,
  };
  void watchList.store.add(aDestination(over));
  /** Stores an event that was published at a time. */
  const publish = (publishedAt = state.now): WaybillEvent => {
    const key = newId('evt_', publishedAt, Math.random);
    const event = anEvent({ id: key, key, mode: aDestination(over).mode });
    events.set(key, event);
    return event;
  };
  return {
    destinations,
    events,
    deliveries,
    watchList,
    queue,
    pacing,
    errors,
    state,
    ports,
    publish,
    destination: () => destinations.rows.get(ID) as Destination,
    health: () => destinations.rows.get(ID)?.health,
    row: ({ key }: WaybillEvent): Delivery | undefined => deliveries.rows.get(`${ID} ${key}`),
    putRow: (row: Delivery): void => {
      deliveries.rows.set(`${row.destinationId} ${row.eventKey}`, { ...row, destinationAccount: 'acct_shop' });
    },
    /** Stores events that wait, published a millisecond after each other. */
    async wait(count: number, publishedAt = state.now): Promise<WaybillEvent[]> {
      const waiting = Array.from({ length: count }, (_, index) => publish(publishedAt + index));
      for (const event of waiting) {
        const row = waitingDelivery(newDelivery(event, ID));
        await deliveries.store.addWaiting(row, 'acct_shop');
        await deliveries.store.replace(undefined, row, 'acct_shop');
      }
      return waiting;
    },
    /** Makes the row of an event undecodable. */
    damageRow({ key: damaged }: WaybillEvent): void {
      const { readBatch } = ports.deliveries;
      Object.assign(ports.deliveries, {
        readBatch: async (...given: Parameters<typeof readBatch>) => {
          const context = await readBatch(...given);
          const delivery = (id: string, key: string) => {
            if (key === damaged) throw new UndecodableRowError(`The row of ${key} cannot be decoded.`);
            return context.delivery(id, key);
          };
          return { ...context, delivery };
        },
      });
    },
    waiting: (): string[] => deliveries.waitingList.entries().map(({ eventKey }) => eventKey),
    sent: (): string[] => queue.sent.map(({ message }) => message.event.key),
    sweep: (over: Partial<BacklogSettings> = {}) =>
      sweepWatched(watchShard(ID), { ...BACKLOG_SETTINGS, stopAt: state.now + 50 * SECOND, ...over }, ports),
  };
}
