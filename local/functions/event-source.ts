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
  /** Receives and deletes with the permissions of the function's role. By default the client of the platform. */
  readonly client?: SQSClient;
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

/** Batches of a standard queue that Lambda processes at the same time at first, and the time after which it adds one, milliseconds. */
const FIRST_BATCHES = 5;
const ADDED_AFTER_MS = 60_000 / 300;
/** Pause after a receive that failed, milliseconds. */
const RECEIVE_FAILED_MS = 200;

/**
 * Starts polling. A batch is received while others are processed. As many are processed at the same time as Lambda would: 5 batches
 * of a standard queue at first, 300 more for each minute in which all are in use and messages wait, up to the concurrency.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 * @returns a function that stops it after the current batches
 */
export function startEventSource(client: SQSClient, source: EventSource): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = source.queueUrl.endsWith('.fifo') ? source.concurrency : Math.min(FIRST_BATCHES, source.concurrency);
  const inProgress = new Set<Promise<void>>();
  let allowed = first;

  const own = source.client ?? client;
  const process = (messages: Message[]) => {
    const batch = processBatch({ own, client }, source, messages)
      .catch((error) => signal.aborted || source.onError(error))
      .then(() => void inProgress.delete(batch));
    inProgress.add(batch);
  };
  const waitForCapacity = async () => {
    const ended = new AbortController();
    const added = pause(ADDED_AFTER_MS, true, { signal: AbortSignal.any([signal, ended.signal]) }).catch(() => false);
    const mayAdd = allowed < source.concurrency;
    if (await Promise.race([...(mayAdd ? [added] : []), Promise.race(inProgress)])) allowed += 1;
    ended.abort();
  };
  const poll = async () => {
    while (!signal.aborted) {
      if (inProgress.size >= allowed) {
        await waitForCapacity();
        continue;
      }
      try {
        const messages = await receive(own, source, signal);
        if (messages.length > 0) process(messages);
        else allowed = Math.max(first, inProgress.size);
      } catch (error) {
        if (signal.aborted) return;
        source.onError(error);
        await pause(RECEIVE_FAILED_MS);
      }
    }
  };
  const polling = poll();
  return async () => {
    stopping.abort();
    await polling;
    await Promise.all(inProgress);
  };
}

async function receive(client: SQSClient, source: EventSource, abortSignal: AbortSignal): Promise<Message[]> {
  const { queueUrl: QueueUrl, batchSize: MaxNumberOfMessages } = source;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['All'],
    }),
    { abortSignal },
  );
  return Messages;
}

async function processBatch(
  { own, client }: { readonly own: SQSClient; readonly client: SQSClient },
  source: EventSource,
  messages: Message[],
): Promise<void> {
  const { queueUrl: QueueUrl } = source;
  const remaining = new Set(await source.process(messages));
  // Lambda treats an id that is not in the batch as a failure of the whole batch.
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  const unknown = [...remaining].find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`The batch has no message "${unknown}", which was reported as failed.`);
  const { true: failed = [], false: done = [] } = Object.groupBy(messages, ({ MessageId = '' }) =>
    String(remaining.has(MessageId)),
  );
  if (source.keepsVisibility === false) await showAgain(client, QueueUrl, failed);
  if (done.length === 0) return;
  await own.send(
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
