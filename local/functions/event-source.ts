/** Event source mappings: queues polled for a function, as Lambda does it. */
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
  /** Messages a batch, 1 to 10. */
  readonly batchSize: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /**
   * False: a kept message becomes visible at once, despite the visibility timeout that the function set. AWS keeps the timeout,
   * but does not document it.
   */
  readonly keepsVisibility?: boolean;
  /** Hands a batch over; answers the ids of the messages to keep. A throw keeps all. */
  readonly process: (messages: Message[]) => Promise<readonly string[]>;
  readonly onError: (error: unknown) => void;
}

/** Starts polling; the answer stops it, after the batches under way. */
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
  const kept = new Set(await source.process(Messages));
  // Lambda takes an id that is not of the batch for a failure of the whole batch.
  const known = new Set(Messages.map(({ MessageId }) => MessageId));
  const unknown = [...kept].find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`The batch has no message "${unknown}", which was reported as failed.`);
  if (source.keepsVisibility === false)
    await showAgain(
      client,
      QueueUrl,
      Messages.filter(({ MessageId = '' }) => kept.has(MessageId)),
    );
  const done = Messages.filter(({ MessageId }) => !kept.has(MessageId as string));
  if (done.length === 0) return;
  await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
}

async function showAgain(client: SQSClient, QueueUrl: string, kept: readonly Message[]): Promise<void> {
  if (kept.length === 0) return;
  const Entries = kept.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
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
