/** Every client of the functions, against a service that misbehaves. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand } from '@aws-sdk/client-kms';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  connections,
  dynamo,
  eventBridge,
  kms,
  LIMITS,
  secretsManager,
  sns,
  sqs,
  sts,
} from '../../lambdas/adapters/aws-clients.ts';

/** Clients keep the endpoint of their first call: one server for all tests, each of which says how it responds. */
let respond: RequestListener = () => {};
const server = createServer((request, response) => respond(request, response));
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const aRole = { RoleArn: 'arn:aws:iam::123456789012:role/waybill', RoleSessionName: 'waybill' };
const anEntry = { Source: 'acme', DetailType: 'invoice.paid', Detail: '{}' };
const readRow = (abortSignal?: AbortSignal) =>
  dynamo().send(new GetItemCommand({ TableName: 'control', Key: { id: { S: 'a' } } }), abortSignal && { abortSignal });

const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  dynamo: () => readRow(),
  sqs: () => sqs().send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/queue`, MessageBody: 'a' })),
  sns: () => sns().send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:1:a', Message: 'a' })),
  kms: () => kms().send(new DecryptCommand({ CiphertextBlob: Buffer.from('a') })),
  sts: () => sts().send(new AssumeRoleCommand(aRole)),
  secretsManager: () => secretsManager().send(new GetSecretValueCommand({ SecretId: 'a' })),
  eventBridge: () => eventBridge().send(new PutEventsCommand({ Entries: [anEntry] })),
  connections: () =>
    connections(endpoint).send(new PostToConnectionCommand({ ConnectionId: 'a', Data: Buffer.from('a') })),
};

/** How each call ended, all made at once. */
async function outcomes(): Promise<Record<string, string>> {
  const ended = await Promise.allSettled(Object.values(CALLS).map((call) => call()));
  return Object.fromEntries(
    Object.keys(CALLS).map((name, index) => {
      const outcome = ended[index];
      return [name, outcome?.status === 'rejected' ? String(outcome.reason) : 'returned'];
    }),
  );
}

const IN_TIME = expect.stringContaining(`did not respond within ${LIMITS.callMs / 1000} s`);
const allInTime = Object.fromEntries(Object.keys(CALLS).map((name) => [name, IN_TIME]));

describe('a call of any client ends with an error', () => {
  test('when the service accepts the connection and never responds', async () => {
    let requests = 0;
    respond = () => {
      requests += 1;
    };
    expect(await outcomes()).toEqual(allInTime);
    // Each was made again on another connection before the call ended.
    expect(requests).toBeGreaterThan(Object.keys(CALLS).length);
  });

  test('when the service begins a response and never completes it', async () => {
    respond = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('{');
    };
    expect(await outcomes()).toEqual(allInTime);
  });
});

test('attempts are bounded when each fails at once', async () => {
  let requests = 0;
  respond = (_request, response) => {
    requests += 1;
    response.writeHead(503).end();
  };
  await expect(readRow()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503, attempts: LIMITS.attempts } });
  expect(requests).toBe(LIMITS.attempts);
});

test('a request without a response is retried, and the response to the retry counts', async () => {
  let requests = 0;
  respond = (_request, response) => {
    requests += 1;
    if (requests > 1) response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  };
  await expect(readRow()).resolves.toMatchObject({ $metadata: { attempts: 2 } });
});

test('a caller that brings a signal of its own bounds the call by that', async () => {
  respond = () => {};
  const given = new AbortController();
  const call = readRow(given.signal);
  given.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('two requests and the pause between them fit into a call', () => {
  const LONGEST_FIRST_PAUSE_MS = 50;
  expect(2 * LIMITS.requestMs + LONGEST_FIRST_PAUSE_MS).toBeLessThan(LIMITS.callMs);
});
