import { dynamo, sqs } from '../adapters/aws-clients.ts';
import { createDeliveryStore } from '../adapters/dynamodb/delivery/delivery-store.ts';
import { createDeliveryQueue } from '../adapters/sqs/delivery-queue.ts';
import { createTelemetry, logger } from '../adapters/telemetry/telemetry.ts';
import { redriveDeadLetter } from '../core/delivery/dead-letter.ts';
import { readEnv } from '../env.ts';
import { queueHandler } from '../middleware/queue.ts';

const env = readEnv([
  'stage',
  'eventsTable',
  'deliveriesTable',
  'controlTable',
  'deliveriesQueueUrl',
  'slowDeliveriesQueueUrl',
  'dueShards',
  'shards',
  'rowFormat',
  'timeScale',
]);
const ports = {
  deliveries: createDeliveryStore({ client: dynamo(), ...env }),
  queue: createDeliveryQueue({ client: sqs(), now: Date.now, ...env }),
  now: Date.now,
};
const telemetry = createTelemetry(env.stage, 'dead-letter');

/** Defers the deliveries of dead letters. A message that cannot be handled, or is not a delivery message, stays in the queue. */
export const handler = queueHandler(async (batch) => {
  const remaining = await Promise.all(
    batch.map(async (received) => {
      const { destination, event } = received.message;
      try {
        const result = await redriveDeadLetter(received.message, env, ports);
        logger.error('dead letter', { destination_id: destination.id, event_id: event.key, result });
        return [];
      } catch (error) {
        telemetry.reportInternalError(received, error);
        return [received.id];
      }
    }),
  );
  telemetry.record('DeadLetters', batch.length, {});
  return remaining.flat();
});
