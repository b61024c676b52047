/** Creates the ports and settings of the sweep function from its environment. */
import { dynamo, sqs } from '../adapters/aws-clients.ts';
import { createDeliveryStore } from '../adapters/dynamodb/delivery/delivery-store.ts';
import { createDestinationStore } from '../adapters/dynamodb/destination/destination-store.ts';
import { createLeaseStore } from '../adapters/dynamodb/destination/lease-store.ts';
import { createPacingStore } from '../adapters/dynamodb/destination/pacing-store.ts';
import { createWatchList } from '../adapters/dynamodb/destination/watch-list.ts';
import { createRecoveryScan } from '../adapters/dynamodb/recovery/recovery-scan.ts';
import { createRecoveryStore } from '../adapters/dynamodb/recovery/recovery-store.ts';
import { createDeliveryQueue } from '../adapters/sqs/delivery-queue.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import type { BacklogPorts, BacklogSettings } from '../core/delivery/backlog/ports.ts';
import type { SweepPorts, SweepSettings } from '../core/delivery/sweep.ts';
import { circuitBreakerSettings } from '../core/destination/health/circuit-breaker.ts';
import type { AdvancePorts } from '../core/recovery/run.ts';
import { readEnv } from '../env.ts';
import { ANNOUNCE_VARIABLES, createAnnouncer } from './announce.ts';

/** Period of the schedule, milliseconds. A delivery that is due before the next run is sent with a message delay. */
const PERIOD_MS = 60_000;
/** Entries of a page: 100 requests to the queue and 40 to the table. */
const PAGE_SIZE = 1000;
/** Deliveries of one destination in the first pass. A run sends at least 50,000: the shares of 500 destinations with backlogs. */
const SHARE = 100;

export function createSweep() {
  const env = readEnv([
    ...ANNOUNCE_VARIABLES,
    'deliveriesTable',
    'deliveriesQueueUrl',
    'slowDeliveriesQueueUrl',
    'dueShards',
    'drainRatePerSecond',
    'drainCapacityPerSecond',
    'timeScale',
  ]);
  const telemetry = createTelemetry(env.stage, 'sweep');
  const tables = { client: dynamo(), ...env };
  const stores = {
    deliveries: createDeliveryStore(tables),
    queue: createDeliveryQueue({ client: sqs(), now: Date.now, ...env }),
    destinations: createDestinationStore(tables),
    watchList: createWatchList(tables),
    leases: createLeaseStore(tables),
    now: Date.now,
    random: Math.random,
  };
  const ports: SweepPorts & AdvancePorts = {
    ...stores,
    recoveries: createRecoveryStore(tables),
    scan: createRecoveryScan(tables),
    reportInternalError: ({ destinationId, recoveryId }, error) =>
      telemetry.internalError('a recovery failed because of an internal error; the next sweep continues it', error, {
        destination_id: destinationId,
        recovery: recoveryId,
      }),
  };
  const settings: Omit<SweepSettings, 'stopAt'> = {
    lookAheadMs: PERIOD_MS / env.timeScale,
    pageSize: PAGE_SIZE,
    share: SHARE,
  };
  const backlogPorts: BacklogPorts = {
    ...stores,
    pacing: createPacingStore(tables),
    announceHealth: createAnnouncer(env, stores, telemetry),
    reportInternalError: ({ destinationId }, error) =>
      telemetry.internalError('the sweep of a destination failed; the next sweep continues it', error, {
        destination_id: destinationId,
      }),
  };
  const backlogSettings: Omit<BacklogSettings, 'stopAt'> = {
    ...env,
    circuitBreaker: circuitBreakerSettings(env.timeScale),
    periodMs: PERIOD_MS / env.timeScale,
    pageSize: PAGE_SIZE,
  };
  return { ports, settings, backlog: { ports: backlogPorts, settings: backlogSettings }, telemetry };
}
