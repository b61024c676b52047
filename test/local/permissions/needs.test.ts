import { expect, test } from 'vitest';
import type { Need } from '../../../local/permissions/evaluate.ts';
import { needsOf } from '../../../local/permissions/needs.ts';
import { signerOf } from '../../../local/permissions/signed-request.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/events`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234`;

const needs = (service: string, operation: string, input: object, key?: string): readonly Need[] =>
  needsOf({ service, operation, input, region: REGION, accessKey: 'deliver' }, ACCOUNT, () => key);

const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`;
const QueueUrl = `http://127.0.0.1:4566/${ACCOUNT}/jobs`;
const bus = (name: string, account = ACCOUNT) => `arn:aws:events:${REGION}:${account}:event-bus/${name}`;

test.each<[string, string, object, [string, string][]]>([
  ['dynamodb', 'PutItem', { TableName: 'events' }, [['dynamodb:PutItem', TABLE]]],
  ['dynamodb', 'Query', { TableName: 'events', IndexName: 'due' }, [['dynamodb:Query', `${TABLE}/index/due`]]],
  ['dynamodb', 'GetItem', { TableName: TABLE }, [['dynamodb:GetItem', TABLE]]],
  [
    'dynamodb',
    'BatchWriteItem',
    { RequestItems: { events: [], other: [] } },
    [
      ['dynamodb:BatchWriteItem', TABLE],
      ['dynamodb:BatchWriteItem', TABLE.replace('events', 'other')],
    ],
  ],
  ['dynamodb', 'ListTables', {}, [['dynamodb:ListTables', '*']]],
  ['sqs', 'SendMessage', { QueueUrl }, [['sqs:SendMessage', queue]]],
  ['sqs', 'SendMessageBatch', { QueueUrl }, [['sqs:SendMessage', queue]]],
  ['sqs', 'DeleteMessageBatch', { QueueUrl }, [['sqs:DeleteMessage', queue]]],
  ['sqs', 'ChangeMessageVisibilityBatch', { QueueUrl }, [['sqs:ChangeMessageVisibility', queue]]],
  ['sqs', 'GetQueueUrl', { QueueName: 'jobs' }, [['sqs:GetQueueUrl', queue]]],
  ['sqs', 'ListQueues', {}, [['sqs:ListQueues', '*']]],
  ['sns', 'Publish', { TopicArn: 'arn:aws:sns:r:1:t' }, [['sns:Publish', 'arn:aws:sns:r:1:t']]],
  ['sns', 'PublishBatch', { TopicArn: 'arn:aws:sns:r:1:t' }, [['sns:Publish', 'arn:aws:sns:r:1:t']]],
  ['kms', 'GenerateDataKey', { KeyId: KEY }, [['kms:GenerateDataKey', KEY]]],
  ['kms', 'GenerateDataKey', { KeyId: '1234' }, [['kms:GenerateDataKey', KEY]]],
  [
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys' },
    [['secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys']],
  ],
  [
    'secretsmanager',
    'PutSecretValue',
    { SecretId: 'keys' },
    [['secretsmanager:PutSecretValue', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys']],
  ],
  [
    'events',
    'PutEvents',
    { Entries: [{}, { EventBusName: 'a' }, { EventBusName: bus('b', '1') }, { EventBusName: 'a' }] },
    [
      ['events:PutEvents', bus('default')],
      ['events:PutEvents', bus('a')],
      ['events:PutEvents', bus('b', '1')],
    ],
  ],
  ['events', 'PutPartnerEvents', { Entries: [{}] }, [['events:PutPartnerEvents', '*']]],
  [
    'events',
    'CreatePartnerEventSource',
    { Name: 'aws.partner/acme/1' },
    [['events:CreatePartnerEventSource', `arn:aws:events:${REGION}::event-source/aws.partner/acme/1`]],
  ],
  ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::1:role/a' }, [['sts:AssumeRole', 'arn:aws:iam::1:role/a']]],
  ['sts', 'GetCallerIdentity', {}, []],
])('%s %s needs its action on its resource: %#', (service, operation, input, expected) => {
  expect(needs(service, operation, input).map(({ action, resource }) => [action, resource])).toEqual(expected);
});

test('a data key is decrypted with the key that its ciphertext names, for an encryption context', () => {
  const id = '12345678-1234-1234-1234-123456789012';
  const CiphertextBlob = Buffer.from(`${id}sealed`).toString('base64');
  expect(needs('kms', 'Decrypt', { CiphertextBlob, EncryptionContext: { account: 'acct_1' } })).toEqual([
    {
      action: 'kms:Decrypt',
      resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
      context: { 'kms:CallerAccount': ACCOUNT, 'kms:EncryptionContext:account': 'acct_1' },
    },
  ]);
});

test('an encrypted table also needs its key, through DynamoDB', () => {
  expect(needs('dynamodb', 'PutItem', { TableName: 'events' }, KEY)).toEqual([
    { action: 'dynamodb:PutItem', resource: TABLE },
    {
      action: 'kms:Decrypt',
      resource: KEY,
      context: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` },
    },
  ]);
});

test('a role is assumed with the external id of the request', () => {
  const [need] = needs('sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::1:role/a', ExternalId: 'ed_1' });
  expect(need?.context).toEqual({ 'sts:ExternalId': 'ed_1' });
});

test('a request to another service is an error', () => {
  expect(() => needs('s3', 'GetObject', {})).toThrow('s3:GetObject');
});

test('the signature names the caller, the region and the service', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=deliver-slow/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=x';
  expect(signerOf({ authorization })).toEqual({ accessKey: 'deliver-slow', region: 'eu-west-1', service: 'sqs' });
  expect(signerOf({})).toBeUndefined();
});
