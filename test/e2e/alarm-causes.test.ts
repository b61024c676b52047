/** Provokes the cause of each alarm and expects that the metric it watches changes, with its exact name and dimensions. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { METRICS_NAMESPACE } from '../../lambdas/adapters/telemetry/metric-names.ts';
import { CREDENTIALS, type Emulators, startEmulators } from '../../local/aws/emulators.ts';
import { givenEndpoints } from '../../local/aws/services.ts';
import { REGION } from '../../local/template.ts';
import { type AwsCall, startAwsRouter } from '../doubles/aws-router.ts';
import { createListener, refusal } from '../doubles/listener.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { propertiesOf, templateOf } from '../lib/stacks.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

/** Longer than an attempt in the fast lane, shorter than one in the slow lane, milliseconds. */
const SLOW_MS = 4_000;

let emulators: Emulators;
let router: Awaited<ReturnType<typeof startAwsRouter>>;
let platform: Platform;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let api: ApiClient;
let sqs: SQSClient;
/** Every metric that functions wrote, as `name dimension=value …`. */
const written = new Set<string>();
const errorLines: string[] = [];

beforeAll(async () => {
  emulators = await startEmulators();
  router = await startAwsRouter(emulators.endpoints);
  platform = await startPlatform({
    timeScale: 3600,
    aws: givenEndpoints({ AWS_ENDPOINT_URL: router.url }),
    enforce: emulators.enforce,
    workbench: false,
    onLog: (text) => collect(text.slice(text.indexOf('{'))),
    onError: (text) => errorLines.push(text),
  });
  receiver = await startReceiver(({ path }) => ({
    status: path.startsWith('/bad') ? 503 : 200,
    after: path === '/slow' ? SLOW_MS : 0,
  }));
  api = apiClient(platform.url, platform.keys.sandbox);
  sqs = new SQSClient({ endpoint: emulators.endpoints.sqs, region: REGION, credentials: CREDENTIALS });
});
afterEach(() => router.refuse());
afterAll(async () => {
  sqs?.destroy();
  await platform?.stop();
  await Promise.all([receiver?.stop(), router?.stop(), emulators?.stop()]);
});

const keyOf = (name: string, dimensions: readonly (readonly [string, string])[]) =>
  [name, ...dimensions.map(([dimension, value]) => `${dimension}=${value}`).sort()].join(' ');

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function collect(line: string): void {
  if (!line.includes('"_aws"')) return;
  const { _aws, ...values } = JSON.parse(line);
  for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
    if (Namespace !== METRICS_NAMESPACE) continue;
    for (const names of Dimensions as string[][]) {
      for (const { Name } of Metrics)
        written.add(
          keyOf(
            Name,
            names.map((name) => [name, values[name]] as const),
          ),
        );
    }
  }
}

const alarms = propertiesOf(templateOf({}, 'dev'), 'AWS::CloudWatch::Alarm');
const watched = new Set<string>(
  alarms
    .flatMap((alarm: Json) =>
      alarm.Metrics ? alarm.Metrics.flatMap((one: Json) => one.MetricStat?.Metric ?? []) : [alarm],
    )
    .filter(({ Namespace }: Json) => Namespace === METRICS_NAMESPACE)
    .map(({ MetricName, Dimensions }: Json) =>
      keyOf(
        MetricName,
        Dimensions.map(({ Name, Value }: Json) => [Name, Value]),
      ),
    ),
);

const queueUrl = async (part: string): Promise<string> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return QueueUrls.find((url) => url.includes(part)) as string;
};
const depth = async (
  part: string,
  attribute: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible',
) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: await queueUrl(part), AttributeNames: [attribute] });
  return Number((await sqs.send(command)).Attributes?.[attribute]);
};

const isFor = (operation: string, part: string) => (call: AwsCall) =>
  call.operation === operation && call.body.includes(part);
const everythingOfDynamo = ({ operation }: AwsCall) => /Item|Query/.test(operation);
const writesToDynamo = ({ operation }: AwsCall) => /(Put|Update|Write)Item/.test(operation);

const bus = { aws_account_id: '000000000000', aws_region: REGION };
const createBus = (type: string, over: Json = {}) =>
  api.post('/v2/core/event_destinations', {
    name: type,
    type: 'amazon_eventbridge',
    event_payload: 'snapshot',
    enabled_events: [type],
    amazon_eventbridge: { ...bus, ...over },
  });
const createHook = (path: string, type: string, over: Json = {}) =>
  api.createWebhook(receiver.url + path, { enabled_events: [type], ...over });

let slow: Promise<unknown> | undefined;
/** Creates the destination that responds slowly, once: an account can have 16. It succeeds, so that its circuit stays closed. */
const slowHook = () => {
  slow ??= createHook('/slow', 'slow.*');
  return slow;
};

const listenSession = () => api.post('/v1/listen_sessions', {});

/** Causes of each metric, by the metric. */
const CAUSES: Record<string, () => Promise<unknown>> = {
  'InternalErrors function=api stage=dev': async () => {
    router.refuse(everythingOfDynamo);
    expect((await api.call('GET', '/v2/core/event_destinations')).status).toBe(500);
  },
  'InternalErrors function=publish stage=dev': async () => {
    // Not its reads: when the cached API key has expired, the key is read first, and that error is a 500.
    router.refuse(writesToDynamo);
    expect((await api.call('POST', '/v1/events', { type: 'a.b', data: { object: {} } })).status).toBe(503);
  },
  'InternalErrors function=deliver stage=dev': async () => {
    await createHook('/bad/deliver', 'deliver.fails');
    router.refuse(isFor('PutItem', 'waybill-StorageDeliveries'));
    await api.publish('deliver.fails', {});
  },
  'InternalErrors function=deliver-slow stage=dev': async () => {
    await slowHook();
    router.refuse(({ caller, operation }) => caller === 'deliver-slow' && /(Put|Write)Item/.test(operation));
    await api.publish('slow.fails', {});
  },
  'InternalErrors function=dead-letter stage=dev': async () => {
    router.refuse(isFor('BatchGetItem', 'waybill-StorageDeliveries'));
    await sqs.send(
      new SendMessageCommand({ QueueUrl: await queueUrl('DeliveriesDeadLetters'), MessageBody: aMessage() }),
    );
  },
  'InternalErrors function=sweep stage=dev': async () => {
    const { id } = await createHook('/recovered', 'sweep.fails');
    await api.post(`/v2/core/event_destinations/${id}/disable`);
    const events = Array.from({ length: 100 }, () => ({ type: 'sweep.fails', data: { object: {} } }));
    // More than the first step of a recovery sends, so that the sweep runs the next step.
    for (const _half of [1, 2]) await api.post('/v1/events/batch', { events });
    await api.post(`/v2/core/event_destinations/${id}/enable`);
    const since = new Date(Date.now() - 60_000).toISOString();
    router.refuse(isFor('GetItem', 'rcv_'));
    await api.post(`/v2/core/event_destinations/${id}/recover`, { since, rate: 1, statuses: ['not_sent'] });
  },
  'InternalErrors function=listen stage=dev': async () => {
    const { websocket_url, websocket_id } = await listenSession();
    router.refuse(everythingOfDynamo);
    expect((await refusal(websocket_url, { 'Websocket-Id': websocket_id })).status).toBeGreaterThanOrEqual(500);
  },
  'InternalErrors function=push stage=dev': async () => {
    const session = await listenSession();
    const listener = createListener(session);
    await listener.connect();
    router.refuse(isFor('GetItem', session.id));
    await api.publish('push.fails', {});
  },
  'RenderFailures stage=dev': async () => {
    const change = { name: 'needs_a_number', types: ['render.fails'], description: 'Was half of it.' };
    const downgrade = { jsonata: '{ "half": $number(whole) / 2 }' };
    await api.post('/v1/api_versions', { version: '2027-01-01', changes: [] });
    await api.post('/v1/api_versions', { version: '2028-01-01', changes: [{ ...change, downgrade }] });
    await createHook('/rendered', 'render.fails', { snapshot_api_version: '2027-01-01' });
    await api.publish('render.fails', { whole: 'seven' }, { api_version: '2028-01-01' });
  },
  'QueueLag lane=fast stage=dev': async () => {
    await createHook('/late', 'queue.late');
    let published = 0;
    // A poll that started before polls were refused takes one message; there are a few of those.
    await until('a message has waited', async () => {
      router.refuse(isFor('ReceiveMessage', 'waybill-DeliveriesQueue'));
      const publishedAt = Date.now();
      await api.publish('queue.late', {});
      published += 1;
      await until('it has waited', () => Date.now() - publishedAt > 1_500);
      router.refuse();
      await until('it arrives', () => receiver.at('/late').length >= published);
      return written.has('QueueLag lane=fast stage=dev');
    });
  },
  'QueueLag lane=slow stage=dev': async () => {
    await slowHook();
    await until('a message has waited', async () => {
      router.refuse(isFor('ReceiveMessage', 'waybill-DeliveriesSlowQueue'));
      let before = -1;
      await until('a message waits in the slow lane', async () => {
        // A poll that started before polls were refused takes one message.
        if (receiver.at('/slow').length > before) {
          before = receiver.at('/slow').length;
          await api.publish('slow.late', {});
        }
        return (await depth('waybill-DeliveriesSlowQueue', 'ApproximateNumberOfMessages')) > 0;
      });
      const sentAt = Date.now();
      await until('it has waited', () => Date.now() - sentAt > 1_500);
      router.refuse();
      await until('it is attempted', () => receiver.at('/slow').length > before);
      return written.has('QueueLag lane=slow stage=dev');
    });
  },
  'CircuitsOpened stage=dev': async () => {
    const { id } = await createHook('/bad/circuit', 'circuit.opens');
    await Promise.all(Array.from({ length: 25 }, () => api.publish('circuit.opens', {})));
    await until('its circuit opens', () => written.has('CircuitsOpened stage=dev'));
    await api.call('DELETE', `/v2/core/event_destinations/${id}`);
  },
  'SweepLag stage=dev': async () => {
    // Its second retry is deferred, and the queue rejects its message.
    router.refuse(({ caller, operation }) => caller === 'sweep' && operation === 'SendMessageBatch');
    await deliverTo('/bad/deferred', 'sweep.late');
  },
  'Attempts destination_type=webhook_endpoint outcome=delivered stage=dev': () => deliverTo('/ok', 'hook.ok'),
  'TimeToDeliver destination_type=webhook_endpoint outcome=delivered stage=dev': () => deliverTo('/ok', 'hook.timed'),
  'Attempts destination_type=webhook_endpoint outcome=retry stage=dev': () => deliverTo('/bad/retry', 'hook.retry'),
  // Three retries of a sandbox, in scaled time.
  'Attempts destination_type=webhook_endpoint outcome=failed stage=dev': () => deliverTo('/bad/failed', 'hook.failed'),
  'Attempts destination_type=amazon_eventbridge outcome=delivered stage=dev': () => putOn('bus.ok'),
  'TimeToDeliver destination_type=amazon_eventbridge outcome=delivered stage=dev': () => putOn('bus.timed'),
  'Attempts destination_type=amazon_eventbridge outcome=retry stage=dev': async () => {
    router.refuse(({ operation }) => operation === 'PutEvents');
    await putOn('bus.retry');
  },
  'Attempts destination_type=amazon_eventbridge outcome=failed stage=dev': () =>
    putOn('bus.failed', { event_bus_arn: `arn:aws:events:${REGION}:000000000000:event-bus/nowhere` }),
};

async function deliverTo(path: string, type: string): Promise<void> {
  await createHook(path, type);
  await api.publish(type, {});
}

async function putOn(type: string, over: Json = {}): Promise<void> {
  await createBus(type, over);
  await api.publish(type, {});
}

/** Returns a message of a delivery that does not exist. */
const aMessage = (): string =>
  JSON.stringify({
    destination: { account: 'acct_platform', id: 'ed_test_01KF0000000000000000000001' },
    event: { account: 'acct_platform', mode: 'sandbox', key: 'evt_01KF1HZMR00000000000000001' },
    first: false,
    trigger: 'automatic',
  });

describe('every metric of Waybill that an alarm watches', () => {
  test('has a cause in this file', () => {
    expect(Object.keys(CAUSES).toSorted()).toEqual([...watched].toSorted());
  });

  test.each([...watched])('%s is written', async (metric) => {
    written.delete(metric);
    await CAUSES[metric]?.();
    await until(`${metric} is written`, () => written.has(metric));
  });
});

describe('a condition that AWS itself counts', () => {
  test('an internal error is a 5xx of the API, and is logged', async () => {
    router.refuse(everythingOfDynamo);
    const before = errorLines.length;
    expect((await api.call('GET', '/v1/events')).status).toBe(500);
    await until('the internal error is logged', () => errorLines.length > before);
  });

  test('an invalid event on the ingest bus goes to the ingest dead-letter queue, and no function fails', async () => {
    const client = new EventBridgeClient({ endpoint: router.url, region: REGION, credentials: CREDENTIALS });
    const Entries = [{ EventBusName: 'waybill-dev', Source: 'billing', DetailType: 'a.b', Detail: '{"livemode":"?"}' }];
    await client.send(new PutEventsCommand({ Entries }));
    client.destroy();
    await until('it waits', async () => (await depth('IngestDeadLetters', 'ApproximateNumberOfMessages')) > 0);
    expect(errorLines.filter((line) => line.includes('livemode should be'))).toHaveLength(1);
  });

  test('a held retry is in flight', async () => {
    await deliverTo('/bad/held', 'hook.held');
    const inFlight = () => depth('waybill-DeliveriesQueue', 'ApproximateNumberOfMessagesNotVisible');
    await until('it is in flight', async () => (await inFlight()) > 0);
  });

  test('messages wait in a queue that is not consumed', async () => {
    const refused = router.refuse(isFor('ReceiveMessage', 'waybill-DeliveriesQueue'));
    await until('no poll is in progress', () => refused.length > 20);
    await deliverTo('/ok', 'queue.stalled');
    const waiting = () => depth('waybill-DeliveriesQueue', 'ApproximateNumberOfMessages');
    await until('it waits', async () => (await waiting()) > 0);
  });
});
