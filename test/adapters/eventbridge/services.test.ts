/** The sender and the partner sources against an emulator of EventBridge, STS and SQS. */
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPartnerSources } from '../../../lambdas/adapters/eventbridge/partner-sources.ts';
import { createEventBridgeSender } from '../../../lambdas/adapters/eventbridge/sender.ts';
import { localQueueUrl } from '../../../local/aws/emulators.ts';
import { REGION } from '../../../local/template.ts';
import { anEvent, anEventBridgeDestination } from '../../doubles/factories.ts';
import { clientConfig, startAws } from '../../doubles/local-aws.ts';
import { until } from '../../doubles/receiver.ts';
import { WAIT_MS } from '../../limits.ts';

let aws: Awaited<ReturnType<typeof startAws>>;
let events: EventBridgeClient;
let sqs: SQSClient;
beforeAll(async () => {
  aws = await startAws('eventBridge', 'sqs', 'sts');
  events = new EventBridgeClient(clientConfig(aws.endpoints.eventBridge));
  sqs = new SQSClient(clientConfig(aws.endpoints.sqs));
});
afterAll(async () => {
  events?.destroy();
  sqs?.destroy();
  await aws?.stop();
});

/** Creates a bus with a rule that sends everything of the platform to a queue. */
async function aBus(name: string) {
  const QueueUrl = localQueueUrl(aws.endpoints.sqs, name);
  await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ Name: name }));
  const EventPattern = JSON.stringify({ source: [{ prefix: 'acme/' }] });
  await events.send(new PutRuleCommand({ Name: name, EventBusName: name, EventPattern }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }];
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: name, Targets }));
  const received = () =>
    until('the event has reached the queue', async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return Messages.map(({ Body = '' }) => JSON.parse(Body))[0];
    });
  return { eventBusArn: EventBusArn, received };
}

const sender = () =>
  createEventBridgeSender({
    platformName: 'acme',
    partnerMode: false,
    timeoutMs: WAIT_MS,
    now: Date.now,
    client: (config) => new EventBridgeClient({ ...clientConfig(aws.endpoints.eventBridge), ...config }),
    sts: () => new STSClient(clientConfig(aws.endpoints.sts)),
  });

function send(target: { readonly eventBusArn: string; readonly roleArn?: string }, body = '{"id":"evt_1"}') {
  const { amazonEventbridge, ...rest } = anEventBridgeDestination();
  const destination = { ...rest, amazonEventbridge: { ...amazonEventbridge, awsRegion: REGION, ...target } };
  return sender().send({ destination, event: anEvent(), body, timeoutMs: WAIT_MS });
}

describe('an event', () => {
  test('reaches the rules of its bus, with any characters', async () => {
    const { eventBusArn, received } = await aBus('contract-bus');
    const detail = { id: 'evt_1', text: 'größer 🚚' };
    expect(await send({ eventBusArn }, JSON.stringify(detail))).toMatchObject({ ok: true, httpStatus: 200 });
    expect(await received()).toMatchObject({
      version: '0',
      'detail-type': 'invoice.paid',
      source: 'acme/acct_shop/ed_01KF0000000000000000000002',
      region: REGION,
      detail,
    });
  });

  test('is put with the credentials of a role', async () => {
    const { eventBusArn, received } = await aBus('role-bus');
    const roleArn = `arn:aws:iam::${eventBusArn.split(':')[4]}:role/waybill`;
    expect(await send({ eventBusArn, roleArn })).toMatchObject({ ok: true });
    expect(await received()).toMatchObject({ detail: { id: 'evt_1' } });
  });

  test('for a bus that does not exist fails for good', async () => {
    const { eventBusArn } = await aBus('other-bus');
    const result = await send({ eventBusArn: eventBusArn.replace('other-bus', 'no-such-bus') });
    expect(result).toMatchObject({ ok: false, error: { code: 'eventbridge' } });
  });
});

test('a partner source is created once, returned again, and deleted once', async () => {
  const sources = createPartnerSources({ platformName: 'acme', client: () => events });
  const arn = await sources.createPartnerSource(anEventBridgeDestination());
  expect(arn).toContain(`aws.partner/acme/${anEventBridgeDestination().id}`);
  expect(await sources.createPartnerSource(anEventBridgeDestination())).toBe(arn);
  await sources.deletePartnerSource(anEventBridgeDestination());
  await sources.deletePartnerSource(anEventBridgeDestination());
});
