/** Creates the ports of the listen function from its environment. */
import { ulid } from 'ulid';
import { connections, dynamo, sqs } from '../adapters/aws-clients.ts';
import { hashOf } from '../adapters/dynamodb/account/api-key-item.ts';
import { createEventStore } from '../adapters/dynamodb/event/event-store.ts';
import { createListenSessionStore } from '../adapters/dynamodb/listen/listen-session-store.ts';
import { createLocalResponseStore, LOCAL_RESPONSE_PREFIX } from '../adapters/dynamodb/listen/local-response-store.ts';
import { createSockets } from '../adapters/sockets/sockets.ts';
import { createListenQueue } from '../adapters/sqs/listen-queue.ts';
import { createTelemetry, type Telemetry } from '../adapters/telemetry/telemetry.ts';
import type { ConnectPorts } from '../core/listen/connect.ts';
import { readEnv } from '../env.ts';

export function createListen(): ConnectPorts & { readonly telemetry: Telemetry } {
  const env = readEnv(['stage', 'eventsTable', 'controlTable', 'shards', 'listenQueueUrl', 'connectionsUrl']);
  const tables = { client: dynamo(), now: Date.now, ...env };
  return {
    telemetry: createTelemetry(env.stage, 'listen'),
    sessions: createListenSessionStore(tables),
    localResponses: createLocalResponseStore(tables),
    events: createEventStore(tables),
    queue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
    sockets: createSockets(connections(env.connectionsUrl)),
    hashOf,
    newResponseId: () => LOCAL_RESPONSE_PREFIX + ulid(),
    now: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
