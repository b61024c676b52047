/**
 * Measures the sweep of watched destinations with the real stores and queue: processor time for each destination that it looks at,
 * each probe, each drained delivery and each delivery that has waited too long.
 */
import { dynamo, sqs } from '../lambdas/adapters/aws-clients.ts';
import { putAllOrThrow } from '../lambdas/adapters/dynamodb/batch-write.ts';
import { deliveryToItem } from '../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { createDeliveryStore } from '../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { dueShard } from '../lambdas/adapters/dynamodb/delivery/due-list.ts';
import { waitingItem } from '../lambdas/adapters/dynamodb/delivery/waiting-list.ts';
import { destinationToItem } from '../lambdas/adapters/dynamodb/destination/destination-item.ts';
import { createDestinationStore } from '../lambdas/adapters/dynamodb/destination/destination-store.ts';
import { createLeaseStore } from '../lambdas/adapters/dynamodb/destination/lease-store.ts';
import { createPacingStore } from '../lambdas/adapters/dynamodb/destination/pacing-store.ts';
import { createDeliveryQueue } from '../lambdas/adapters/sqs/delivery-queue.ts';
import type { BacklogPorts, BacklogSettings } from '../lambdas/core/delivery/backlog/ports.ts';
import { sweepWatched } from '../lambdas/core/delivery/backlog/run.ts';
import { newDelivery, waitingDelivery } from '../lambdas/core/delivery/transitions.ts';
import type { Destination } from '../lambdas/core/destination/destination.ts';
import { circuitBreakerSettings } from '../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../lambdas/core/destination/health/health.ts';
import { newId } from '../lambdas/core/ids.ts';
import { readEnv } from '../lambdas/env.ts';
import { anEvent } from '../test/doubles/factories.ts';
import { captureOutput } from './output.ts';
import { median, microsecondsEach } from './processor-time.ts';
import { benchDestination } from './workbench/scene.ts';

const ROUNDS = 3;
const DAY_MS = 86_400_000;
const TENANT = { account: 'acct_bench', mode: 'live' } as const;

interface Kind {
  readonly destinations: number;
  /** Deliveries that wait for each destination. */
  readonly waiting: number;
  /** Age of these deliveries, milliseconds. */
  readonly age: number;
  readonly health: (now: number) => DestinationHealth;
  /** What one result is: a destination, a delivery. */
  readonly each: (kind: Kind) => number;
}

const open = (now: number, probeAt: number): DestinationHealth => ({
  revision: 1,
  circuit: 'open',
  openedAt: now - DAY_MS,
  probeAt,
  probeInterval: 900_000,
});

const KINDS: Readonly<Record<string, Kind>> = {
  'destination without a probe that is due': {
    destinations: 500,
    waiting: 1,
    age: 60_000,
    health: (now) => open(now, now + 600_000),
    each: ({ destinations }) => destinations,
  },
  'destination with a probe': {
    destinations: 500,
    waiting: 1,
    age: 60_000,
    health: (now) => open(now, now),
    each: ({ destinations }) => destinations,
  },
  'delivery drained': {
    destinations: 1,
    waiting: 10_000,
    age: 3_600_000,
    health: (now) => ({ revision: 1, circuit: 'closed', drainingSince: now - DAY_MS }),
    each: ({ waiting }) => waiting,
  },
  'delivery that waited too long': {
    destinations: 1,
    waiting: 2000,
    age: 3 * DAY_MS + 3_600_000,
    health: (now) => open(now, now),
    each: ({ waiting }) => waiting,
  },
};

export async function sweepWatchedBench(): Promise<void> {
  console.log(`\nProcessor time of sweeping watched destinations, medians of ${ROUNDS} rounds`);
  const rows = [];
  for (const [name, kind] of Object.entries(KINDS)) {
    const rounds: number[] = [];
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) rounds.push(await measure(kind));
    const each = median(rounds.slice(1));
    rows.push({ each: name, microseconds: Math.round(each), 'a processor second': Math.round(1e6 / each) });
  }
  console.table(rows);
}

async function measure(kind: Kind): Promise<number> {
  const env = readEnv([
    'eventsTable',
    'deliveriesTable',
    'controlTable',
    'deliveriesQueueUrl',
    'slowDeliveriesQueueUrl',
    'dueShards',
    'shards',
  ]);
  const client = dynamo();
  const now = Date.now();
  const destinations = Array.from(
    { length: kind.destinations },
    (): Destination => ({ ...benchDestination(TENANT, 'https://example.com'), health: kind.health(now) }),
  );
  await putAllOrThrow(client, env.controlTable, destinations.map(destinationToItem));
  const waiting = destinations.flatMap(({ id }) =>
    Array.from({ length: kind.waiting }, (_, n) => {
      const key = newId('evt_', now - kind.age + n, Math.random);
      return waitingDelivery(newDelivery(anEvent({ ...TENANT, key, id: key }), id));
    }),
  );
  const items = waiting.flatMap((delivery) => {
    const { destinationId, eventKey, waits = 1 } = delivery;
    const shard = dueShard(destinationId, eventKey, env.dueShards);
    const entry = { shard, destinationId, eventKey, waits, tenant: TENANT, destinationAccount: TENANT.account };
    return [deliveryToItem(delivery, TENANT.account), waitingItem(entry)];
  });
  await putAllOrThrow(client, env.deliveriesTable, items);

  const queue = createDeliveryQueue({ client: sqs(), now: Date.now, ...env });
  const ports: BacklogPorts = {
    deliveries: createDeliveryStore({ client, ...env }),
    destinations: createDestinationStore({ client, controlTable: env.controlTable }),
    watchList: {
      add: async () => {},
      read: async () => destinations.map(({ id }) => ({ tenant: TENANT, destinationId: id, entry: id })),
      remove: async () => {},
    },
    announceHealth: async (destination) => destination,
    queue,
    pacing: createPacingStore({ client, controlTable: env.controlTable }),
    leases: createLeaseStore({ client, controlTable: env.controlTable }),
    reportInternalError: (_watched, error) => {
      throw error;
    },
    now: Date.now,
    random: Math.random,
  };
  const settings: BacklogSettings = {
    circuitBreaker: circuitBreakerSettings(1),
    drainRatePerSecond: 1000,
    drainCapacityPerSecond: 4000,
    timeScale: 1,
    periodMs: 60_000,
    pageSize: 1000,
    stopAt: Number.POSITIVE_INFINITY,
  };
  const written = captureOutput();
  const each = await microsecondsEach(kind.each(kind), async () => {
    const { drained, failed, probes } = await sweepWatched(0, settings, ports);
    const done = drained + failed + probes;
    if (kind.waiting > 1 && done < kind.waiting) throw new Error(`${done} of ${kind.waiting} deliveries were swept.`);
  });
  written();
  return each;
}
