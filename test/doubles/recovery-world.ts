/** One destination whose deliveries are recovered, with ports in memory and a clock that tests set. */
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import { newId } from '../../lambdas/core/ids.ts';
import {
  newRecovery,
  type Recovery,
  type RecoveryRange,
  serializeRange,
} from '../../lambdas/core/recovery/recovery.ts';
import { startRecovery } from '../../lambdas/core/recovery/run.ts';
import { recoverStep } from '../../lambdas/core/recovery/step.ts';
import { aDelivery, aDestination, T0 } from './factories.ts';
import { memoryLeases } from './memory-limits.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryEventStore, memoryQueue } from './memory-ports.ts';
import { memoryRecoveryScan, memoryRecoveryStore } from './memory-recoveries.ts';

export const SINCE = T0 - 3_600_000;
export const ID = aDestination().id;
export const counts = { delivered: 0, failed: 0, skipped: 0 };

export let now: number;
export let destinations: ReturnType<typeof memoryDestinationStore>;
export let deliveries: ReturnType<typeof memoryDeliveryStore>;
export let events: ReturnType<typeof memoryEventStore>;
export let recoveries: ReturnType<typeof memoryRecoveryStore>;
export let leases: ReturnType<typeof memoryLeases>;
export let queue: ReturnType<typeof memoryQueue>;

/** Resets the world. Call it before each test. */
export function begin(): void {
  now = T0;
  destinations = memoryDestinationStore(aDestination({ created: SINCE - 1 }));
  deliveries = memoryDeliveryStore();
  events = memoryEventStore();
  recoveries = memoryRecoveryStore();
  leases = memoryLeases();
  queue = memoryQueue();
}

export function pass(milliseconds: number): void {
  now += milliseconds;
}

export const ports = () => ({
  recoveries: recoveries.store,
  scan: memoryRecoveryScan(deliveries.rows, events.rows, 20),
  destinations: destinations.store,
  queue: queue.queue,
  leases: leases.store,
  now: () => now,
  random: () => 0.5,
  reportInternalError: (_lock: unknown, error: unknown) => {
    throw error;
  },
});
export const step = (recovery: Recovery) => recoverStep(recovery, { stopAt: now + 10_000 }, ports());
export const start = (recovery: Recovery) => startRecovery(recovery, { stopAt: now + 10_000 }, ports());
export const current = (recovery: Recovery) => recoveries.rows.get(`${ID} ${recovery.id}`) as Recovery;

let ids = 0;
export const aRecovery = (over: Partial<RecoveryRange> & { rate?: number } = {}): Recovery => {
  const { rate = 10, ...rest } = over;
  const range: RecoveryRange = { since: SINCE, until: T0, statuses: ['failed'], ...rest };
  ids += 1;
  const id = `rcv_${String(ids).padStart(26, '0')}`;
  const requestedRange = serializeRange(range);
  return newRecovery(range, { account: 'acct_shop', mode: 'live', id, destinationId: ID, requestedRange, rate, now });
};

export const keyAt = (ms: number) => newId('evt_', ms, () => 0.5);
/** Stores rows one second apart, the first one second after SINCE. */
export const putRows = (count: number, over: Partial<Delivery> = {}) =>
  Array.from({ length: count }, (_, n) => putRow(SINCE + (n + 1) * 1000, over));
export const putRow = (ms: number, over: Partial<Delivery> = {}): string => {
  const eventKey = keyAt(ms);
  const { nextAttemptAt: _next, ...failed } = aDelivery({ eventKey, eventId: eventKey, status: 'failed', ...over });
  deliveries.rows.set(`${ID} ${eventKey}`, { ...failed, destinationAccount: 'acct_shop' });
  return eventKey;
};
export const sentKeys = () => queue.sent.map(({ message }) => message.event.key);
export const delays = () => queue.sent.map(({ delaySeconds }) => delaySeconds);
