/** Wraps the handler of an SQS queue: decodes the records, and returns the messages that must stay in the queue. */
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import { decodeMessage } from '../core/delivery/message.ts';
import type { ReceivedMessage } from '../core/delivery/work.ts';

export interface QueuedMessage extends ReceivedMessage {
  /** `SentTimestamp`, unix milliseconds. */
  readonly sentAt: number;
}

/**
 * Handles a batch of valid messages.
 * @param remainingMs remaining time of the invocation
 * @returns the ids of the messages that must stay in the queue
 */
export type QueueProcessor = (batch: readonly QueuedMessage[], remainingMs: number) => Promise<readonly string[]>;

/** Creates a handler. @param after runs after each batch, also after a failed one, before the invocation ends. It must not throw */
export function queueHandler(process: QueueProcessor, after: () => Promise<void> = async () => {}) {
  const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const received: QueuedMessage[] = [];
    const failed: string[] = [];
    for (const record of event.Records) {
      const message = receive(record);
      if (message) received.push(message);
      else failed.push(record.messageId);
    }
    const remaining = received.length > 0 ? await process(received, context.getRemainingTimeInMillis()) : [];
    return { batchItemFailures: [...failed, ...remaining].map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy<SQSEvent, SQSBatchResponse>(handler).use(afterEach(after));
}

function afterEach(run: () => Promise<void>): MiddlewareObj<SQSEvent, SQSBatchResponse> {
  return { after: run, onError: run };
}

function receive(record: SQSRecord): QueuedMessage | undefined {
  try {
    return {
      id: record.messageId,
      receiptHandle: record.receiptHandle,
      receiveCount: Number(record.attributes.ApproximateReceiveCount),
      sentAt: Number(record.attributes.SentTimestamp),
      message: decodeMessage(record.body),
    };
  } catch (error) {
    logger.error('message is not a delivery', { message_id: record.messageId, error: asError(error) });
    return undefined;
  }
}
