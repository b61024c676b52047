import { dynamo } from '../adapters/aws-clients.ts';
import { createDeliveryStore } from '../adapters/delivery-store.ts';
import { createTelemetry, logger } from '../adapters/telemetry.ts';
import { bury } from '../core/dead-letter.ts';
import { readEnv } from '../env.ts';
import { queueHandler } from '../middleware/queue.ts';

const env = readEnv(['stage', 'eventsTable', 'deliveriesTable', 'controlTable', 'dueShards']);
const deliveries = createDeliveryStore({ client: dynamo(), ...env });
const telemetry = createTelemetry(env.stage, 'dead-letter');

/** Writes what the queue gave up on as failed deliveries. A message that is no delivery stays in the queue for a person. */
export const handler = queueHandler(async (batch) => {
  for (const { message } of batch) {
    const buried = await bury(message, deliveries);
    logger.error('dead letter', { destination_id: message.destination.id, event_id: message.event.key, buried });
  }
  telemetry.record('DeadLetters', batch.length, {});
  return [];
});
