/** Creates the ports of the push function from its environment. */
import { randomBytes } from 'node:crypto';
import * as downgrades from '../../catalog/functions.ts';
import { connections, dynamo, kms, sqs } from '../adapters/aws-clients.ts';
import { cachedVersions } from '../adapters/dynamodb/catalog/cached-versions.ts';
import { createCatalogStore } from '../adapters/dynamodb/catalog/catalog-store.ts';
import { createListenEvents } from '../adapters/dynamodb/listen/listen-events.ts';
import { createListenSessionStore } from '../adapters/dynamodb/listen/listen-session-store.ts';
import { interruptible } from '../adapters/interruptible.ts';
import { createListenSecretStore } from '../adapters/secrets/listen-secret-store.ts';
import { createSecretBox } from '../adapters/secrets/secret-box.ts';
import { createSockets } from '../adapters/sockets/sockets.ts';
import { createListenQueue } from '../adapters/sqs/listen-queue.ts';
import { processorTime } from '../adapters/telemetry/processor-time.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import type { PushPorts } from '../core/listen/ports.ts';
import { readEnv } from '../env.ts';
import { recentlySent } from './recently-sent.ts';

/** Time of a replay in one batch, milliseconds. A further message continues the replay. */
const SLICE_MS = 5_000;

export function createPush(): PushPorts {
  const env = readEnv([
    'stage',
    'eventsTable',
    'shards',
    'controlTable',
    'listenQueueUrl',
    'connectionsUrl',
    'secretsKeyId',
    'signatureHeader',
    'timeScale',
  ]);
  const telemetry = createTelemetry(env.stage, 'push');
  const client = dynamo();
  const tables = { client, now: Date.now, ...env };
  const { controlTable, secretsKeyId: keyId } = env;
  const secrets = createSecretBox({ dynamo: client, kms: kms(), controlTable, keyId, now: Date.now });
  const listenSecrets = createListenSecretStore({ client, controlTable, secrets, randomBytes });
  return {
    sessions: createListenSessionStore(tables),
    events: createListenEvents(tables),
    queue: createListenQueue({ client: sqs(), queueUrl: env.listenQueueUrl }),
    sockets: createSockets(connections(env.connectionsUrl)),
    secret: (tenant) => listenSecrets.get(tenant),
    rendering: {
      versions: cachedVersions(createCatalogStore(tables), Date.now),
      downgrades: interruptible(downgrades),
      processorTime,
    },
    stripeHeaderName: env.signatureHeader,
    sliceMs: SLICE_MS / env.timeScale,
    recent: recentlySent(randomBytes(6).toString('base64url')),
    reportInternalError: (session, error) =>
      telemetry.internalError(
        'sending to a listener failed because of an internal error; the queue retries it',
        error,
        {
          session: session.id,
          account: session.account,
        },
      ),
    now: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
