/** The stack around a function that a queue feeds: decodes the records, answers which ones the queue must keep. */
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import { decodeMessage } from '../core/delivery/message.ts';
import type { ReceivedMessage } from '../core/delivery/work.ts';

export interface QueuedMessage extends ReceivedMessage {
  /** Unix milliseconds at which it was sent, its delay included. */
  readonly sentAt: number;
}

/**
 * Takes a batch of well-formed messages.
 * @param remainingMs of the invocation
 * @returns the ids of those to keep
 */
export type QueueProcessor = (batch: readonly QueuedMessage[], remainingMs: number) => Promise<readonly string[]>;

/** @param after runs after each batch, also a failed one, and is waited for; it should not throw */
export function queueHandler(process: QueueProcessor, after: () => Promise<void> = async () => {}) {
  const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const received: QueuedMessage[] = [];
    const failed: string[] = [];
    for (const record of event.Records) {
      const message = receive(record);
      if (message) received.push(message);
      else failed.push(record.messageId);
    }
    const kept = received.length > 0 ? await process(received, context.getRemainingTimeInMillis()) : [];
    return { batchItemFailures: [...failed, ...kept].map((itemIdentifier) => ({ itemIdentifier })) };
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
