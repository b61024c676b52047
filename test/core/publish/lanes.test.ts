import { beforeEach, expect, test } from 'vitest';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import { type Publisher, publishEvents } from '../../../lambdas/core/publish/publish.ts';
import { aDestination, SLOW, T0 } from '../../doubles/factories.ts';
import { memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryQueue,
} from '../../doubles/memory-ports.ts';

const HEALTHY = aDestination();
const HANGING = aDestination({ id: 'ed_01KF0000000000000000000009', health: SLOW });
const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
} as const;
const publisher: Publisher = {
  account: 'acct_shop',
  mode: 'live',
  platform: false,
  request: null,
  seed: '01KF0RDQG00000000000000001',
  shards: 1,
  repeatable: false,
};
const paid: PublishRequest = {
  type: 'invoice.paid',
  data: { object: { id: 'in_1', object: 'invoice' } },
  id: 'order-1',
};

let now: number;
let queue: ReturnType<typeof memoryQueue>;
let publish: () => ReturnType<typeof publishEvents>;

beforeEach(() => {
  now = T0;
  queue = memoryQueue();
  const ports = {
    events: memoryEventStore().store,
    destinations: memoryDestinationStore(HEALTHY, HANGING).store,
    deliveries: memoryDeliveryStore().store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: (error: unknown) => {
      throw error;
    },
    now: () => now,
    random: () => 0.5,
  };
  publish = () => publishEvents([paid], publisher, settings, ports);
});

const lanes = () => queue.sent.map(({ message, lane }) => [message.destination.id, message.first, lane]);

test('each message goes to the lane that its destination has now, also that of a repeat', async () => {
  await publish();
  expect(lanes()).toEqual([
    [HEALTHY.id, true, 'fast'],
    [HANGING.id, true, 'slow'],
  ]);
  queue.sent.length = 0;
  now = SLOW.slowUntil;
  await publish();
  expect(lanes()).toEqual([
    [HEALTHY.id, false, 'fast'],
    [HANGING.id, false, 'fast'],
  ]);
});
