/** The queue of listen sessions: FIFO with a message group for each session, so that one batch at a time serves it in order. */
import { randomUUID } from 'node:crypto';
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ListenQueue } from '../../core/listen/ports.ts';
import type { ListenMessage } from '../../core/listen/session.ts';
import { chunks } from '../dynamodb/item.ts';
import { asError, logger } from '../telemetry/telemetry.ts';

const MAX_ENTRIES = 10;
const REFUSED = 'the queue of listen sessions did not take messages';

export interface ListenQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

export function createListenQueue({ client, queueUrl: QueueUrl }: ListenQueueOptions): ListenQueue {
  const sendBatch = async (messages: readonly ListenMessage[]): Promise<readonly ListenMessage[]> => {
    try {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: messages.map((message, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(message),
            MessageGroupId: message.session.id,
            // Random, because a resend of the same event must not be dropped as a duplicate.
            MessageDeduplicationId: randomUUID(),
          })),
        }),
      );
      if (Failed.length > 0) logger.error(REFUSED, { messages: Failed.length, code: Failed[0]?.Code });
      return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);
    } catch (error) {
      logger.error(REFUSED, { messages: messages.length, error: asError(error) });
      return messages;
    }
  };

  return {
    send: async (messages) => (await Promise.all(chunks(messages, MAX_ENTRIES).map(sendBatch))).flat(),

    async hide(receiptHandles, VisibilityTimeout) {
      await Promise.all(
        chunks(receiptHandles, MAX_ENTRIES).map((chunk) =>
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl,
              Entries: chunk.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout })),
            }),
          ),
        ),
      );
    },
  };
}

/** Decodes a message; returns undefined when it is not valid. */
export function decodeListenMessage(body: string): ListenMessage | undefined {
  try {
    const parsed: ListenMessage | null = JSON.parse(body);
    const isWhole =
      typeof parsed?.session?.id === 'string' &&
      ('events' in parsed ? Array.isArray(parsed.events) : typeof parsed.replay?.connectionId === 'string');
    return isWhole ? parsed : undefined;
  } catch {
    return undefined;
  }
}
