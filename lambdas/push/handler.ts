import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeListenMessage } from '../adapters/sqs/listen-queue.ts';
import { logger } from '../adapters/telemetry/telemetry.ts';
import { pushBatch, type ReceivedListenMessage } from '../core/listen/push.ts';
import { createPush } from './compose.ts';

const ports = createPush();

/**
 * Remaining time of an invocation at which the last event is sent, milliseconds: for reading and sending it, closing a failing
 * socket, disconnecting its session, and hiding messages. Each call to AWS ends within 5 s.
 */
const RESERVE_MS = 25_000;

/** Sends events to listeners. An invalid message is dropped, because it would block its session until it expires. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const batch = Records.flatMap(({ messageId: id, receiptHandle, attributes, body }): ReceivedListenMessage[] => {
    const message = decodeListenMessage(body);
    if (!message) logger.error('message is not a listen message', { message_id: id });
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return message ? [{ id, receiptHandle, receiveCount, message }] : [];
  });
  const remaining = await pushBatch(batch, ports, stopAt);
  return { batchItemFailures: remaining.map((itemIdentifier) => ({ itemIdentifier })) };
};
