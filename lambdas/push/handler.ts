import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeListenMessage } from '../adapters/sqs/listen-queue.ts';
import { logger } from '../adapters/telemetry/telemetry.ts';
import { pushBatch, type ReceivedListenMessage } from '../core/listen/push.ts';
import { createPush } from './compose.ts';

const ports = createPush();

/**
 * Milliseconds of an invocation that are left when the last event is sent: reading it and sending it, closing a socket that
 * is given up, noting that, and hiding what is kept. Every call to AWS ends within 5 s.
 */
const RESERVE_MS = 25_000;

/** Sends events to listeners. A message that is none is dropped: it would hold up its session for as long as it is kept. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const batch = Records.flatMap(({ messageId: id, receiptHandle, attributes, body }): ReceivedListenMessage[] => {
    const message = decodeListenMessage(body);
    if (!message) logger.error('message is not for a listener', { message_id: id });
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return message ? [{ id, receiptHandle, receiveCount, message }] : [];
  });
  const kept = await pushBatch(batch, ports, stopAt);
  return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
};
