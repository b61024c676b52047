/** Puts the api function together from its environment. */
import { randomBytes } from 'node:crypto';
import * as downgrades from '../../catalog/functions.ts';
import { createAccountStore } from '../adapters/account-store.ts';
import { createApiKeyStore } from '../adapters/api-key-store.ts';
import { connections, dynamo, kms, sqs } from '../adapters/aws-clients.ts';
import { createCatalogStore } from '../adapters/catalog-store.ts';
import { createDeliveryQueue } from '../adapters/delivery-queue.ts';
import { createDeliveryStore } from '../adapters/delivery-store.ts';
import { createDestinationStore } from '../adapters/destination-store.ts';
import { createEventStore } from '../adapters/event-store.ts';
import { createPartnerSources } from '../adapters/eventbridge-targets.ts';
import { createIdempotencyStore } from '../adapters/idempotency-store.ts';
import { interruptible } from '../adapters/interruptible.ts';
import { createIssuedKeyStore } from '../adapters/issued-key-store.ts';
import { keptAccounts } from '../adapters/kept-reads.ts';
import { createListenAnswerStore } from '../adapters/listen-answer-store.ts';
import { createListenQueue } from '../adapters/listen-queue.ts';
import { createListenSecretStore } from '../adapters/listen-secret-store.ts';
import { createListenSessionStore } from '../adapters/listen-session-store.ts';
import { createMetricsStore } from '../adapters/metrics-store.ts';
import { processorTime } from '../adapters/processor-time.ts';
import { createRateLimitStore } from '../adapters/rate-limit-store.ts';
import { createRecoveryScan } from '../adapters/recovery-scan.ts';
import { createRecoveryStore } from '../adapters/recovery-store.ts';
import { checkSchema } from '../adapters/schema-check.ts';
import { schemaFaults } from '../adapters/schema-faults.ts';
import { createSecretBox } from '../adapters/secret-box.ts';
import { createSockets } from '../adapters/sockets.ts';
import { createTelemetry } from '../adapters/telemetry.ts';
import { createRateLimiter } from '../core/rate-limit.ts';
import { readEnv } from '../env.ts';
import type { HttpOptions } from '../middleware/http.ts';
import type { ApiContext } from './context.ts';

export function createApi() {
  const env = readEnv([
    'stage',
    'platformName',
    'platformAccount',
    'awsAccountId',
    'permitOwnAccountBuses',
    'roleTemplateUrl',
    'eventsTable',
    'deliveriesTable',
    'controlTable',
    'deliveriesQueueUrl',
    'listenQueueUrl',
    'listenUrl',
    'connectionsUrl',
    'secretsKeyId',
    'defaultApiVersion',
    'eventCheck',
    'unknownTypes',
    'destinationLimit',
    'rateLimitPerKey',
    'rateLimitPerAccount',
    'dueShards',
    'timeScale',
    'permitPrivateEndpoints',
    'eventBridgePartnerMode',
  ]);
  const tables = { client: dynamo(), now: Date.now, ...env };
  const secrets = createSecretBox({
    dynamo: dynamo(),
    kms: kms(),
    controlTable: env.controlTable,
    keyId: env.secretsKeyId,
    now: Date.now,
  });
  const telemetry = createTelemetry(env.stage, 'api');
  const context: ApiContext = {
    settings: env,
    ports: {
      events: createEventStore(tables),
      destinations: createDestinationStore(tables),
      deliveries: createDeliveryStore(tables),
      recoveries: createRecoveryStore(tables),
      recoveryScan: createRecoveryScan(tables),
      metrics: createMetricsStore(tables),
      accounts: createAccountStore(tables),
      catalog: createCatalogStore(tables),
      checkSchema,
      schemaFaults,
      downgrades: interruptible(downgrades),
      processorTime,
      issuedKeys: createIssuedKeyStore(tables),
      queue: createDeliveryQueue({ client: sqs(), queueUrl: env.deliveriesQueueUrl, now: Date.now }),
      secrets,
      listenSessions: createListenSessionStore(tables),
      listenAnswers: createListenAnswerStore(tables),
      listenSecrets: createListenSecretStore({ ...tables, secrets, randomBytes }),
      listenQueue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
      sockets: createSockets(connections(env.connectionsUrl)),
      partnerSources: createPartnerSources({ platformName: env.platformName }),
      randomBytes,
      reportFault: (fault) => telemetry.internalError('an event was not published', fault),
      now: Date.now,
      random: Math.random,
    },
  };
  const http: HttpOptions = {
    ...env,
    ...context.ports,
    keys: createApiKeyStore(tables),
    idempotency: createIdempotencyStore(tables),
    telemetry,
    rateLimiter: createRateLimiter({
      shared: createRateLimitStore(tables),
      accounts: keptAccounts(context.ports.accounts, Date.now),
      limits: { key: env.rateLimitPerKey, account: env.rateLimitPerAccount },
      now: Date.now,
      reportFault: (fault) => telemetry.internalError('calls were not added to their rate limit', fault),
    }),
  };
  return { context, http };
}
