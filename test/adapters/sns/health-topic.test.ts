import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHealthTopic } from '../../../lambdas/adapters/sns/health-topic.ts';
import { healthEvent } from '../../../lambdas/core/destination/health/health-event.ts';
import { CREDENTIALS } from '../../../local/aws/emulators.ts';
import { ACCOUNT, REGION } from '../../../local/template.ts';
import { aDestination, anEvent, T0 } from '../../doubles/factories.ts';
import { startSqs } from '../../doubles/local-aws.ts';

const { id = '', ...request } = healthEvent(aDestination(), { kind: 'failing', since: T0, level: 1 }, null, {
  disableFailingAfterDays: 5,
});
const event = anEvent({ ...request, id });

let sqs: Awaited<ReturnType<typeof startSqs>>;
let client: SNSClient;
beforeAll(async () => {
  sqs = await startSqs();
  const { origin: endpoint } = new URL(sqs.queueUrl);
  client = new SNSClient({ endpoint, region: REGION, credentials: CREDENTIALS });
});
afterAll(async () => {
  client?.destroy();
  await sqs?.stop();
});

test('a subscriber receives the event with its data, and attributes to filter by', async () => {
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'health' }));
  const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:deliveries`;
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  await createHealthTopic({ client, topicArn: TopicArn, stage: 'prod' }).notify(event);
  const { Messages = [] } = await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl }));
  const { Subject, Message, MessageAttributes } = JSON.parse(Messages[0]?.Body ?? '{}');
  expect(Subject).toBe(`Waybill prod: ${aDestination().id} is failing`);
  expect(JSON.parse(Message)).toMatchObject({
    id,
    type: 'v2.core.health.event_destination.failing',
    account: 'acct_shop',
    livemode: true,
    related_object: { id: aDestination().id },
    data: { object: { level: 1 } },
  });
  expect(MessageAttributes).toMatchObject({
    type: { Value: 'v2.core.health.event_destination.failing' },
    account: { Value: 'acct_shop' },
    mode: { Value: 'live' },
  });
});

test('a FIFO topic receives an event that is published again once', async () => {
  const commands: { input: object }[] = [];
  const stub = { send: async (command: { input: object }) => void commands.push(command) } as unknown as SNSClient;
  await createHealthTopic({ client: stub, topicArn: 'arn:aws:sns:eu-west-1:1:health.fifo', stage: 'prod' }).notify(
    event,
  );
  expect(commands[0]?.input).toMatchObject({ MessageGroupId: aDestination().id, MessageDeduplicationId: id });
});

test('an error of the service is thrown', async () => {
  const topic = createHealthTopic({ client, topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:none`, stage: 'prod' });
  await expect(topic.notify(event)).rejects.toMatchObject({ name: expect.stringMatching(/NotFound/) });
});
