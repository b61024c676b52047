/** DynamoDB and SQS on ephemeral ports, as the local platform runs them, for tests of adapters. */

import type { AddressInfo, Server } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'us-east-1';

const stringKeys = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

/** The tables as the stack defines them; a test of the stack holds the two together. */
export const TABLES = {
  events: {
    KeySchema: schema('tenant', 'event_id'),
    AttributeDefinitions: stringKeys('tenant', 'event_id'),
  },
  control: { KeySchema: schema('tenant', 'id'), AttributeDefinitions: stringKeys('tenant', 'id') },
  deliveries: {
    KeySchema: schema('destination_id', 'event_id'),
    AttributeDefinitions: [
      ...stringKeys('destination_id', 'event_id', 'unsettled_tenant', 'due_shard'),
      { AttributeName: 'due_at', AttributeType: 'N' as const },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'unsettled',
        KeySchema: schema('unsettled_tenant', 'event_id'),
        Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['status'] },
      },
      {
        IndexName: 'due',
        KeySchema: schema('due_shard', 'due_at'),
        Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['tenant', 'destination_account'] },
      },
    ],
  },
} satisfies Record<string, Omit<CreateTableCommandInput, 'TableName'>>;

/** An empty DynamoDB with Waybill's three tables, named as the keys of TABLES. */
export async function startDynamo(): Promise<{ client: DynamoDBClient; stop: () => Promise<void> }> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  for (const [TableName, table] of Object.entries(TABLES)) {
    await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...table }));
  }
  return {
    client,
    stop: () => {
      client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An SQS with one queue. */
export async function startSqs(): Promise<{ client: SQSClient; queueUrl: string; stop: () => Promise<void> }> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const client = new SQSClient({ endpoint: `http://127.0.0.1:${server.port}`, region, credentials });
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'deliveries' }));
  return {
    client,
    queueUrl: QueueUrl,
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
