import { deliverBatch } from '../core/deliver.ts';
import { queueHandler } from '../middleware/queue.ts';
import { createDeliver } from './compose.ts';

const { ports, settings, telemetry, flush } = createDeliver();

/**
 * Milliseconds of an invocation that are left for recording. Every call to AWS ends within 5 s: the first successes in one
 * request, then those by themselves that it did not take, the rows of what failed there, the messages to hide; and the
 * counts within 2 s. One of the two services may hang in all of them: 5 + 5 + 5 + 2 s for DynamoDB, 5 + 5 s for SQS.
 */
const RECORDING_MS = 20_000;

/** Attempts a batch of deliveries. */
export const handler = queueHandler(async (batch, remainingMs) => {
  telemetry.reportReceived(batch, Date.now());
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, remainingMs - RECORDING_MS);
  });
  try {
    return await deliverBatch(batch, { ...settings, outOfTime }, ports);
  } finally {
    clearTimeout(timer);
  }
}, flush);
