/** DynamoDB and SQS as the local platform runs them, for tests of adapters. */
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS, type Emulators, localQueueUrl, startEmulators } from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';

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
  const emulators = await startEmulators();
  const client = new DynamoDBClient({
    endpoint: emulators.endpoints.dynamodb,
    region: REGION,
    credentials: CREDENTIALS,
  });
  for (const [TableName, table] of Object.entries(TABLES)) {
    await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...table }));
  }
  return { client, stop: stopping(client, emulators) };
}

/** An SQS with one queue, whose received messages stay hidden for the whole test. */
export async function startSqs(): Promise<{ client: SQSClient; queueUrl: string; stop: () => Promise<void> }> {
  const emulators = await startEmulators();
  const client = new SQSClient({ endpoint: emulators.endpoints.sqs, region: REGION, credentials: CREDENTIALS });
  await client.send(new CreateQueueCommand({ QueueName: 'deliveries', Attributes: { VisibilityTimeout: '600' } }));
  const queueUrl = localQueueUrl(emulators.endpoints.sqs, 'deliveries');
  return { client, queueUrl, stop: stopping(client, emulators) };
}

const stopping = (client: { destroy(): void }, emulators: Emulators) => async () => {
  client.destroy();
  await emulators.stop();
};
