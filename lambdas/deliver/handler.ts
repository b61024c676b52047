import { deliverBatch } from '../core/deliver.ts';
import { queueHandler } from '../middleware/queue.ts';
import { createDeliver } from './compose.ts';

const { ports, settings, telemetry, flush } = createDeliver();

/** Attempts a batch of deliveries. */
export const handler = queueHandler((batch) => {
  telemetry.reportReceived(batch, Date.now());
  return deliverBatch(batch, settings, ports);
}, flush);
