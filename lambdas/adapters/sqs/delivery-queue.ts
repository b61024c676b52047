/**
 * The deliveries queues of both lanes. The destination is the message group, by which SQS shares the queue fairly between destinations:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../core/clock.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { type EncodedMessage, encodeMessages } from '../../core/delivery/message.ts';
import type { DeliveryQueue, OutgoingMessage, UnsentMessage } from '../../core/delivery/ports.ts';
import { LANES, type Lane } from '../../core/destination/health/health.ts';
import { chunks } from '../dynamodb/item.ts';
import { asError, logger } from '../telemetry/telemetry.ts';
import { createInFlight } from './in-flight.ts';

const MAX_ENTRIES = 10;
/** SQS takes 1 MiB a request and bills by 64 KB. The limit here also suits queues and emulators that take 256 KB. */
const MAX_REQUEST_BYTES = 200 * 1024;
const MAX_CONCURRENT_SENDS = 8;
/** Time after which a call sends no more messages, milliseconds. A publish needs the rest of its time to defer them. */
const SENDING_MS = 10_000;
/** The caller handles the messages: a publish defers their deliveries, a sweep leaves the entries in the due list. */
const REFUSED = 'the deliveries queue did not take messages';

export interface DeliveryQueueOptions {
  readonly client: SQSClient;
  /** Queue of the fast lane. */
  readonly deliveriesQueueUrl: string;
  readonly slowDeliveriesQueueUrl: string;
  /** Lane whose messages the function receives; the fast lane when absent. */
  readonly lane?: Lane;
  /** Number of batches that the function may receive at the same time; 1 when absent. */
  readonly maxConcurrency?: number;
  readonly now: Clock;
}

export function createDeliveryQueue(options: DeliveryQueueOptions): DeliveryQueue {
  const { client, lane: ownLane = 'fast', maxConcurrency: instances = 1, now } = options;
  const queueUrls = { fast: options.deliveriesQueueUrl, slow: options.slowDeliveriesQueueUrl };
  const ownQueueUrl = queueUrls[ownLane];
  const inFlight = createInFlight({ client, queueUrl: ownQueueUrl, instances, now });

  const sendBatch = async ({ lane, entries }: Batch): Promise<readonly UnsentMessage[]> => {
    const queueUrl = queueUrls[lane];
    try {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: entries.map(({ outgoing, body }, index) => ({
            Id: String(index),
            MessageBody: body,
            MessageGroupId: outgoing.message.destination.id,
            ...(outgoing.delaySeconds ? { DelaySeconds: outgoing.delaySeconds } : {}),
          })),
        }),
      );
      if (Failed.length > 0) {
        const [{ Code, Message } = {}] = Failed;
        logger.error(REFUSED, { queue: queueUrl, messages: Failed.length, code: Code, reason: Message });
      }
      return Failed.flatMap(({ Id }) => {
        const entry = entries[Number(Id)];
        return entry ? { outgoing: entry.outgoing, mayBeQueued: false } : [];
      });
    } catch (error) {
      logger.error(REFUSED, { queue: queueUrl, messages: entries.length, error: asError(error) });
      return entries.map(({ outgoing }) => ({ outgoing, mayBeQueued: true }));
    }
  };

  return {
    async send(messages) {
      const unsent: UnsentMessage[] = [];
      const stopAt = now() + SENDING_MS;
      let isDown = false;
      // Requests are encoded when the one before has its response, which bounds the memory.
      await forEachConcurrently(batchesOf(messages), MAX_CONCURRENT_SENDS, async (batch) => {
        // After a request without a response, or when the time is over, the rest is not sent.
        const failed = isDown
          ? batch.entries.map(({ outgoing }) => ({ outgoing, mayBeQueued: false }))
          : await sendBatch(batch);
        isDown ||= failed.some(({ mayBeQueued }) => mayBeQueued) || now() >= stopAt;
        unsent.push(...failed);
      });
      return unsent;
    },

    async hide(messages) {
      inFlight.hide(messages.length);
      await Promise.all(
        chunks(messages, MAX_ENTRIES).map((chunk) =>
          // An entry that fails, for example with an expired receipt, returns after the queue's own timeout and is hidden then.
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: ownQueueUrl,
              Entries: chunk.map(({ receiptHandle, seconds }, index) => ({
                Id: String(index),
                ReceiptHandle: receiptHandle,
                VisibilityTimeout: seconds,
              })),
            }),
          ),
        ),
      );
    },

    inFlight: inFlight.atMost,
  };
}

/** Messages of one request. */
interface Batch {
  readonly lane: Lane;
  readonly entries: readonly EncodedMessage[];
}

/** Encodes messages lazily, in batches of one lane. */
function* batchesOf(messages: readonly OutgoingMessage[]): Generator<Batch> {
  for (const lane of LANES) {
    const own = messages.filter((one) => (one.lane ?? 'fast') === lane);
    for (const entries of pack(encodeMessages(own))) yield { lane, entries };
  }
}

/** Fills requests up to ten entries and the size limit, in order. */
function* pack(entries: Iterable<EncodedMessage>): Generator<readonly EncodedMessage[]> {
  let open: EncodedMessage[] = [];
  let size = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.body);
    if (open.length === MAX_ENTRIES || (open.length > 0 && size + bytes > MAX_REQUEST_BYTES)) {
      yield open;
      [open, size] = [[], 0];
    }
    open.push(entry);
    size += bytes;
  }
  if (open.length > 0) yield open;
}
