/** Creates the function that announces changes of the health of destinations, as ordinary events. */
import { dynamo, sns, sqs } from '../adapters/aws-clients.ts';
import { checkSchema } from '../adapters/catalog/schema-check.ts';
import { createAccountStore } from '../adapters/dynamodb/account/account-store.ts';
import { cachedListenSessions } from '../adapters/dynamodb/cached-reads.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createEventStore } from '../adapters/dynamodb/event/event-store.ts';
import { createPublishers } from '../adapters/dynamodb/event/publisher-store.ts';
import { createListenSessionStore } from '../adapters/dynamodb/listen/listen-session-store.ts';
import { createHealthTopic } from '../adapters/sns/health-topic.ts';
import { createListenQueue } from '../adapters/sqs/listen-queue.ts';
import type { Telemetry } from '../adapters/telemetry/telemetry.ts';
import type { Destination } from '../core/destination/destination.ts';
import { type AnnouncePorts, announceHealth } from '../core/destination/health/announce.ts';
import { createSessionNotifier } from '../core/listen/notify-sessions.ts';
import type { Env } from '../env.ts';

/** Variables that it needs besides those of the stores of the sweep. */
export const ANNOUNCE_VARIABLES = [
  'stage',
  'eventsTable',
  'controlTable',
  'shards',
  'rowFormat',
  'listenQueueUrl',
  'platformAccount',
  'defaultApiVersion',
  'eventCheck',
  'unknownTypes',
  'disableFailingAfterDays',
  'healthTopicArn',
] as const;

type Shared = Pick<AnnouncePorts, 'deliveries' | 'destinations' | 'watchList' | 'queue' | 'now' | 'random'>;

export function createAnnouncer(
  env: Env<(typeof ANNOUNCE_VARIABLES)[number]>,
  shared: Shared,
  telemetry: Pick<Telemetry, 'internalError'>,
): (destination: Destination) => Promise<Destination | undefined> {
  const tables = { client: dynamo(), now: Date.now, ...env };
  const reportInternalError = (error: unknown) => telemetry.internalError('a health event was not sent', error);
  const ports: AnnouncePorts = {
    ...shared,
    events: createEventStore(tables),
    catalog: createCatalogStore(tables),
    accounts: createAccountStore(tables),
    checkSchema,
    publishers: createPublishers(tables),
    listeners: createSessionNotifier({
      sessions: cachedListenSessions(createListenSessionStore(tables), Date.now),
      queue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
      platformAccount: env.platformAccount,
      reportInternalError,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
    }),
    ...(env.healthTopicArn === null
      ? {}
      : { healthTopic: createHealthTopic({ client: sns(), topicArn: env.healthTopicArn, stage: env.stage }) }),
    reportInternalError,
  };
  return (destination) => announceHealth(destination, env, ports);
}
