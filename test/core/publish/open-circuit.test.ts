import { ulid } from 'ulid';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { type PublishPorts, publishEvents } from '../../../lambdas/core/publish/publish.ts';
import { aDrainingHealth, anOpenHealth } from '../../doubles/backlog-world.ts';
import { aDestination, T0 } from '../../doubles/factories.ts';
import { memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryQueue,
} from '../../doubles/memory-ports.ts';

const OPEN = aDestination({ health: anOpenHealth() });
const HEALTHY = aDestination({ id: 'ed_01KF0000000000000000000009' });

let events: ReturnType<typeof memoryEventStore>;
let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let queue: ReturnType<typeof memoryQueue>;
let ports: PublishPorts;
let errors: unknown[];
const reportWaiting = vi.fn();

beforeEach(() => {
  events = memoryEventStore();
  destinations = memoryDestinationStore(OPEN, HEALTHY);
  deliveries = memoryDeliveryStore();
  queue = memoryQueue();
  errors = [];
  reportWaiting.mockClear();
  ports = {
    events: events.store,
    destinations: { ...destinations.store },
    deliveries: { ...deliveries.store },
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: (error) => errors.push(error),
    reportWaiting,
    now: () => T0,
    random: Math.random,
  };
});

const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
} as const;
const publisher = { account: 'acct_shop', mode: 'live', platform: false, request: null, shards: 1 } as const;

const publish = (seed = ulid(T0), only?: Destination, type = 'invoice.paid') =>
  publishEvents(
    [{ type, data: { object: { id: 'in_1' } } }],
    { ...publisher, seed, repeatable: true },
    settings,
    ports,
    only,
  );
const sentTo = () => queue.sent.map(({ message }) => message.destination.id);
const rows = () => [...deliveries.rows.values()];
const waiting = () => deliveries.waitingList.entries().map(({ destinationId, waits }) => [destinationId, waits]);

test('an event waits for a destination whose circuit is open, without a message, and is sent to the others', async () => {
  const [result] = await publish();
  expect(result).toHaveProperty('event');
  expect(sentTo()).toEqual([HEALTHY.id]);
  expect(rows()).toMatchObject([
    { destinationId: OPEN.id, status: 'pending', waiting: true, waits: 1, attemptCount: 0 },
  ]);
  expect(waiting()).toEqual([[OPEN.id, 1]]);
  expect(reportWaiting).toHaveBeenCalledWith(1);
});

test.each([
  ['half-open', anOpenHealth({ circuit: 'half_open' }), [HEALTHY.id]],
  ['closed while its backlog is drained', aDrainingHealth(), [OPEN.id, HEALTHY.id]],
])('a new event of a destination whose circuit is %s', async (_state, health, sent) => {
  destinations.rows.set(OPEN.id, { ...OPEN, health });
  await publish();
  expect(sentTo().sort()).toEqual([...sent].sort());
});

test('the circuit closes after it was read: the message is sent', async () => {
  const { get } = ports.destinations;
  Object.assign(ports.destinations, {
    get: (...given: Parameters<typeof get>) => {
      destinations.rows.set(OPEN.id, { ...OPEN, health: aDrainingHealth() });
      return get(...given);
    },
  });
  await publish();
  expect(sentTo().sort()).toEqual([OPEN.id, HEALTHY.id].sort());
  expect(rows()).toEqual([]);
  expect(reportWaiting).not.toHaveBeenCalled();
});

test.each(['addWaiting', 'get'] as const)('%s fails: the message is sent, and the event is published', async (call) => {
  const target = call === 'get' ? ports.destinations : ports.deliveries;
  Object.assign(target, { [call]: () => Promise.reject(new Error('Throttled.')) });
  const [result] = await publish();
  expect(result).toHaveProperty('event');
  expect(sentTo().sort()).toEqual([OPEN.id, HEALTHY.id].sort());
  expect(errors).toHaveLength(1);
});

test('writing the row fails: the entry stands for the delivery, and the event is published', async () => {
  Object.assign(ports.deliveries, { replace: () => Promise.reject(new Error('Throttled.')) });
  const [result] = await publish();
  expect(result).toHaveProperty('event');
  expect(sentTo()).toEqual([HEALTHY.id]);
  expect(waiting()).toEqual([[OPEN.id, 1]]);
  expect(errors).toHaveLength(1);
});

test('neither the waiting list nor the queue takes the delivery: it is deferred', async () => {
  Object.assign(ports.deliveries, { addWaiting: () => Promise.reject(new Error('Throttled.')) });
  queue.state.refuse = true;
  const [result] = await publish();
  expect(result).toHaveProperty('event');
  expect(rows().map(({ deferred }) => deferred)).toEqual([true, true]);
});

test('nothing takes the delivery: the event is not published, and the publisher repeats the call', async () => {
  const refuse = () => Promise.reject(new Error('Throttled.'));
  Object.assign(ports.deliveries, { addWaiting: refuse, replace: refuse });
  queue.state.refuse = true;
  const [result] = await publish();
  expect(result).toHaveProperty('error');
});

test('a repeat sends a message, because the call that it repeats may have sent the first one', async () => {
  const seed = ulid(T0);
  await publish(seed);
  queue.sent.length = 0;
  await publish(seed);
  expect(sentTo().sort()).toEqual([OPEN.id, HEALTHY.id].sort());
  expect(queue.sent.map(({ message }) => message.first)).toEqual([false, false]);
  expect(waiting()).toEqual([[OPEN.id, 1]]);
});

test('a ping is sent although the circuit is open', async () => {
  await publish(ulid(T0), OPEN, 'v2.core.event_destination.ping');
  expect(queue.sent).toMatchObject([{ lane: 'slow', message: { first: true, destination: { id: OPEN.id } } }]);
});
