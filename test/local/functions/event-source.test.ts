import { CreateQueueCommand, GetQueueAttributesCommand, type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type EventSource, sqsEvent, startEventSource } from '../../../local/functions/event-source.ts';
import { startSqs } from '../../doubles/local-aws.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs.stop());
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

let queueUrl: string;
let queues = 0;
beforeEach(async () => {
  const made = await sqs.client.send(new CreateQueueCommand({ QueueName: `source-${queues++}` }));
  queueUrl = made.QueueUrl ?? '';
});

const send = (...bodies: string[]) =>
  Promise.all(
    bodies.map((MessageBody) => sqs.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))),
  );

async function counts() {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.map((name) => Number(Attributes?.[name]));
}

/** Starts a source whose function returns the ids of the messages that failed. */
function start(process: EventSource['process'], over: Partial<EventSource> = {}) {
  const onError = vi.fn();
  const batches: Message[][] = [];
  const recording = async (messages: Message[]) => {
    batches.push(messages);
    return process(messages);
  };
  const source = { queueUrl, queueArn: 'arn', batchSize: 10, concurrency: 1, onError, ...over, process: recording };
  stops.push(startEventSource(sqs.client, source));
  return { batches, onError, bodies: () => batches.flat().map(({ Body }) => Body) };
}

test('processed messages are deleted; messages reported as failed stay hidden in the queue', async () => {
  await send('a', 'b', 'c');
  const { bodies } = start(async (messages) =>
    messages.filter(({ Body }) => Body === 'b').map(({ MessageId }) => MessageId as string),
  );
  await expect.poll(() => bodies().sort()).toEqual(['a', 'b', 'c']);
  await expect.poll(counts).toEqual([0, 1]);
});

test('nothing is deleted when the function fails', async () => {
  await send('a', 'b');
  const { onError, bodies } = start(() => Promise.reject(new Error('down')));
  await expect.poll(() => bodies().length).toBe(2);
  await expect.poll(() => onError.mock.calls[0]?.[0]).toMatchObject({ message: 'down' });
  expect(await counts()).toEqual([0, 2]);
});

test('nothing is deleted when the function reports a message that is not in the batch', async () => {
  await send('a');
  const { onError } = start(async () => ['no-such-id']);
  await expect.poll(() => onError.mock.calls[0]?.[0]?.message).toContain('no-such-id');
  expect(await counts()).toEqual([0, 1]);
});

test('a message that arrives while the source waits is processed', async () => {
  const { bodies } = start(async () => []);
  await send('late');
  await expect.poll(() => bodies()).toEqual(['late']);
});

test('batches and their number in progress stay within the limits', async () => {
  await send(...Array.from({ length: 9 }, (_, n) => String(n)));
  let inProgress = 0;
  let most = 0;
  const two = Promise.withResolvers<void>();
  const { batches } = start(
    async () => {
      most = Math.max(most, ++inProgress);
      if (most === 2) two.resolve();
      await two.promise;
      await new Promise((resolve) => setTimeout(resolve, 30));
      inProgress--;
      return [];
    },
    { batchSize: 2, concurrency: 2 },
  );
  await expect.poll(() => batches.flat().length).toBe(9);
  expect(Math.max(...batches.map(({ length }) => length))).toBe(2);
  expect(most).toBe(2);
});

test('a batch that takes long does not delay the next one', async () => {
  const release = Promise.withResolvers<void>();
  const { bodies } = start(
    async ([message]) => {
      if (message?.Body === 'slow') await release.promise;
      return [];
    },
    { concurrency: 2 },
  );
  await send('slow');
  await expect.poll(bodies).toEqual(['slow']);
  for (const body of ['a', 'b']) {
    await send(body);
    await expect.poll(bodies).toContain(body);
  }
  release.resolve();
});

test('five batches are in progress at first, and more are added while all of them take long', async () => {
  await send(...Array.from({ length: 9 }, (_, n) => String(n)));
  const release = Promise.withResolvers<void>();
  const startedAt: number[] = [];
  start(
    async () => {
      startedAt.push(performance.now());
      await release.promise;
      return [];
    },
    { batchSize: 1, concurrency: 8 },
  );
  await expect.poll(() => startedAt.length).toBe(8);
  const [, , , , fifth = 0, ...added] = startedAt;
  // Lambda adds five a second. Timers have a precision of a millisecond.
  expect(added.map((at, index) => at - fifth >= (index + 1) * 199)).toEqual([true, true, true]);
  release.resolve();
  await expect.poll(() => startedAt.length).toBe(9);
});

test('stopping waits for the batch in progress and deletes its processed messages', async () => {
  await send('a');
  let finish = (_failed: string[]) => {};
  const { batches } = start(() => new Promise((resolve) => (finish = resolve)));
  await expect.poll(() => batches.length).toBe(1);
  let stopped = false;
  const stopping = stops
    .pop()?.()
    .then(() => {
      stopped = true;
    });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stopped).toBe(false);
  finish([]);
  await stopping;
  expect(await counts()).toEqual([0, 0]);
});

test("a record of the function's event has the fields that Lambda provides", async () => {
  await send('{"a":1}');
  const { batches } = start(async () => []);
  await expect.poll(() => batches.length).toBe(1);
  const [record] = sqsEvent(batches[0] ?? [], 'arn:aws:sqs:us-east-1:000000000000:q', 'us-east-1').Records;
  expect(record).toMatchObject({
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    body: '{"a":1}',
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:q',
    awsRegion: 'us-east-1',
  });
});
