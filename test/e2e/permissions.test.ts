/** Permissions that are missing or wrong, as in earlier versions of the stack: the local platform refuses what AWS refuses. */
import { rmSync } from 'node:fs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';
import { changedStack, idOf, type Resources, revoke, statementsOfRole } from '../doubles/changed-stack.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient } from './client.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts the platform with a change of its stack. Refusals are expected. */
async function startChanged(change: (resources: Resources) => void) {
  const synthesized = await changedStack(change);
  stops.push(() => rmSync(synthesized, { recursive: true, force: true }));
  const refused: string[] = [];
  const errors: string[] = [];
  const platform = await startPlatform({
    synthesized,
    workbench: false,
    timeScale: 3600,
    onRefusal: ({ message }) => refused.push(message),
    onError: (text) => errors.push(text),
  });
  stops.push(() => platform.stop());
  return { platform, refused, errors, api: apiClient(platform.url, platform.keys.sandbox) };
}

const at = (endpoint: string, accessKeyId: string) => ({
  endpoint,
  region: REGION,
  credentials: { ...CREDENTIALS, accessKeyId },
  maxAttempts: 1,
});

async function messagesIn({ endpoints }: Platform, part: string): Promise<number> {
  const sqs = new SQSClient(at(endpoints.sqs, 'local'));
  try {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => url.includes(part));
    const AttributeNames = ['ApproximateNumberOfMessages'] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  } finally {
    sqs.destroy();
  }
}

async function putOnIngestBus({ endpoints }: Platform): Promise<void> {
  const events = new EventBridgeClient(at(endpoints.eventBridge, 'local'));
  const entry = { EventBusName: 'waybill-dev', Source: 'billing', DetailType: 'a.b', Detail: '{"livemode":false}' };
  await events.send(new PutEventsCommand({ Entries: [entry] }));
  events.destroy();
}

/** Creates a destination for every event. */
async function createHook(api: ApiClient) {
  const receiver = await startReceiver();
  stops.push(() => receiver.stop());
  await api.post('/v2/core/event_destinations', {
    name: 'hook',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['*'],
    webhook_endpoint: { url: `${receiver.url}/hook` },
  });
  return receiver;
}

const ruleOfBus = (resources: Resources) => idOf(resources, 'AWS::Lambda::Permission', 'IngestRule');

describe('on the way to a function', () => {
  test('a permission of API Gateway that does not cover $default makes every call of the control API a 500', async () => {
    const { api, errors } = await startChanged((resources) => {
      const permission = resources[idOf(resources, 'AWS::Lambda::Permission', 'ApiHttpDefaultRoute')];
      permission?.Properties.SourceArn['Fn::Join'][1].splice(-1, 1, '/*/*/$default');
    });
    expect((await api.call('GET', '/v1/events')).status).toBe(500);
    expect(errors.join()).toContain('$default: no AWS::Lambda::Permission allows');
    expect(await api.publish('a.b', {})).toMatchObject({ type: 'a.b' });
  });

  test('an event that its rule may not send to the function is a dead letter', async () => {
    const { platform, errors } = await startChanged((resources) => {
      delete resources[ruleOfBus(resources)];
    });
    await putOnIngestBus(platform);
    await until('it is a dead letter', async () => (await messagesIn(platform, 'IngestDeadLetters')) === 1);
    expect(errors.join()).toContain('may not invoke its target. The event is a dead letter.');
  });

  test('it is lost if the dead-letter queue does not let the rule in either', async () => {
    const { platform, errors } = await startChanged((resources) => {
      delete resources[ruleOfBus(resources)];
      resources[idOf(resources, 'AWS::SQS::QueuePolicy', 'IngestDead')]?.Properties.PolicyDocument.Statement.pop();
    });
    await putOnIngestBus(platform);
    await until('it is lost', () => errors.join().includes('may not invoke its target. The event is lost.'));
    expect(await messagesIn(platform, 'IngestDeadLetters')).toBe(0);
  });

  test('the sweep does not run without the permission of its schedule', async () => {
    const { errors } = await startChanged((resources) => {
      delete resources[idOf(resources, 'AWS::Lambda::Permission', 'SweepingShards')];
    });
    await until('it is reported', () => errors.join().includes('may not invoke sweep.'));
  });
});

describe('a function whose role lacks the permission', () => {
  test('to read an index fails, and the message names the index', async () => {
    const { api, refused } = await startChanged((resources) => {
      const statements = statementsOfRole(resources, 'ControlApiRole');
      const index = statements.findIndex((one) => JSON.stringify(one.Resource).includes('/index/unsettled'));
      statements.splice(index, 1);
    });
    expect((await api.call('GET', '/v1/events?delivery_success=false')).status).toBe(500);
    expect(refused[0]).toMatch(
      /dynamodb:Query on resource: arn:aws:dynamodb:\S+\/index\/unsettled because no identity/,
    );
    expect((await api.call('GET', '/v1/events')).status).toBe(200);
  });

  test('to open data keys delivers nothing', async () => {
    const { api, refused } = await startChanged((resources) => revoke(resources, 'DeliveryDeliverRole', 'kms:Decrypt'));
    const receiver = await createHook(api);
    await api.publish('a.b', {});
    await until('it is refused', () =>
      refused.some((text) => text.includes('/deliver is not authorized to perform: kms:')),
    );
    expect(receiver.at('/hook')).toEqual([]);
  });

  test('to write its log delivers, and no line shows it', async () => {
    const { api, platform, refused } = await startChanged((resources) =>
      revoke(resources, 'DeliveryDeliverRole', 'logs:PutLogEvents'),
    );
    const receiver = await createHook(api);
    await api.publish('a.b', {});
    await until('it is delivered', () => receiver.at('/hook').length > 0);
    expect(refused.join()).toContain('/deliver is not authorized to perform: logs:PutLogEvents');
    expect(platform.attempts).toEqual([]);
  });
});

describe('a deployment fails', () => {
  const failing = (change: (resources: Resources) => void) => startChanged(change).then(() => 'started', String);

  test.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
    'when the role of a consumer lacks sqs:%s',
    async (operation) => {
      expect(await failing((resources) => revoke(resources, 'ListenPushRole', `sqs:${operation}`))).toContain(
        `push: The provided execution role does not have permissions to call ${operation} on SQS`,
      );
    },
  );

  test('when the role of a function cannot send to its dead-letter queue', async () => {
    expect(await failing((resources) => revoke(resources, 'PublishingPublishRole', 'sqs:SendMessage'))).toContain(
      'publish: The provided execution role does not have permissions to call SendMessage on SQS',
    );
  });

  test('when Lambda cannot assume the role of a function', async () => {
    const change = (resources: Resources) => {
      const role = resources[idOf(resources, 'AWS::IAM::Role', 'SweepingSweepRole')];
      role?.Properties.AssumeRolePolicyDocument.Statement.splice(0, 1);
    };
    expect(await failing(change)).toContain('sweep: The role defined for the function cannot be assumed by Lambda.');
  });

  test('when the key of the tables does not let DynamoDB use it', async () => {
    const change = (resources: Resources) => {
      resources[idOf(resources, 'AWS::KMS::Key', 'Storage')]?.Properties.KeyPolicy.Statement.pop();
    };
    expect(await failing(change)).toContain('KMS key access denied error');
  });

  test('when the function of the CDK cannot invoke the bootstrap function', async () => {
    expect(await failing((resources) => revoke(resources, 'BootstrapProviderRole', 'lambda:InvokeFunction'))).toContain(
      'is not authorized to perform: lambda:InvokeFunction',
    );
  });
});

describe.each(['deliver', 'deliver-slow'])('%s', (name) => {
  test('cannot put events on the ingest bus, and assumes only roles of customers for a destination', async () => {
    const { platform } = await startChanged(() => {});
    const events = new EventBridgeClient(at(platform.endpoints.eventBridge, name));
    const sts = new STSClient(at(platform.endpoints.sts, name));
    stops.push(() => {
      events.destroy();
      sts.destroy();
    });
    const put = (bus: string) =>
      events.send(
        new PutEventsCommand({ Entries: [{ EventBusName: bus, Source: 's', DetailType: 'd', Detail: '{}' }] }),
      );
    await expect(put('waybill-dev')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    expect(await put('default')).toMatchObject({ FailedEntryCount: 0 });
    const assume = (ExternalId: string) =>
      sts.send(
        new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/a', RoleSessionName: 'waybill', ExternalId }),
      );
    await expect(assume('another')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await assume('ed_1')).Credentials?.AccessKeyId).toBeDefined();
  });
});
