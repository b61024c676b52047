/** The SDK of AWS understands what the proxy sends as the errors of the services. */
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import { putAll } from '../../../lambdas/adapters/dynamodb/batch-write.ts';
import type { AwsCall } from './call.ts';
import { jsonResponse } from './call.ts';
import { type AwsError, ERRORS } from './errors.ts';
import { type Fault, faultLayer } from './fault.ts';
import { startAwsProxy } from './proxy.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts the proxy in front of services that return `output`. The first calls meet the given faults. */
async function proxied(faults: readonly Fault[], output: (call: AwsCall) => object = () => ({})) {
  const reached: AwsCall[] = [];
  const left = [...faults];
  const proxy = await startAwsProxy(
    () => undefined,
    [
      faultLayer(() => left.shift()),
      async (call) => {
        reached.push(call);
        return jsonResponse(output(call));
      },
    ],
  );
  stops.push(proxy.stop);
  const config = (maxAttempts: number) => ({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'caller', secretAccessKey: 'x' },
    maxAttempts,
    requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
  });
  const call = {
    dynamodb: (attempts: number) =>
      new DynamoDBClient(config(attempts)).send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } })),
    sqs: (attempts: number) => new SQSClient(config(attempts)).send(new GetQueueUrlCommand({ QueueName: 'q' })),
    kms: (attempts: number) =>
      new KMSClient(config(attempts)).send(new DecryptCommand({ CiphertextBlob: new Uint8Array(1) })),
  };
  return { reached, call, config };
}

type Service = 'dynamodb' | 'sqs' | 'kms';
const errors = Object.entries(ERRORS).flatMap(([service, kinds]) =>
  Object.entries(kinds).flatMap(([kind, all]) =>
    (all as readonly AwsError[]).map((error) => ({
      service: service as Service,
      kind,
      error,
      name: error.type.split('#').at(-1) as string,
    })),
  ),
);

test.each(errors)('$service: $name has its name, its status and its message', async ({ service, error, name }) => {
  const { call, reached } = await proxied([{ kind: 'error', error, applied: false }]);
  const thrown = await call[service](1).catch((caught: unknown) => caught);
  expect(thrown).toMatchObject({ name, message: error.message, $metadata: { httpStatusCode: error.status } });
  expect(reached).toEqual([]);
});

test.each(errors.filter(({ name }) => name !== 'KmsThrottled'))(
  '$service: the SDK retries a call after $name',
  async ({ service, error }) => {
    const { call, reached } = await proxied([{ kind: 'error', error, applied: false }]);
    await call[service](2);
    expect(reached).toMatchObject([{ caller: 'caller', attempt: 2, invocation: expect.stringMatching(/./) }]);
  },
);

test('the SDK does not retry a call that KMS throttled behind SQS', async () => {
  const found = errors.filter(({ name }) => name === 'KmsThrottled');
  const { call } = await proxied(found.map(({ error }) => ({ kind: 'error', error, applied: false })));
  await expect(call.sqs(3)).rejects.toMatchObject({ name: 'KmsThrottled' });
});

describe.each([true, false])('a call that has an effect: %s', (applied) => {
  test('and no response times out', async () => {
    const { call, reached } = await proxied([{ kind: 'no_response', applied }]);
    await expect(call.dynamodb(1)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(reached).toHaveLength(applied ? 1 : 0);
  });

  test('and a reset connection fails with its error', async () => {
    const { call, reached } = await proxied([{ kind: 'reset', applied }]);
    await expect(call.dynamodb(1)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(reached).toHaveLength(applied ? 1 : 0);
  });

  test('and an error response fails with that error', async () => {
    const { call, reached } = await proxied([{ kind: 'error', error: ERRORS.dynamodb.failed[0], applied }]);
    await expect(call.dynamodb(1)).rejects.toMatchObject({ name: 'InternalServerError' });
    expect(reached).toHaveLength(applied ? 1 : 0);
  });
});

describe('a batch that is handled in part', () => {
  /** Leaves out every second item. */
  const half = (): Fault => {
    let n = 0;
    return { kind: 'partial', leftOut: () => n++ % 2 === 0 };
  };
  const items = ['a', 'b', 'c'].map((id) => ({ id: { S: id } }));

  test('of writes to DynamoDB returns the unprocessed items, which are then written', async () => {
    const { config, reached } = await proxied([half(), half()]);
    expect(await putAll(new DynamoDBClient(config(1)), 't', items)).toEqual([]);
    const written = reached.map(({ body }) =>
      JSON.parse(body).RequestItems.t.map(({ PutRequest }: { PutRequest: { Item: unknown } }) => PutRequest.Item),
    );
    expect(written).toEqual([[items[1]], [items[2]], [items[0]]]);
  });

  test('of reads from DynamoDB returns the unprocessed keys with the settings of their table', async () => {
    const { config } = await proxied([half()], () => ({ Responses: { t: [items[1]] } }));
    const command = new BatchGetItemCommand({ RequestItems: { t: { Keys: items, ConsistentRead: true } } });
    expect(await new DynamoDBClient(config(1)).send(command)).toMatchObject({
      Responses: { t: [items[1]] },
      UnprocessedKeys: { t: { Keys: [items[0], items[2]], ConsistentRead: true } },
    });
  });

  test('of which DynamoDB handles nothing fails as throttled', async () => {
    const { config, reached } = await proxied([half()]);
    const command = new BatchGetItemCommand({ RequestItems: { t: { Keys: [{ id: { S: 'a' } }] } } });
    await expect(new DynamoDBClient(config(1)).send(command)).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
    expect(reached).toEqual([]);
  });

  test('of messages to SQS lists the failed entries', async () => {
    const { config } = await proxied([half()], ({ body }) => ({
      Successful: JSON.parse(body).Entries.map(({ Id }: { Id: string }) => ({ Id, MessageId: 'm' })),
      Failed: [],
    }));
    const Entries = ['0', '1', '2'].map((Id) => ({ Id, MessageBody: 'x' }));
    const client = new SQSClient({ ...config(1), md5: false });
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: 'http://127.0.0.1:1/0/q', Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['1']);
    expect(sent.Failed).toEqual(
      ['0', '2'].map((Id) => ({ Id, SenderFault: false, Code: 'InternalError', Message: expect.any(String) })),
    );
  });
});

test('a call fails while the emulators do not run', async () => {
  const proxy = await startAwsProxy(() => undefined);
  stops.push(proxy.stop);
  const client = new DynamoDBClient({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  await expect(client.send(new PutItemCommand({ TableName: 't', Item: {} }))).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
});
