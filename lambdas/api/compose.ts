/** Creates the ports and settings of the api function from its environment. */
import { randomBytes } from 'node:crypto';
import * as downgrades from '../../catalog/functions.ts';
import { connections, dynamo, kms, sqs } from '../adapters/aws-clients.ts';
import { checkSchema } from '../adapters/catalog/schema-check.ts';
import { validateSchema } from '../adapters/catalog/validate-schema.ts';
import { createAccountStore } from '../adapters/dynamodb/account/account-store.ts';
import { createApiKeyStore } from '../adapters/dynamodb/account/api-key-store.ts';
import { createIdempotencyStore } from '../adapters/dynamodb/account/idempotency-store.ts';
import { createIssuedKeyStore } from '../adapters/dynamodb/account/issued-key-store.ts';
import { createRateLimitStore } from '../adapters/dynamodb/account/rate-limit-store.ts';
import { cachedAccounts } from '../adapters/dynamodb/cached-reads.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createDeliveryStore } from '../adapters/dynamodb/delivery/delivery-store.ts';
import { createDestinationStore } from '../adapters/dynamodb/destination/destination-store.ts';
import { createLeaseStore } from '../adapters/dynamodb/destination/lease-store.ts';
import { createWatchList } from '../adapters/dynamodb/destination/watch-list.ts';
import { createEventStore } from '../adapters/dynamodb/event/event-store.ts';
import { createListenSessionStore } from '../adapters/dynamodb/listen/listen-session-store.ts';
import { createLocalResponseStore } from '../adapters/dynamodb/listen/local-response-store.ts';
import { createMetricsStore } from '../adapters/dynamodb/metrics-store.ts';
import { createRecoveryScan } from '../adapters/dynamodb/recovery/recovery-scan.ts';
import { createRecoveryStore } from '../adapters/dynamodb/recovery/recovery-store.ts';
import { createPartnerSources } from '../adapters/eventbridge/partner-sources.ts';
import { interruptible } from '../adapters/interruptible.ts';
import { createListenSecretStore } from '../adapters/secrets/listen-secret-store.ts';
import { createSecretBox } from '../adapters/secrets/secret-box.ts';
import { createSockets } from '../adapters/sockets/sockets.ts';
import { createDeliveryQueue } from '../adapters/sqs/delivery-queue.ts';
import { createListenQueue } from '../adapters/sqs/listen-queue.ts';
import { processorTime } from '../adapters/telemetry/processor-time.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { createRateLimiter } from '../core/account/rate-limit.ts';
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
    'slowDeliveriesQueueUrl',
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
    'shards',
    'rowFormat',
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
      watchList: createWatchList(tables),
      deliveries: createDeliveryStore(tables),
      recoveries: createRecoveryStore(tables),
      recoveryScan: createRecoveryScan(tables),
      leases: createLeaseStore(tables),
      metrics: createMetricsStore(tables),
      accounts: createAccountStore(tables),
      catalog: createCatalogStore(tables),
      checkSchema,
      validateSchema,
      downgrades: interruptible(downgrades),
      processorTime,
      issuedKeys: createIssuedKeyStore(tables),
      queue: createDeliveryQueue({ client: sqs(), now: Date.now, ...env }),
      secrets,
      listenSessions: createListenSessionStore(tables),
      localResponses: createLocalResponseStore(tables),
      listenSecrets: createListenSecretStore({ ...tables, secrets, randomBytes }),
      listenQueue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
      sockets: createSockets(connections(env.connectionsUrl)),
      partnerSources: createPartnerSources({ platformName: env.platformName }),
      randomBytes,
      reportInternalError: (error) => telemetry.internalError('an event was not published', error),
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
      accounts: cachedAccounts(context.ports.accounts, Date.now),
      limits: { key: env.rateLimitPerKey, account: env.rateLimitPerAccount },
      now: Date.now,
      reportInternalError: (error) => telemetry.internalError('calls were not added to their rate limit', error),
    }),
  };
  return { context, http };
}
