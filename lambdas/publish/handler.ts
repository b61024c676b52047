import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { dynamo, sqs } from '../adapters/aws-clients.ts';
import { checkSchema } from '../adapters/catalog/schema-check.ts';
import { createAccountStore } from '../adapters/dynamodb/account/account-store.ts';
import { createApiKeyStore } from '../adapters/dynamodb/account/api-key-store.ts';
import { createIdempotencyStore } from '../adapters/dynamodb/account/idempotency-store.ts';
import { createRateLimitStore } from '../adapters/dynamodb/account/rate-limit-store.ts';
import { cachedAccounts, cachedCatalog, cachedListenSessions } from '../adapters/dynamodb/cached-reads.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createDeliveryStore } from '../adapters/dynamodb/delivery/delivery-store.ts';
import { createDestinationStore } from '../adapters/dynamodb/destination/destination-store.ts';
import { createEventStore } from '../adapters/dynamodb/event/event-store.ts';
import { createPublishers } from '../adapters/dynamodb/event/publisher-store.ts';
import { createListenSessionStore } from '../adapters/dynamodb/listen/listen-session-store.ts';
import { createDeliveryQueue } from '../adapters/sqs/delivery-queue.ts';
import { createListenQueue } from '../adapters/sqs/listen-queue.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { createRateLimiter } from '../core/account/rate-limit.ts';
import { createSessionNotifier } from '../core/listen/notify-sessions.ts';
import { readEnv } from '../env.ts';
import { httpHandler } from '../middleware/http.ts';
import { asIngestInput, type IngestEvent, type IngestInput, ingest } from './ingest.ts';
import { publishRoutes } from './routes.ts';

const env = readEnv([
  'stage',
  'platformAccount',
  'eventsTable',
  'deliveriesTable',
  'controlTable',
  'deliveriesQueueUrl',
  'slowDeliveriesQueueUrl',
  'listenQueueUrl',
  'ingestDeadLettersUrl',
  'defaultApiVersion',
  'eventCheck',
  'unknownTypes',
  'dueShards',
  'shards',
  'rowFormat',
  'rateLimitPerKey',
  'rateLimitPerAccount',
]);
const tables = { client: dynamo(), now: Date.now, ...env };
const telemetry = createTelemetry(env.stage, 'publish');
const accounts = createAccountStore(tables);
const ports = {
  events: createEventStore(tables),
  destinations: createDestinationStore(tables),
  deliveries: createDeliveryStore(tables),
  catalog: cachedCatalog(createCatalogStore(tables, false), Date.now),
  accounts: cachedAccounts(accounts, Date.now),
  current: { catalog: createCatalogStore(tables), accounts },
  checkSchema,
  queue: createDeliveryQueue({ client: sqs(), now: Date.now, ...env }),
  listeners: createSessionNotifier({
    sessions: cachedListenSessions(createListenSessionStore(tables), Date.now),
    queue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
    platformAccount: env.platformAccount,
    reportInternalError: (error) => telemetry.internalError('listen sessions were not notified of events', error),
    pause,
  }),
  publishers: createPublishers(tables),
  reportWaiting: (count: number) => telemetry.record('Waited', count, {}),
  reportInternalError: (error: unknown) => telemetry.internalError('an event was not published', error),
  now: Date.now,
  random: Math.random,
};
const http = httpHandler(publishRoutes(env, ports), {
  ...env,
  ...ports,
  keys: createApiKeyStore(tables),
  idempotency: createIdempotencyStore(tables),
  telemetry,
  rateLimiter: createRateLimiter({
    shared: createRateLimitStore(tables),
    accounts: ports.accounts,
    limits: { key: env.rateLimitPerKey, account: env.rateLimitPerAccount },
    now: Date.now,
    reportInternalError: (error) => telemetry.internalError('calls were not added to their rate limit', error),
  }),
});

function sendToDeadLetters(input: IngestInput): Promise<unknown> {
  return sqs().send(new SendMessageCommand({ QueueUrl: env.ingestDeadLettersUrl, MessageBody: JSON.stringify(input) }));
}

/** Resolves after some milliseconds. Does not keep the process running. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Handles publish calls of the HTTP API and events of the ingest bus. */
export function handler(invocation: APIGatewayProxyEventV2 | IngestInput | IngestEvent, context: Context) {
  const input = asIngestInput(invocation);
  return input
    ? ingest(input, env, { ...ports, sendToDeadLetters })
    : http(invocation as APIGatewayProxyEventV2, context);
}
