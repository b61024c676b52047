/** Limits of SQS that the queues rely on: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
import {
  ChangeMessageVisibilityBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inQueueCharacters } from '../../../lambdas/core/delivery/message.ts';
import { startSqs } from '../../doubles/local-aws.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs?.stop());

const entry = (n: number, over: Partial<SendMessageBatchRequestEntry> = {}) => ({
  Id: String(n),
  MessageBody: '{}',
  ...over,
});
const entries = (count: number, over: Partial<SendMessageBatchRequestEntry> = {}) =>
  Array.from({ length: count }, (_, n) => entry(n, over));
const sendBatch = (Entries: SendMessageBatchRequestEntry[]) =>
  sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.queueUrl, Entries }));
const MiB = 1024 * 1024;

test('a message of a megabyte, in a group, with any characters of an event arrives, and can be hidden for almost 12 hours', async () => {
  const detail = inQueueCharacters(JSON.stringify({ text: 'größer 🚚 \u0000 \uffff' }));
  const body = detail + ' '.repeat(MiB - Buffer.byteLength(detail));
  expect((await sendBatch([entry(0, { MessageBody: body, MessageGroupId: 'ed_1' })])).Successful).toHaveLength(1);
  const { Messages = [] } = await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl }));
  expect(Messages[0]?.Body).toBe(body);
  const hide = (VisibilityTimeout: number) =>
    sqs.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: sqs.queueUrl,
        Entries: [{ Id: '0', ReceiptHandle: Messages[0]?.ReceiptHandle, VisibilityTimeout }],
      }),
    );
  expect((await hide(43_000)).Successful).toHaveLength(1);
  const tooLong = await hide(43_201).then(
    ({ Failed }) => Failed?.length,
    () => 1,
  );
  expect(tooLong).toBe(1);
});

test.each<[string, SendMessageBatchRequestEntry[], RegExp]>([
  ['of no messages', [], /EmptyBatchRequest/],
  ['of eleven messages', entries(11), /TooManyEntriesInBatchRequest/],
  ['with an id twice', [entry(1), entry(1)], /BatchEntryIdsNotDistinct/],
  ['of more than a megabyte', entries(2, { MessageBody: 'x'.repeat(MiB / 2 + 1) }), /BatchRequestTooLong/],
])('a batch %s is refused as a whole', async (_name, batch, name) => {
  await expect(sendBatch(batch)).rejects.toMatchObject({ name: expect.stringMatching(name) });
});

test.each<[string, Partial<SendMessageBatchRequestEntry>]>([
  ['a delay of more than 15 minutes', { DelaySeconds: 901 }],
  ['a character that XML does not have', { MessageBody: 'a\uffff' }],
  ['no text', { MessageBody: '' }],
])('a message with %s is refused', async (_name, over) => {
  const { Id: _id, ...message } = entry(0, over);
  const send = sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl, ...message }));
  await expect(send).rejects.toMatchObject({ $fault: 'client' });
});
