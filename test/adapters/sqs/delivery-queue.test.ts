import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDeliveryQueue, type DeliveryQueueOptions } from '../../../lambdas/adapters/sqs/delivery-queue.ts';
import { logger } from '../../../lambdas/adapters/telemetry/telemetry.ts';
import { decodeMessage } from '../../../lambdas/core/delivery/message.ts';
import type { OutgoingMessage } from '../../../lambdas/core/delivery/ports.ts';
import { aMessage, anEvent } from '../../doubles/factories.ts';
import { startSqs } from '../../doubles/local-aws.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs.stop());

const queueWith = (over: Partial<DeliveryQueueOptions> = {}) =>
  createDeliveryQueue({
    client: sqs.client,
    deliveriesQueueUrl: sqs.queueUrl,
    slowDeliveriesQueueUrl: `${sqs.queueUrl}-slow`,
    now: Date.now,
    ...over,
  });

const receive = async () =>
  (await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl, MaxNumberOfMessages: 10 }))).Messages ??
  [];

test('messages arrive unchanged, are hidden for their seconds, and count as in flight while they are hidden', async () => {
  let now = 0;
  const queue = queueWith({ now: () => now });
  const big = () => aMessage({ inline: anEvent({ data: { object: { text: 'ü'.repeat(15_000) } } }) });
  const messages = [aMessage(), ...Array.from({ length: 24 }, big)];
  expect(await queue.send(messages.map((message) => ({ message })))).toEqual([]);

  const handles: string[] = [];
  for (let batch = await receive(); batch.length > 0; batch = await receive()) {
    for (const { Body = '', ReceiptHandle = '' } of batch) {
      expect(messages).toContainEqual(decodeMessage(Body));
      handles.push(ReceiptHandle);
    }
  }
  expect(handles).toHaveLength(25);
  expect(await queue.inFlight()).toBe(25);

  await queue.hide(handles.map((receiptHandle, index) => ({ receiptHandle, seconds: index < 5 ? 0 : 900 })));
  expect(await receive()).toHaveLength(5);
  now += 60_000;
  expect(await queue.inFlight()).toBe(25);
});

test('an event is encoded once for all its destinations', async () => {
  let encoded = 0;
  const object = {
    toJSON: () => {
      encoded += 1;
      return { text: '🚚' };
    },
  };
  const inline = anEvent({ data: { object } });
  const accepting = { send: async () => ({}) } as unknown as SQSClient;
  const queue = queueWith({ client: accepting });
  expect(await queue.send(Array.from({ length: 16 }, () => ({ message: aMessage({ inline }) })))).toEqual([]);
  expect(encoded).toBe(1);
});

test('an event with characters that queues refuse arrives unchanged', async () => {
  const queue = queueWith();
  const message = aMessage({
    inline: anEvent({ data: { object: { text: 'größer 🚚 \uffff \ufffe \u0000 \ud83d' } } }),
  });
  expect(await queue.send([{ message }])).toEqual([]);
  expect((await receive()).map(({ Body = '' }) => decodeMessage(Body))).toEqual([message]);
});

test('sending to a queue that does not respond returns all messages, and logs the error', async () => {
  const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
  const queue = queueWith({ deliveriesQueueUrl: `${sqs.queueUrl}-absent` });
  const outgoing = [{ message: aMessage() }, { message: aMessage() }];
  expect(await queue.send(outgoing)).toEqual(outgoing.map((one) => ({ outgoing: one, mayBeQueued: true })));
  expect(logged).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining('did not take'),
    expect.objectContaining({
      messages: 2,
      error: expect.objectContaining({ name: expect.stringContaining('Exist') }),
    }),
  );
  logged.mockRestore();
});

test('a message that the queue refuses is known not to be in it; the other messages of the request are', async () => {
  const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
  const refusing = {
    send: async () => ({ Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] }),
  } as unknown as SQSClient;
  const queue = queueWith({ client: refusing });
  const outgoing = [{ message: aMessage() }, { message: aMessage() }, { message: aMessage() }];
  expect(await queue.send(outgoing)).toEqual([{ outgoing: outgoing[1], mayBeQueued: false }]);
  logged.mockRestore();
});

test('after a queue has not responded, the rest of the messages is not sent', async () => {
  const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
  let requests = 0;
  const hanging = {
    send: async () => {
      requests += 1;
      throw new Error('timed out');
    },
  } as unknown as SQSClient;
  const queue = queueWith({ client: hanging });
  const unsent = await queue.send(Array.from({ length: 500 }, () => ({ message: aMessage() })));
  expect(unsent).toHaveLength(500);
  expect(requests).toBeLessThanOrEqual(8);
  expect(unsent.filter(({ mayBeQueued }) => mayBeQueued)).toHaveLength(requests * 10);
  logged.mockRestore();
});

test('no retry is held when the number of in-flight messages cannot be read', async () => {
  const queue = queueWith({ deliveriesQueueUrl: `${sqs.queueUrl}-gone` });
  expect(await queue.inFlight()).toBe(Number.POSITIVE_INFINITY);
});

test('each message goes to the queue of its lane, and a function hides and counts the messages of its own lane', async () => {
  const calls: { readonly url: string; readonly messages: number }[] = [];
  const recording = {
    send: async ({ input }: { input: { QueueUrl: string; Entries?: unknown[] } }) => {
      calls.push({ url: input.QueueUrl, messages: input.Entries?.length ?? 0 });
      return { Attributes: { ApproximateNumberOfMessagesNotVisible: '7' } };
    },
  } as unknown as SQSClient;
  const queue = queueWith({
    client: recording,
    deliveriesQueueUrl: 'fast',
    slowDeliveriesQueueUrl: 'slow',
    lane: 'slow',
  });
  const messages = Array.from({ length: 24 }, (_, n): OutgoingMessage => {
    const message = aMessage();
    return n % 2 === 0 ? { message } : { message, lane: 'slow' };
  });
  expect(await queue.send(messages)).toEqual([]);
  expect(calls).toEqual([
    { url: 'fast', messages: 10 },
    { url: 'fast', messages: 2 },
    { url: 'slow', messages: 10 },
    { url: 'slow', messages: 2 },
  ]);
  calls.length = 0;
  await queue.hide([{ receiptHandle: 'r0', seconds: 5 }]);
  expect(await queue.inFlight()).toBe(8);
  expect(calls.map(({ url }) => url)).toEqual(['slow', 'slow']);
});
