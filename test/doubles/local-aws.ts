/**
 * AWS for tests of adapters: the emulators of the local platform, or those of other projects that `npm run test:emulators`
 * starts. Those keep their data for the whole run, so each test file deletes what it created.
 */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import {
  type AwsEndpoints,
  CREDENTIALS,
  type Emulators,
  localQueueUrl,
  startEmulators,
} from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Endpoints of other projects' emulators. Absent in all runs except `npm run test:emulators`. */
    awsEndpoints?: Partial<AwsEndpoints>;
    /** Connections of a DynamoDB client, so that an emulator which needs it gets one request at a time. The SDK's number when absent. */
    maxConnections?: number;
  }
}

/** Returns the endpoints of the services, and starts emulators for those that are not given. */
export async function startAws(...services: readonly (keyof AwsEndpoints)[]): Promise<Omit<Emulators, 'enforce'>> {
  const given = inject('awsEndpoints') ?? {};
  if (services.every((service) => given[service])) return { endpoints: given as AwsEndpoints, stop: async () => {} };
  const own = await startEmulators();
  return { endpoints: { ...own.endpoints, ...given }, stop: own.stop };
}

/** Returns the settings of a client of an endpoint. */
export const clientConfig = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS });

const stringKeys = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

/** The tables as the stack defines them; a test of the stack compares the two. */
export const TABLES = {
  events: {
    KeySchema: schema('tenant', 'event_id'),
    AttributeDefinitions: stringKeys('tenant', 'event_id'),
  },
  control: { KeySchema: schema('tenant', 'id'), AttributeDefinitions: stringKeys('tenant', 'id') },
  deliveries: {
    KeySchema: schema('destination_id', 'event_id'),
    AttributeDefinitions: [...stringKeys('destination_id', 'event_id', 'unsettled_tenant')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'unsettled',
        KeySchema: schema('unsettled_tenant', 'event_id'),
        Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['type', 'destination_account'] },
      },
    ],
  },
} satisfies Record<string, Omit<CreateTableCommandInput, 'TableName'>>;

/** An empty DynamoDB with Waybill's three tables, named as the keys of TABLES. */
export async function startDynamo(): Promise<{ client: DynamoDBClient; stop: () => Promise<void> }> {
  const { endpoints, stop } = await startAws('dynamodb');
  const maxSockets = inject('maxConnections');
  const client = new DynamoDBClient({
    ...clientConfig(endpoints.dynamodb),
    ...(maxSockets === undefined ? {} : { requestHandler: { httpAgent: { maxSockets, keepAlive: true } } }),
  });
  client.middlewareStack.add(
    // biome-ignore lint/suspicious/noExplicitAny: as little of the middleware's types as is used
    (next: any) => async (args: any) => {
      const answer = await next(args);
      return { ...answer, output: inOtherOrder(answer.output) };
    },
    { step: 'initialize', name: 'order' },
  );
  for (const [TableName, table] of Object.entries(TABLES)) {
    await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...table }));
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
  }
  return {
    client,
    async stop() {
      for (const TableName of Object.keys(TABLES)) await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      await stop();
    },
  };
}

/**
 * Returns a copy with all keys in another order. Maps have none:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
function inOtherOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOtherOrder);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, inOtherOrder(one)] as const);
  return Object.fromEntries(entries.reverse());
}

/** An SQS with one queue, whose received messages stay hidden for the whole test. */
export async function startSqs(): Promise<{ client: SQSClient; queueUrl: string; stop: () => Promise<void> }> {
  const { endpoints, stop } = await startAws('sqs', 'sns');
  const client = new SQSClient(clientConfig(endpoints.sqs));
  await client.send(new CreateQueueCommand({ QueueName: 'deliveries', Attributes: { VisibilityTimeout: '600' } }));
  const queueUrl = localQueueUrl(endpoints.sqs, 'deliveries');
  return {
    client,
    queueUrl,
    async stop() {
      await client.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
      client.destroy();
      await stop();
    },
  };
}
