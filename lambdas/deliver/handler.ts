import { deliverBatch } from '../core/delivery/deliver.ts';
import { queueHandler } from '../middleware/queue.ts';
import { createDeliver } from './compose.ts';

const { ports, settings, telemetry, flush } = createDeliver();

/**
 * Milliseconds of an invocation that are reserved for recording. Each call to AWS ends within 5 s: writing all successes in one
 * request, writing the remaining ones singly, deferring the deliveries that could not be written, and hiding messages. Counts are
 * written within 2 s. If a service responds to none of its calls: 5 + 5 + 5 + 2 s for DynamoDB, 5 + 5 s for SQS.
 */
const RECORDING_MS = 20_000;

/** Handles a batch of delivery messages. */
export const handler = queueHandler(async (batch, remainingMs) => {
  telemetry.reportReceived(batch, settings.lane, Date.now());
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
