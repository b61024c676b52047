/** Creates the ports and settings of the deliver function from its environment. */
import * as downgrades from '../../catalog/functions.ts';
import { dynamo, kms, sqs } from '../adapters/aws-clients.ts';
import { cachedVersions } from '../adapters/dynamodb/catalog/cached-versions.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createDeliveryStore } from '../adapters/dynamodb/delivery/delivery-store.ts';
import { createDestinationStore } from '../adapters/dynamodb/destination/destination-store.ts';
import { createLeaseStore } from '../adapters/dynamodb/destination/lease-store.ts';
import { createPacingStore } from '../adapters/dynamodb/destination/pacing-store.ts';
import { createWatchList } from '../adapters/dynamodb/destination/watch-list.ts';
import { createMetricsStore } from '../adapters/dynamodb/metrics-store.ts';
import { createRecoveryCounter } from '../adapters/dynamodb/recovery/recovery-counts.ts';
import { interruptible } from '../adapters/interruptible.ts';
import { createSecretBox } from '../adapters/secrets/secret-box.ts';
import { createDeliveryQueue } from '../adapters/sqs/delivery-queue.ts';
import { processorTime } from '../adapters/telemetry/processor-time.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import type { DeliverPorts, DeliverSettings, Senders } from '../core/delivery/work.ts';
import { DESTINATION_TYPES } from '../core/destination/destination.ts';
import { circuitBreakerSettings } from '../core/destination/health/circuit-breaker.ts';
import { readEnv } from '../env.ts';
import { createRecoveryCounts } from './recovery-counts.ts';
import { createRollups } from './rollups.ts';
import * as registry from './sender-registry.ts';

export function createDeliver() {
  const env = readEnv([
    'stage',
    'platformName',
    'eventsTable',
    'deliveriesTable',
    'controlTable',
    'deliveriesQueueUrl',
    'slowDeliveriesQueueUrl',
    'secretsKeyId',
    'signatureHeader',
    'deliveryTimeoutMs',
    'fastLaneTimeoutMs',
    'lane',
    'publishedVersion',
    'maxConcurrency',
    'dueShards',
    'shards',
    'rowFormat',
    'inFlightLimit',
    'timeScale',
    'permitPrivateEndpoints',
    'eventBridgePartnerMode',
  ]);
  const client = dynamo();
  const telemetry = createTelemetry(env.stage, env.lane === 'slow' ? 'deliver-slow' : 'deliver', env.publishedVersion);
  const rollups = createRollups(createMetricsStore({ client, controlTable: env.controlTable }));
  const recoveryCounts = createRecoveryCounts(createRecoveryCounter({ client, controlTable: env.controlTable }));
  const secrets = createSecretBox({
    dynamo: client,
    kms: kms(),
    controlTable: env.controlTable,
    keyId: env.secretsKeyId,
    now: Date.now,
  });
  const ports: DeliverPorts = {
    deliveries: createDeliveryStore({ client, ...env }),
    destinations: createDestinationStore({ client, controlTable: env.controlTable }),
    pacing: createPacingStore({ client, controlTable: env.controlTable }),
    leases: createLeaseStore({ client, controlTable: env.controlTable }),
    watchList: createWatchList({ client, controlTable: env.controlTable }),
    queue: createDeliveryQueue({ client: sqs(), now: Date.now, ...env }),
    senders: createSenders(
      { ...registry },
      {
        secrets,
        now: Date.now,
        timeoutMs: env.deliveryTimeoutMs,
        signatureHeader: env.signatureHeader,
        permitPrivate: env.permitPrivateEndpoints,
        platformName: env.platformName,
        partnerMode: env.eventBridgePartnerMode,
      },
    ),
    rendering: {
      versions: cachedVersions(createCatalogStore({ client, controlTable: env.controlTable }), Date.now),
      downgrades: interruptible(downgrades),
      processorTime,
    },
    report: (report) => {
      telemetry.report(report);
      rollups.report(report);
    },
    reportMovedToSlowLane: telemetry.reportMovedToSlowLane,
    reportCircuit: telemetry.reportCircuit,
    reportWaiting: telemetry.reportWaiting,
    reportRenderFailure: (report) => {
      telemetry.reportRenderFailure(report);
      rollups.report(report);
    },
    reportRecoveryResult: recoveryCounts.report,
    reportInternalError: telemetry.reportInternalError,
    now: Date.now,
    random: Math.random,
    startTimer: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const settings: DeliverSettings = {
    ...env,
    timeoutMs: env.deliveryTimeoutMs,
    circuitBreaker: circuitBreakerSettings(env.timeScale),
  };
  /** Writes metrics and counts at the end of an invocation. */
  const flush = async (): Promise<void> => {
    telemetry.flush();
    await Promise.all([rollups.flush(), recoveryCounts.flush()]);
  };
  return { ports, settings, telemetry, flush };
}

/** Creates the sender of each destination type. @param options of all senders; each uses some of them */
const createSenders = <O>(
  creators: { readonly [T in keyof Senders]: (options: O) => Senders[T] },
  options: O,
): Senders =>
  Object.fromEntries(DESTINATION_TYPES.map((type) => [type, creators[type](options)])) as unknown as Senders;
