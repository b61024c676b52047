/** Reads how many messages of a queue are in flight. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../core/clock.ts';
import { mostInFlight } from '../../core/delivery/retry-policy.ts';
import { asError, logger } from '../telemetry/telemetry.ts';

/** Age up to which a reading is used, milliseconds. */
const READING_MAX_AGE_MS = 10_000;
/**
 * Time after which SQS counts a message for certain, milliseconds: "at least 1 minute",
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
const COUNTED_AFTER_MS = 60_000;

export interface InFlightOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Number of instances that may hide messages of the queue at the same time. */
  readonly instances: number;
  readonly now: Clock;
}

/** Counts the messages that this instance hides, because a reading does not have them yet. */
export function createInFlight({ client, queueUrl, instances, now }: InFlightOptions) {
  let reading: { at: number; inFlight: Promise<number> } | undefined;
  let hidden: { at: number; count: number }[] = [];
  return {
    /** Notes that this instance hides messages. */
    hide(count: number): void {
      if (count > 0) hidden.push({ at: now(), count });
    },
    /** Returns the number of messages that are in flight at most; Infinity when it cannot be read. Never throws. */
    async atMost(): Promise<number> {
      if (!reading || now() - reading.at > READING_MAX_AGE_MS) {
        // An unreadable number must not keep the attempt from being recorded.
        reading = { at: now(), inFlight: readInFlight(client, queueUrl).catch(unknown) };
      }
      const { at, inFlight } = reading;
      hidden = hidden.filter((one) => one.at > at - COUNTED_AFTER_MS);
      const uncounted = hidden.reduce((sum, { count }) => sum + count, 0);
      return mostInFlight({ reading: await inFlight, uncounted, instances });
    },
  };
}

/** Returns Infinity, so that no retry is held. */
function unknown(error: unknown): number {
  logger.warn('the depth of the deliveries queue cannot be read; retries are deferred', { error: asError(error) });
  return Number.POSITIVE_INFINITY;
}

async function readInFlight(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
}
