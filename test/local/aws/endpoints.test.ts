/** The AWS emulators of the local platform, called with the AWS SDK. */

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  CreateEventBusCommand,
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  DeleteRuleCommand,
  DescribePartnerEventSourceCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutPartnerEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CREDENTIALS, type Emulators, localQueueUrl, startEmulators } from '../../../local/aws/emulators.ts';

let aws: Emulators;
let kms: KMSClient;
let sts: STSClient;
let secrets: SecretsManagerClient;
let events: EventBridgeClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startEmulators();
  const at = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 });
  kms = new KMSClient(at(aws.endpoints.kms));
  sts = new STSClient(at(aws.endpoints.sts));
  secrets = new SecretsManagerClient(at(aws.endpoints.secretsManager));
  events = new EventBridgeClient(at(aws.endpoints.eventBridge));
  sqs = new SQSClient(at(aws.endpoints.sqs));
});
afterAll(async () => {
  for (const client of [kms, sts, secrets, events, sqs]) client.destroy();
  await aws.stop();
});

describe('limits', () => {
  test('a secret has up to 65,536 bytes', async () => {
    const of = (bytes: number, Name: string) =>
      secrets.send(new CreateSecretCommand({ Name, SecretString: 'x'.repeat(bytes) }));
    expect((await of(65_536, 'large')).Name).toBe('large');
    await expect(of(65_537, 'too-large')).rejects.toMatchObject({ name: 'ValidationException' });
    const change = new PutSecretValueCommand({ SecretId: 'large', SecretString: 'é'.repeat(32_769) });
    await expect(secrets.send(change)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('a ciphertext of more than 6,144 bytes and a long encryption context are invalid', async () => {
    const CiphertextBlob = new Uint8Array(6145);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const EncryptionContext = { account: 'x'.repeat(8192) };
    const long = new GenerateDataKeyCommand({ KeyId: 'any', KeySpec: 'AES_256', EncryptionContext });
    await expect(kms.send(long)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('KMS', () => {
  async function dataKey(EncryptionContext: Record<string, string>) {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId: KeyMetadata?.Arn, KeySpec: 'AES_256', EncryptionContext }),
    );
    return { ...made, arn: KeyMetadata?.Arn };
  }

  test('decrypts a data key with the same context, in any order, and returns its key', async () => {
    const { Plaintext, CiphertextBlob, arn } = await dataKey({ account: 'acct_1', use: 'signing' });
    expect(Plaintext).toHaveLength(32);
    const EncryptionContext = { use: 'signing', account: 'acct_1' };
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(opened.Plaintext).toEqual(Plaintext);
    expect(opened.KeyId).toBe(arn);
  });

  test.each([
    ['another value', { account: 'acct_2' }],
    ['no context', undefined],
    ['an additional entry', { account: 'acct_1', more: 'x' }],
    ['names and values that are equal when joined', { accountacct_1: '' }],
  ])('does not decrypt a data key with %s', async (_name, EncryptionContext) => {
    const { CiphertextBlob } = await dataKey({ account: 'acct_1' });
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('does not decrypt a changed ciphertext', async () => {
    const { CiphertextBlob = new Uint8Array() } = await dataKey({});
    const changed = Uint8Array.from(CiphertextBlob);
    changed[60] = (changed[60] ?? 0) ^ 1;
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: changed }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('makes no data key for an unknown key', async () => {
    const KeyId = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000';
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('Secrets Manager', () => {
  test('returns a value by its name and by its ARN', async () => {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'one', SecretString: 'a' }));
    await secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'b' }));
    for (const SecretId of [ARN, 'one']) {
      expect(await secrets.send(new GetSecretValueCommand({ SecretId }))).toMatchObject({ ARN, SecretString: 'b' });
    }
  });

  test('returns an error for a missing secret and for a name in use', async () => {
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await secrets.send(new CreateSecretCommand({ Name: 'two', SecretString: 'a' }));
    await expect(secrets.send(new CreateSecretCommand({ Name: 'two', SecretString: 'b' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });
});

test('STS returns credentials of a role that last an hour', async () => {
  const RoleArn = 'arn:aws:iam::111122223333:role/r';
  const { Credentials, AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'waybill', ExternalId: 'ed_1' }),
  );
  expect(Credentials).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/), SessionToken: expect.any(String) });
  expect(Number(Credentials?.Expiration) - Date.now()).toBeGreaterThan(3_500_000);
  expect(AssumedRoleUser?.Arn).toBe(RoleArn);
});

describe('EventBridge', () => {
  const ARN = 'arn:aws:sqs:us-east-1:000000000000:';

  /** Creates a bus and a queue with this name, and a rule that sends events from one to the other. */
  async function busWithRule(name: string, pattern: object) {
    await events.send(new CreateEventBusCommand({ Name: name }));
    await sqs.send(new CreateQueueCommand({ QueueName: name }));
    await events.send(new PutRuleCommand({ Name: name, EventBusName: name, EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'queue', Arn: ARN + name }];
    await events.send(new PutTargetsCommand({ Rule: name, EventBusName: name, Targets }));
  }

  const entry = (bus: string, over: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
    EventBusName: bus,
    Source: 'acme/acct_1/ed_1',
    DetailType: 'invoice.paid',
    Detail: '{"id":"evt_1","amount":5}',
    ...over,
  });
  const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));

  async function received(queue: string) {
    const QueueUrl = localQueueUrl(aws.endpoints.sqs, queue);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body));
  }

  test('a rule sends only matching events to its queue, in the envelope of EventBridge', async () => {
    await busWithRule('matched', { source: [{ prefix: 'acme/' }], detail: { amount: [{ numeric: ['>', 1] }] } });
    const Time = new Date('2026-01-02T03:04:05.678Z');
    const Resources = ['arn:aws:ec2:us-east-1:1:x'];
    const { Entries, FailedEntryCount } = await put(
      entry('matched', { Time, Resources }),
      entry('matched', { Detail: '{"amount":0}' }),
    );
    expect(FailedEntryCount).toBe(0);
    expect(await received('matched')).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'invoice.paid',
        source: 'acme/acct_1/ed_1',
        account: '000000000000',
        time: '2026-01-02T03:04:05Z',
        region: 'us-east-1',
        resources: Resources,
        detail: { id: 'evt_1', amount: 5 },
      },
    ]);
  });

  test('a detail with any characters reaches the queue of a rule unchanged', async () => {
    await busWithRule('characters', { source: [{ prefix: 'acme/' }] });
    const detail = { text: 'größer 🚚 \uffff \u0000' };
    await put(entry('characters', { Detail: JSON.stringify(detail) }));
    expect(await received('characters')).toMatchObject([{ detail }]);
  });

  test("a bus can be named by its ARN, and a customer's default bus is the local one", async () => {
    await busWithRule('by-arn', { 'detail-type': ['invoice.paid'] });
    await put(entry('arn:aws:events:us-east-1:000000000000:event-bus/by-arn'));
    expect(await received('by-arn')).toHaveLength(1);
    const { FailedEntryCount } = await put(entry('arn:aws:events:eu-west-1:111122223333:event-bus/default'));
    expect(FailedEntryCount).toBe(0);
  });

  test('each entry has its own result', async () => {
    const { Entries, FailedEntryCount } = await put(
      entry('default'),
      entry('default', { Detail: '{' }),
      entry('no-such-bus'),
      entry('default', { Source: '' }),
      entry('default', { Detail: JSON.stringify('x'.repeat(1024 * 1024)) }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
      'string',
      'MalformedDetail',
      'ResourceNotFoundException',
      'InvalidArgument',
      'InvalidArgument',
    ]);
  });

  test('a rule can be described, loses its targets and is deleted', async () => {
    await busWithRule('deleted-rule', { source: ['a'] });
    const rule = { Rule: 'deleted-rule', EventBusName: 'deleted-rule' };
    const named = { Name: 'deleted-rule', EventBusName: 'deleted-rule' };
    expect(await events.send(new DescribeRuleCommand(named))).toMatchObject({ EventPattern: '{"source":["a"]}' });
    expect((await events.send(new ListTargetsByRuleCommand(rule))).Targets).toEqual([
      { Id: 'queue', Arn: `${ARN}deleted-rule` },
    ]);
    await expect(events.send(new DeleteRuleCommand(named))).rejects.toMatchObject({ name: 'ValidationException' });
    await events.send(new RemoveTargetsCommand({ ...rule, Ids: ['queue'] }));
    await events.send(new DeleteRuleCommand(named));
    expect((await events.send(new ListRulesCommand({ EventBusName: 'deleted-rule' }))).Rules).toEqual([]);
    await put(entry('deleted-rule', { Source: 'a' }));
    expect(await received('deleted-rule')).toEqual([]);
  });

  test('a pattern that cannot be matched is rejected and does not affect later events', async () => {
    const bad = new PutRuleCommand({ Name: 'bad', EventPattern: '{"source":[{"like":"x"}]}' });
    await expect(events.send(bad)).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    expect((await put(entry('default'))).FailedEntryCount).toBe(0);
  });

  test('a target that is not a queue is rejected', async () => {
    await events.send(new PutRuleCommand({ Name: 'sns', EventPattern: '{"source":["never"]}' }));
    const Targets = [{ Id: 'a', Arn: 'arn:aws:sns:us-east-1:000000000000:topic' }];
    await expect(events.send(new PutTargetsCommand({ Rule: 'sns', Targets }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('events of a partner source reach the bus of its name until the source is deleted', async () => {
    const Name = 'aws.partner/acme/ed_9';
    const Account = '111122223333';
    const { EventSourceArn } = await events.send(new CreatePartnerEventSourceCommand({ Name, Account }));
    expect((await events.send(new DescribePartnerEventSourceCommand({ Name }))).Arn).toBe(EventSourceArn);
    await expect(events.send(new CreatePartnerEventSourceCommand({ Name, Account }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    const { EventBusName: _bus, ...partnerEntry } = entry('', { Source: Name });
    const putPartner = () => events.send(new PutPartnerEventsCommand({ Entries: [partnerEntry] }));
    expect((await putPartner()).FailedEntryCount).toBe(0);
    await events.send(new DeletePartnerEventSourceCommand({ Name, Account }));
    expect((await putPartner()).FailedEntryCount).toBe(1);
  });
});

describe('the servers', () => {
  test('listen on this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((one) => one ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    const reachable = (port: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(Number(port), outside as string);
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      });
    const ports = new Set(Object.values(aws.endpoints).map((endpoint) => new URL(endpoint).port));
    const open = outside ? await Promise.all([...ports].map(reachable)) : [];
    expect(open).not.toContain(true);
  });

  test('continue after requests that break off', async () => {
    for (const endpoint of new Set(Object.values(aws.endpoints))) {
      const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 99\r\n\r\n{',
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await secrets.send(new CreateSecretCommand({ Name: 'after', SecretString: 'x' }))).ARN).toBeDefined();
  });
});
