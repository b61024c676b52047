/** A stack with one resource of each kind that the platform runs, as synthesis writes it. It is small, so it starts fast. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One bundle for all functions, which differ by their service name. `api` stores and queues, `worker` records the message and
 * sends itself the next round, `ingest` records the event, `sweep` its shard, and `bootstrap` the request type and the secret.
 * Every record is an item of the table.
 */
const BUNDLE = `
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '${import.meta.resolve('@aws-sdk/client-dynamodb')}';
import { GetSecretValueCommand, SecretsManagerClient } from '${import.meta.resolve('@aws-sdk/client-secrets-manager')}';
import { SendMessageCommand, SQSClient } from '${import.meta.resolve('@aws-sdk/client-sqs')}';
const { POWERTOOLS_SERVICE_NAME, TABLE, QUEUE, SECRET } = process.env;
const dynamo = new DynamoDBClient({});
const note = (id, value) => dynamo.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, value: { S: value } } }));
const read = async (id) => (await dynamo.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } }, ConsistentRead: true }))).Item?.value.S;
const HANDLERS = {
  async api(event) {
    const { id } = event.pathParameters ?? {};
    if (event.requestContext.http.method === 'GET') {
      const value = await read(id);
      return value === undefined ? { statusCode: 404 } : { statusCode: 200, body: value };
    }
    const seconds = Number(event.queryStringParameters?.delay ?? 0);
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: event.body, DelaySeconds: seconds }));
    return { statusCode: 202 };
  },
  async worker({ Records }) {
    for (const { body } of Records) {
      if (body === 'hang once' && !(await read('hung'))) {
        await note('hung', 'yes');
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      }
      await note('worked ' + body, body);
      const [, round] = /^round (\\d+)$/.exec(body) ?? [];
      if (round) await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'round ' + (Number(round) + 1) }));
      console.log(JSON.stringify({ level: 'INFO', message: 'attempt', destination_id: 'ed_1', event_id: body, outcome: 'delivered' }));
    }
    return { batchItemFailures: [] };
  },
  async ingest({ rule, event }) {
    if (event.detail.poison) throw new Error('poison');
    await note('ingested ' + event['detail-type'], JSON.stringify({ ...rule, ...event.detail }));
  },
  async sweep({ shard }) { await note('swept ' + shard, 'yes'); },
  async bootstrap({ RequestType }) {
    const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: SECRET }));
    await note('bootstrap', RequestType + ' ' + SecretString);
  },
};
export const handler = (event) => HANDLERS[POWERTOOLS_SERVICE_NAME](event);
`;

const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
const ref = (id: string) => ({ Ref: id });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const fn = (name: string, over: object = {}) =>
  resource('AWS::Lambda::Function', {
    Handler: 'index.handler',
    Role: arn('Role'),
    Code: { S3Key: 'bundle.zip' },
    Timeout: 10,
    MemorySize: 256,
    Environment: {
      Variables: { POWERTOOLS_SERVICE_NAME: name, TABLE: ref('Items'), QUEUE: ref('Jobs'), SECRET: ref('Keys') },
    },
    ...over,
  });

const permission = (id: string, Principal: string, SourceArn: object) =>
  resource('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn(id),
    Principal,
    SourceArn,
  });

const STATEMENTS = [
  { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
  { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: arn('Items') },
  {
    Effect: 'Allow',
    Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: [arn('Jobs'), arn('Dead')],
  },
  { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ref('Keys') },
];

const TEMPLATE = {
  Resources: {
    Items: resource('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
    Dead: resource('AWS::SQS::Queue'),
    Jobs: resource('AWS::SQS::Queue', {
      VisibilityTimeout: 2,
      RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 20 },
    }),
    Key: resource('AWS::KMS::Key'),
    Keys: resource('AWS::SecretsManager::Secret'),
    Bus: resource('AWS::Events::EventBus', { Name: 'tiny' }),
    Role: resource('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: STATEMENTS } }],
    }),
    Api: fn('api'),
    Worker: fn('worker'),
    Ingest: fn('ingest', { DeadLetterConfig: { TargetArn: arn('Dead') } }),
    Sweep: fn('sweep'),
    Bootstrap: fn('bootstrap'),
    IngestPermission: permission('Ingest', 'events.amazonaws.com', arn('Everything')),
    SweepPermission: permission('Sweep', 'events.amazonaws.com', arn('EachMinute')),
    Framework: resource('AWS::Lambda::Function', { Handler: 'framework.onEvent', Code: { S3Key: 'other.zip' } }),
    WorkerSource: resource('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arn('Jobs'),
      FunctionName: ref('Worker'),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
    Http: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }),
    Integration: resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: arn('Api') }),
    ApiPermission: permission('Api', 'apigateway.amazonaws.com', {
      'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', ref('Http'), '/*/*/items*']],
    }),
    ...Object.fromEntries(
      ['POST /items', 'GET /items/{id}'].map((RouteKey, index) => [
        `Route${index}`,
        resource('AWS::ApiGatewayV2::Route', {
          ApiId: ref('Http'),
          RouteKey,
          Target: { 'Fn::Join': ['', ['integrations/', ref('Integration')]] },
        }),
      ]),
    ),
    Everything: resource('AWS::Events::Rule', {
      EventBusName: ref('Bus'),
      EventPattern: { source: [{ prefix: '' }] },
      Targets: [
        {
          Id: 'a',
          Arn: arn('Ingest'),
          InputTransformer: { InputTemplate: '{"rule":{"livemode":true},"event":<aws.events.event.json>}' },
        },
      ],
    }),
    EachMinute: resource('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [0, 1].map((shard) => ({ Id: `Target${shard}`, Arn: arn('Sweep'), Input: JSON.stringify({ shard }) })),
    }),
  },
};

/** Writes the stack and returns its folder. */
export function writeTinyStack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  mkdirSync(join(folder, 'asset.bundle'));
  writeFileSync(join(folder, 'asset.bundle', 'index.mjs'), BUNDLE);
  writeFileSync(join(folder, 'Tiny.template.json'), JSON.stringify(TEMPLATE));
  const assets = {
    files: { bundle: { source: { path: 'asset.bundle' } }, other: { source: { path: 'asset.other' } } },
  };
  writeFileSync(join(folder, 'Tiny.assets.json'), JSON.stringify(assets));
  return folder;
}

/** Client of the API of the stack. */
export const tinyClient = (url: string) => ({
  work: async (body: string, delaySeconds = 0) => {
    const response = await fetch(`${url}/items?delay=${delaySeconds}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain' },
    });
    return response.status;
  },
  read: async (id: string): Promise<string | undefined> => {
    const response = await fetch(`${url}/items/${encodeURIComponent(id)}`);
    return response.status === 200 ? response.text() : undefined;
  },
});
