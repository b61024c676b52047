/** One destination, a worker of the slow lane and the sweep, with shared ports in memory: a circuit breaker from end to end. */
import { watchShard } from '../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import type { BacklogPorts } from '../../lambdas/core/delivery/backlog/ports.ts';
import { sweepWatched } from '../../lambdas/core/delivery/backlog/run.ts';
import type { DeliveryMessage } from '../../lambdas/core/delivery/delivery.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import type { DestinationHealth } from '../../lambdas/core/destination/health/health.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { newId } from '../../lambdas/core/ids.ts';
import { BACKLOG_SETTINGS, ID } from './backlog-world.ts';
import { deliverWorld } from './deliver-world.ts';
import { aMessage, anEvent } from './factories.ts';

export function circuitWorld() {
  const world = deliverWorld();
  const { destinations, deliveries, watchList, queue, state } = world;
  const backlogPorts: BacklogPorts = {
    deliveries: deliveries.store,
    destinations: destinations.store,
    watchList: watchList.store,
    announceHealth: async (destination) => destination,
    queue: queue.queue,
    pacing: world.ports.pacing,
    leases: world.ports.leases,
    reportInternalError: (_watched, error) => world.errors.push(error),
    now: () => state.now,
    random: () => 0.5,
  };
  const destination = () => destinations.rows.get(ID) as Destination;
  return {
    ...world,
    destination,
    health: () => destination().health,
    /** Sets the health as a worker does, which adds the destination to the watch list first. */
    setHealth: (health: DestinationHealth): void => {
      void watchList.store.add(destination());
      destinations.rows.set(ID, { ...destination(), health });
    },
    /** Returns a first message of a new event. */
    first: (): DeliveryMessage => {
      const key = newId('evt_', state.now, Math.random);
      const event = anEvent({ id: key, key });
      world.events.set(key, event);
      return aMessage({ inline: event });
    },
    retry: (event: WaybillEvent = world.event): DeliveryMessage => aMessage({ inline: event, first: false }),
    sweep: () => sweepWatched(watchShard(ID), { ...BACKLOG_SETTINGS, stopAt: state.now + 50_000 }, backlogPorts),
    /** Takes the messages that were sent to the queue. */
    take: (): DeliveryMessage[] => queue.sent.splice(0).map(({ message }) => message),
    waiting: () =>
      deliveries.waitingList
        .entries()
        .map(({ eventKey, waits }) => `${eventKey} ${waits}`)
        .sort(),
    slow: (messages: readonly DeliveryMessage[], receiveCount = 1) => world.deliver(messages, receiveCount, 'slow'),
  };
}
