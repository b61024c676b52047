import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createListenQueue, decodeListenMessage } from '../../../lambdas/adapters/sqs/listen-queue.ts';
import { logger } from '../../../lambdas/adapters/telemetry/telemetry.ts';
import type { ListenMessage } from '../../../lambdas/core/listen/session.ts';
import { startSqs } from '../../doubles/local-aws.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let queueUrl: string;
beforeAll(async () => {
  sqs = await startSqs();
  const Attributes = {
    FifoQueue: 'true',
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  };
  await sqs.client.send(new CreateQueueCommand({ QueueName: 'listen.fifo', Attributes }));
  queueUrl = sqs.queueUrl.replace(/deliveries$/, 'listen.fifo');
});
afterAll(() => sqs?.stop());

const message = (session: string, key: string): ListenMessage => ({
  session: { account: 'acct_shop', mode: 'live', id: session },
  events: [{ account: 'acct_shop', key }],
});
const receive = async () =>
  (await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];
const keysOf = (messages: { Body?: string | undefined }[]) =>
  messages.map(({ Body = '' }) => (JSON.parse(Body) as { events: { key: string }[] }).events[0]?.key);
const remove = (messages: { ReceiptHandle?: string | undefined }[]) =>
  sqs.client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
    }),
  );

describe('the queue of listen sessions', () => {
  test('delivers several messages of a session in order, and no further ones until these are deleted', async () => {
    const queue = createListenQueue({ client: sqs.client, queueUrl });
    expect(await queue.send(Array.from({ length: 25 }, (_, n) => message('lst_1', `evt_${n}`)))).toEqual([]);
    const first = await receive();
    expect(keysOf(first)).toEqual(Array.from({ length: 10 }, (_, n) => `evt_${n}`));
    expect(await receive()).toEqual([]);
    await remove(first.slice(0, 4));
    expect(await receive()).toEqual([]);
    // In the same order again, before all later messages.
    await queue.hide(
      first.slice(4).map(({ ReceiptHandle = '' }) => ReceiptHandle),
      0,
    );
    const again = await receive();
    expect(keysOf(again)).toEqual(Array.from({ length: 10 }, (_, n) => `evt_${n + 4}`));
    await remove(again);
    const rest = await receive();
    expect(keysOf(rest)).toEqual(Array.from({ length: 10 }, (_, n) => `evt_${n + 14}`));
    await remove(rest);
    await remove(await receive());
  });

  test('delivers messages of another session meanwhile', async () => {
    const queue = createListenQueue({ client: sqs.client, queueUrl });
    await queue.send([message('lst_a', 'evt_1')]);
    const held = await receive();
    await queue.send([message('lst_a', 'evt_2'), message('lst_b', 'evt_3')]);
    const other = await receive();
    expect(keysOf(other)).toEqual(['evt_3']);
    await remove([...held, ...other]);
    await remove(await receive());
  });

  test('accepts the same message again', async () => {
    const queue = createListenQueue({ client: sqs.client, queueUrl });
    await queue.send([message('lst_c', 'evt_1'), message('lst_c', 'evt_1')]);
    const received = await receive();
    expect(keysOf(received)).toEqual(['evt_1', 'evt_1']);
    await remove(received);
  });

  test('that does not respond returns the messages and logs the error', async () => {
    const error = vi.spyOn(logger, 'error').mockReturnValue();
    const broken = { send: async () => Promise.reject(new Error('down')) } as unknown as SQSClient;
    const messages = [message('lst_1', 'evt_1')];
    expect(await createListenQueue({ client: broken, queueUrl }).send(messages)).toEqual(messages);
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
  });
});

test.each([
  '',
  'null',
  '{}',
  '[]',
  '{"session":{}}',
  '{"session":{"id":"lst_1"}}',
  '{"session":{"id":"lst_1"},"events":1}',
])('what is no message is found out: %s', (body) => expect(decodeListenMessage(body)).toBeUndefined());
