/** Event source mappings: polls a queue for a function, like Lambda. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface EventSource {
  readonly queueUrl: string;
  readonly queueArn: string;
  /** Messages per batch, 1 to 10. */
  readonly batchSize: number;
  /** Maximum number of batches at the same time. */
  readonly concurrency: number;
  /**
   * False makes a failed message visible at once, despite the visibility timeout that the function set. AWS keeps the timeout, but
   * does not document it.
   */
  readonly keepsVisibility?: boolean;
  /** Processes a batch and returns the ids of failed messages. When it throws, all messages failed. */
  readonly process: (messages: Message[]) => Promise<readonly string[]>;
  readonly onError: (error: unknown) => void;
}

/** Starts polling. Returns a function that stops it after the current batches. */
export function startEventSource(client: SQSClient, source: EventSource): () => Promise<void> {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      try {
        await pollOnce(client, source, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        source.onError(error);
        await pause(200);
      }
    }
  };
  const loops = Array.from({ length: source.concurrency }, loop);
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}

async function pollOnce(client: SQSClient, source: EventSource, abortSignal: AbortSignal): Promise<void> {
  const { queueUrl: QueueUrl, batchSize } = source;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['All'],
    }),
    { abortSignal },
  );
  if (Messages.length === 0) return;
  const remaining = new Set(await source.process(Messages));
  // Lambda treats an id that is not in the batch as a failure of the whole batch.
  const known = new Set(Messages.map(({ MessageId }) => MessageId));
  const unknown = [...remaining].find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`The batch has no message "${unknown}", which was reported as failed.`);
  if (source.keepsVisibility === false)
    await showAgain(
      client,
      QueueUrl,
      Messages.filter(({ MessageId = '' }) => remaining.has(MessageId)),
    );
  const done = Messages.filter(({ MessageId }) => !remaining.has(MessageId as string));
  if (done.length === 0) return;
  await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
}

async function showAgain(client: SQSClient, QueueUrl: string, remaining: readonly Message[]): Promise<void> {
  if (remaining.length === 0) return;
  const Entries = remaining.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export const sqsEvent = (messages: readonly Message[], eventSourceARN: string, awsRegion: string) => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  })),
});
