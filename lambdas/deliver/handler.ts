import { deliverBatch } from '../core/delivery/deliver.ts';
import { queueHandler } from '../middleware/queue.ts';
import { createDeliver } from './compose.ts';

const { ports, settings, telemetry, flush } = createDeliver();

/**
 * Milliseconds of an invocation that are reserved for recording. Every call to AWS ends within 5 s: the first successes in one
 * request, each success that the request did not write, the rows of deliveries that failed there, the messages to hide; the
 * counts end within 2 s. One service may hang in all of its calls: 5 + 5 + 5 + 2 s for DynamoDB, 5 + 5 s for SQS.
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
