/** AWS on this machine: DynamoDB and SQS are emulator packages, the other services are small endpoints. */
import { type AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { inQueueCharacters } from '../../lambdas/core/delivery/message.ts';
import type { AuthorizerEvents, Rules } from '../permissions/authorizer.ts';
import { ACCOUNT, REGION } from '../template.ts';
import { AccessControl } from './access-control.ts';
import { createEndpoint } from './endpoint.ts';
import { eventBridgeOperations } from './eventbridge.ts';

import { controlAccess, patchAccess } from './fauxqs/access.ts';
import { patchDelays } from './fauxqs/delays.ts';
import { patchFifoQueues } from './fauxqs/fifo-batches.ts';
import { patchHiddenTime } from './fauxqs/hidden-time.ts';
import { patchStoredMessages } from './fauxqs/stored-messages.ts';
import { patchTraceHeaders } from './fauxqs/trace-headers.ts';
import { kmsOperations } from './kms.ts';
import { guardRequests } from './request-guard.ts';
import { secretsManagerOperations } from './secrets-manager.ts';
import { openState } from './state.ts';

/** Credentials of the developer, who may do everything. Nothing checks the secret. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface AwsEndpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly sns: string;
  readonly kms: string;
  readonly sts: string;
  readonly secretsManager: string;
  readonly eventBridge: string;
}

export interface Emulators {
  readonly endpoints: AwsEndpoints;
  /** Refuses from now on what the policies do not allow to the functions. */
  enforce(rules: Rules, events: AuthorizerEvents): Promise<void>;
  stop(): Promise<void>;
}

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** fauxqs binds to every network interface, whatever `host` is, and its queues have no access control. */
async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...[options, ...rest]: [unknown, ...unknown[]]) {
    const everywhere = (options as { host?: string } | undefined)?.host === '0.0.0.0';
    const bound = everywhere ? { ...(options as object), host: '127.0.0.1' } : options;
    return Reflect.apply(listen, this, [bound, ...rest]);
  } as typeof listen;
  try {
    return await start();
  } finally {
    Server.prototype.listen = listen;
  }
}

/** Returns the URL of a local queue, made from its name. A stored URL would contain the port of an earlier run. */
export const localQueueUrl = (sqsEndpoint: string, name: string) => `${sqsEndpoint}/${ACCOUNT}/${name}`;

/** Starts the emulators. @param dataDir folder for the data. Without one, the data is kept in memory */
export async function startEmulators(dataDir?: string): Promise<Emulators> {
  const tables = dynalite({ createTableMs: 0, ...(dataDir ? { path: join(dataDir, 'dynamodb') } : {}) });
  const access = new AccessControl();
  const tablesIdle = guardRequests(tables, (headers, body) => {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    return access.refusalOf(headers, operation, parsed(body));
  });
  const dynamodb = await listen(tables);
  await Promise.all([patchAccess(), patchDelays(), patchFifoQueues(), patchStoredMessages(), patchTraceHeaders()]);
  // After the queues hand out batches as they should.
  await patchHiddenTime();
  const queues = await onLoopback(() =>
    startFauxqs({
      port: 0,
      host: '127.0.0.1',
      logger: false,
      defaultRegion: REGION,
      ...(dataDir ? { dataDir: join(dataDir, 'sqs') } : {}),
    }),
  );
  const sqs = `http://127.0.0.1:${queues.port}`;
  const endControl = controlAccess(queues.port, access);
  const client = new SQSClient({ endpoint: sqs, region: REGION, credentials: CREDENTIALS });
  const sendToQueue = async (queueArn: string, json: string) => {
    const QueueUrl = localQueueUrl(sqs, queueArn.split(':').at(-1) as string);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: inQueueCharacters(json) }));
  };

  const file = openState(dataDir && join(dataDir, 'aws.json'));
  const services = {
    TrentService: kmsOperations(file),
    secretsmanager: secretsManagerOperations(file),
    AWSEvents: eventBridgeOperations(file, sendToQueue),
  };
  const endpoint = createEndpoint(services, access);
  const small = await listen(endpoint);
  return {
    endpoints: { dynamodb, sqs, sns: sqs, kms: small, sts: small, secretsManager: small, eventBridge: small },
    enforce: async (rules, events) => access.enforce(rules, events),
    async stop() {
      client.destroy();
      endControl();
      endpoint.closeAllConnections();
      await Promise.all([
        new Promise((resolve) => endpoint.close(resolve)),
        tablesIdle().then(() => new Promise((resolve) => tables.close(resolve))),
        queues.stop(),
      ]);
    },
  };
}

/** A body that is not JSON names no table; dynalite rejects it. */
function parsed(body: Buffer): object {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return {};
  }
}
