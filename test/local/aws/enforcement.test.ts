/** What functions get from the emulators when their roles do not allow a request: the errors of the SDK as on AWS. */
import { BatchGetItemCommand, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CREDENTIALS, type Emulators, localQueueUrl, startEmulators } from '../../../local/aws/emulators.ts';
import type { GrantUse, Refusal } from '../../../local/permissions/authorizer.ts';
import type { Statement } from '../../../local/permissions/policy.ts';

const ACCOUNT = '000000000000';
const AT = `us-east-1:${ACCOUNT}`;
const TABLE = `arn:aws:dynamodb:${AT}:table/items`;
const QUEUE = `arn:aws:sqs:${AT}:jobs`;
const TOPIC = `arn:aws:sns:${AT}:alarms`;
const SECRET = `arn:aws:secretsmanager:${AT}:secret:keys`;
const BUS = `arn:aws:events:${AT}:event-bus/orders`;
const CUSTOMER_ROLE = 'arn:aws:iam::111122223333:role/waybill';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/worker`;

let aws: Emulators;
let key: string;
let ciphertext: Uint8Array;
const refusals: Refusal[] = [];
const uses: GrantUse[] = [];

/** Clients that sign as a function, or as the developer. */
function clients(accessKeyId: string) {
  const at = (endpoint: string) => ({
    endpoint,
    region: 'us-east-1',
    credentials: { ...CREDENTIALS, accessKeyId },
    maxAttempts: 1,
  });
  return {
    dynamo: new DynamoDBClient(at(aws.endpoints.dynamodb)),
    sqs: new SQSClient(at(aws.endpoints.sqs)),
    sns: new SNSClient(at(aws.endpoints.sns)),
    kms: new KMSClient(at(aws.endpoints.kms)),
    secrets: new SecretsManagerClient(at(aws.endpoints.secretsManager)),
    events: new EventBridgeClient(at(aws.endpoints.eventBridge)),
    sts: new STSClient(at(aws.endpoints.sts)),
  };
}
type Clients = ReturnType<typeof clients>;

const item = { TableName: 'items', Item: { id: { S: '1' } } };
const message = () => ({ QueueUrl: localQueueUrl(aws.endpoints.sqs, 'jobs'), MessageBody: 'x' });
const context = { account: 'acct_1' };

/** Requests by the action that they need. */
const REQUESTS: Record<string, (of: Clients) => Promise<unknown>> = {
  'dynamodb:PutItem': ({ dynamo }) => dynamo.send(new PutItemCommand(item)),
  'dynamodb:BatchGetItem': ({ dynamo }) =>
    dynamo.send(new BatchGetItemCommand({ RequestItems: { items: { Keys: [{ id: { S: '1' } }] } } })),
  'sqs:SendMessage': ({ sqs }) => sqs.send(new SendMessageCommand(message())),
  'sns:Publish': ({ sns }) => sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x' })),
  'kms:Decrypt': ({ kms }) => kms.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: context })),
  'secretsmanager:GetSecretValue': ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: SECRET })),
  'events:PutEvents': ({ events }) =>
    events.send(new PutEventsCommand({ Entries: [{ EventBusName: BUS, Source: 's', DetailType: 'd', Detail: '{}' }] })),
  'sts:AssumeRole': ({ sts }) =>
    sts.send(new AssumeRoleCommand({ RoleArn: CUSTOMER_ROLE, RoleSessionName: 'a', ExternalId: 'ed_1' })),
};
const ACTIONS = Object.keys(REQUESTS);

const CONSENT: Statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' };

async function enforce(statements: readonly Statement[], resources: Record<string, readonly Statement[]> = {}) {
  refusals.length = 0;
  uses.length = 0;
  const role = { role: `arn:aws:iam::${ACCOUNT}:role/worker`, session: SESSION };
  const policies = Object.entries({ [key]: [CONSENT], ...resources });
  await aws.enforce(
    {
      account: ACCOUNT,
      roles: { worker: { ...role, policies: [{ id: 'WorkerPolicy', statements }] } },
      resources: Object.fromEntries(policies.map(([arn, all]) => [arn, [{ id: 'Own', statements: all }]])),
      tableKeys: { [TABLE]: key },
    },
    { onRefusal: (refusal) => refusals.push(refusal), onUse: (use) => uses.push(use) },
  );
}

let worker: Clients;
let developer: Clients;

beforeAll(async () => {
  aws = await startEmulators();
  worker = clients('worker');
  developer = clients('local');
  const id = { AttributeName: 'id', AttributeType: 'S', KeyType: 'HASH' } as const;
  await developer.dynamo.send(
    new CreateTableCommand({
      TableName: 'items',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: id.AttributeName, KeyType: id.KeyType }],
      AttributeDefinitions: [{ AttributeName: id.AttributeName, AttributeType: id.AttributeType }],
    }),
  );
  await developer.sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  await developer.sns.send(new CreateTopicCommand({ Name: 'alarms' }));
  await developer.secrets.send(new CreateSecretCommand({ Name: 'keys', SecretString: 'x' }));
  await developer.events.send(new CreateEventBusCommand({ Name: 'orders' }));
  key = (await developer.kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const data = { KeyId: key, KeySpec: 'AES_256', EncryptionContext: context } as const;
  ciphertext = (await developer.kms.send(new GenerateDataKeyCommand(data))).CiphertextBlob ?? new Uint8Array();
});
beforeEach(() => enforce([]));
afterAll(async () => {
  for (const client of [worker, developer].flatMap((all) => Object.values(all))) client.destroy();
  await aws.stop();
});

const failure = (made: Promise<unknown> | undefined) =>
  Promise.resolve(made).then(
    () => undefined,
    (error) => error,
  );
const denied = (action: string, resource: string) =>
  `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

test.each([
  ['dynamodb:PutItem', 'AccessDeniedException', 400, denied('dynamodb:PutItem', TABLE)],
  ['dynamodb:BatchGetItem', 'AccessDeniedException', 400, denied('dynamodb:BatchGetItem', TABLE)],
  ['sqs:SendMessage', 'AccessDenied', 403, denied('sqs:sendmessage', QUEUE)],
  ['sns:Publish', 'AuthorizationErrorException', 403, denied('SNS:Publish', TOPIC)],
  [
    'kms:Decrypt',
    'AccessDeniedException',
    400,
    /: kms:Decrypt on resource: arn:aws:kms:us-east-1:\d+:key\/\S+ because/,
  ],
  ['secretsmanager:GetSecretValue', 'AccessDeniedException', 400, denied('secretsmanager:GetSecretValue', SECRET)],
  ['events:PutEvents', 'AccessDeniedException', 400, denied('events:PutEvents', BUS)],
  ['sts:AssumeRole', 'AccessDenied', 403, denied('sts:AssumeRole', CUSTOMER_ROLE)],
])('%s without a permission is the error %s with HTTP %i', async (action, name, status, text) => {
  const error = await failure(REQUESTS[action]?.(worker));
  expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  expect(error.message).toMatch(text);
  expect(refusals).toMatchObject([{ caller: 'worker', need: { action } }]);
});

test.each(ACTIONS)('%s succeeds with its permission and needs it alone', async (action) => {
  const throughDynamo = action.startsWith('dynamodb:') ? ['kms:Decrypt'] : [];
  await enforce([{ Effect: 'Allow', Action: [action, ...throughDynamo], Resource: '*' }]);
  await REQUESTS[action]?.(worker);
  expect(refusals).toEqual([]);
  expect(uses).toContainEqual(
    expect.objectContaining({ caller: 'worker', policy: 'WorkerPolicy', action, alone: true }),
  );
});

test.each(ACTIONS)('%s is allowed to the developer', async (action) => {
  await REQUESTS[action]?.(developer);
  expect(refusals).toEqual([]);
});

test('a batch needs the permission of its messages, and no other', async () => {
  await enforce([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }]);
  const { QueueUrl, MessageBody } = message();
  await worker.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody }] }));
  expect(refusals).toEqual([]);
});

test('a table whose key refuses is not accessible', async () => {
  await enforce([{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE }]);
  const error = await failure(REQUESTS['dynamodb:PutItem']?.(worker));
  expect(error.name).toBe('AccessDeniedException');
  expect(error.message).toMatch(/^KMS key access denied error: User: .* is not authorized to perform: kms:Decrypt/);
});

describe('conditions', () => {
  const requests: [string, string, Statement['Condition'], string | undefined][] = [
    ['kms:Decrypt', 'its encryption context', { StringLike: { 'kms:EncryptionContext:account': 'acct_*' } }, undefined],
    [
      'kms:Decrypt',
      'another context',
      { StringLike: { 'kms:EncryptionContext:account': 'x' } },
      'AccessDeniedException',
    ],
    ['sts:AssumeRole', 'its external id', { StringLike: { 'sts:ExternalId': 'ed_*' } }, undefined],
    ['sts:AssumeRole', 'another external id', { StringLike: { 'sts:ExternalId': 'x' } }, 'AccessDenied'],
    ['sqs:SendMessage', 'HTTPS', { Bool: { 'aws:SecureTransport': 'true' } }, undefined],
  ];
  test.each(requests)('%s with a condition on %s: %#', async (action, _, Condition, name) => {
    await enforce([{ Effect: 'Allow', Action: action, Resource: '*', ...(Condition && { Condition }) }]);
    expect((await failure(REQUESTS[action]?.(worker)))?.name).toBe(name);
  });
});

test('the policy of a queue can deny what the role allows', async () => {
  const all = { Action: 'sqs:*', Resource: '*' };
  await enforce([{ Effect: 'Allow', ...all }], { [QUEUE]: [{ Effect: 'Deny', Principal: '*', ...all }] });
  const error = await failure(REQUESTS['sqs:SendMessage']?.(worker));
  expect(error.message).toContain('with an explicit deny in a resource-based policy');
});
