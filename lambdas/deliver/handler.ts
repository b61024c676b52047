import { deliverBatch } from '../core/deliver.ts';
import { queueHandler } from '../middleware/queue.ts';
import { createDeliver } from './compose.ts';

const { ports, settings, flush } = createDeliver();

/** Attempts a batch of deliveries. */
export const handler = queueHandler((batch) => deliverBatch(batch, settings, ports), flush);
