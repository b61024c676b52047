import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { decodeListenMessage } from '../adapters/listen-queue.ts';
import { logger } from '../adapters/telemetry.ts';
import { pushBatch, type ReceivedListenMessage } from '../core/listen-push.ts';
import { createPush } from './compose.ts';

const ports = createPush();

/** Sends events to listeners. A message that is none is dropped: it would hold up its session for as long as it is kept. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batch = Records.flatMap(({ messageId: id, receiptHandle, attributes, body }): ReceivedListenMessage[] => {
    const message = decodeListenMessage(body);
    if (!message) logger.error('message is not for a listener', { message_id: id });
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return message ? [{ id, receiptHandle, receiveCount, message }] : [];
  });
  const kept = await pushBatch(batch, ports);
  return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
};
