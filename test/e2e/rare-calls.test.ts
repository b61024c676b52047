/** Calls that functions make only when something has failed, each with the permission that it needs. */
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type QueueAttributeName,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CREDENTIALS, type Emulators, startEmulators } from '../../local/aws/emulators.ts';
import { givenEndpoints } from '../../local/aws/services.ts';
import { REGION } from '../../local/template.ts';
import { type AwsCall, startAwsRouter } from '../doubles/aws-router.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient } from './client.ts';

let emulators: Emulators;
let router: Awaited<ReturnType<typeof startAwsRouter>>;
let platform: Platform;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let api: ApiClient;
let sqs: SQSClient;
const notices: string[] = [];

beforeAll(async () => {
  emulators = await startEmulators();
  router = await startAwsRouter(emulators.endpoints);
  platform = await startPlatform({
    timeScale: 3600,
    aws: givenEndpoints({ AWS_ENDPOINT_URL: router.url }),
    enforce: emulators.enforce,
    workbench: false,
    onNotice: (text) => notices.push(text),
  });
  receiver = await startReceiver(({ path }) => ({ status: path.startsWith('/bad') ? 503 : 200 }));
  api = apiClient(platform.url, platform.keys.sandbox);
  sqs = new SQSClient({ endpoint: emulators.endpoints.sqs, region: REGION, credentials: CREDENTIALS });
});
afterEach(() => router.refuse());
afterAll(async () => {
  sqs?.destroy();
  await platform?.stop();
  await Promise.all([receiver?.stop(), router?.stop(), emulators?.stop()]);
});

const sends =
  (name: string) =>
  ({ caller, operation }: AwsCall): boolean =>
    caller === name && operation.startsWith('SendMessage');

const createHook = (path: string, type: string) => api.createWebhook(receiver.url + path, { enabled_events: [type] });
const arrives = (path: string, count = 1) => until(`it arrives at ${path}`, () => receiver.at(path).length >= count);

async function queueUrl(part: string): Promise<string | undefined> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return QueueUrls.find((url) => url.includes(part));
}

async function sendDeadLetter(message: object): Promise<void> {
  const QueueUrl = await queueUrl('DeliveriesDeadLetters');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}

async function delayedIn(part: string): Promise<number> {
  const AttributeNames: QueueAttributeName[] = ['ApproximateNumberOfMessagesDelayed'];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await queueUrl(part), AttributeNames }),
  );
  return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
}

const messageOf = (destination: { id: string }, event: { id: string }, trigger: 'automatic' | 'manual') => ({
  destination: { account: 'acct_platform', id: destination.id },
  event: { account: 'acct_platform', mode: 'sandbox', key: event.id },
  first: false,
  trigger,
});

/** Waits until a delivery has a row with a planned attempt, although no attempt was made. */
const isDeferred = (hook: { id: string }, event: { id: string }) =>
  until('its row is deferred', async () => {
    const { body } = await api.delivery(hook.id, event.id);
    return body.attempts?.length === 0 && body.next_attempt_at !== null;
  });

test('publish defers the deliveries whose messages the queue refuses', async () => {
  const hook = await createHook('/refused', 'queue.refuses');
  router.refuse(sends('publish'));
  await isDeferred(hook, await api.publish('queue.refuses', {}));
});

test('api defers a ping whose message the queue refuses', async () => {
  const hook = await createHook('/pinged', 'never.happens');
  router.refuse(sends('api'));
  await isDeferred(hook, await api.post(`/v2/core/event_destinations/${hook.id}/ping`));
});

test('publish releases the idempotency key of an event that it rejects', async () => {
  const invalid = { type: 'a.b', data: { object: {} }, api_version: '1999-01-01' };
  const headers = { 'idempotency-key': 'rejected' };
  expect((await api.call('POST', '/v1/events', invalid, headers)).status).toBe(400);
  expect(await api.publish('a.b', { corrected: true }, {}, headers)).toMatchObject({ type: 'a.b' });
});

test('api lists the registered accounts', async () => {
  await api.post('/v1/accounts', { id: 'acct_listed', name: 'Listed' });
  const { data } = await api.get('/v1/accounts');
  expect(data.map(({ id }: { id: string }) => id)).toContain('acct_listed');
});

test('a dead letter is deferred, and delivered later', async () => {
  const hook = await createHook('/dead', 'dead.letter');
  const polls = router.refuse(({ caller, operation }) => caller === 'deliver' && operation === 'ReceiveMessage');
  await until('no poll is in progress', () => polls.length > 20);
  const event = await api.publish('dead.letter', {});
  await sendDeadLetter(messageOf(hook, event, 'automatic'));
  await isDeferred(hook, event);
  router.refuse();
  await arrives('/dead');
});

test('a resend that is a dead letter is sent again', async () => {
  const hook = await createHook('/resent', 'dead.resend');
  const event = await api.publish('dead.resend', {});
  await arrives('/resent');
  await sendDeadLetter(messageOf(hook, event, 'manual'));
  await until('it is in the slow lane, delayed', async () => (await delayedIn('DeliveriesSlowQueue')) === 1);
});

test('an event for a destination whose circuit is open waits, and is delivered after a probe', async () => {
  let isDown = true;
  const flaky = await startReceiver(() => ({ status: isDown ? 503 : 200 }));
  try {
    const { id } = await api.createWebhook(`${flaky.url}/flaky`, { enabled_events: ['circuit.waits'] });
    await Promise.all(Array.from({ length: 25 }, () => api.publish('circuit.waits', {})));
    await until('its circuit opens', () => notices.some((text) => text.includes('the circuit opened')));
    const event = await api.publish('circuit.waits', { last: true });
    isDown = false;
    await until('it is delivered', async () => (await api.delivery(id, event.id)).body.status === 'delivered');
  } finally {
    await flaky.stop();
  }
});
