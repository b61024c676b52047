import middy from '@middy/core';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamo, sqs } from '../adapters/aws-clients.ts';
import { createDeliveryQueue } from '../adapters/delivery-queue.ts';
import { createDeliveryStore } from '../adapters/delivery-store.ts';
import { createTelemetry } from '../adapters/telemetry.ts';
import { sweep } from '../core/sweep.ts';
import { readEnv } from '../env.ts';

/** The schedule runs each minute; a delivery due before the next run is sent with its exact rest as delay. */
const PERIOD_MS = 60_000;
const PAGE_SIZE = 200;
/** Time left to the function when it stops taking more, milliseconds. */
const RESERVE_MS = 5_000;

const env = readEnv([
  'stage',
  'eventsTable',
  'deliveriesTable',
  'controlTable',
  'deliveriesQueueUrl',
  'dueShards',
  'timeScale',
]);
const ports = {
  deliveries: createDeliveryStore({ client: dynamo(), ...env }),
  queue: createDeliveryQueue({ client: sqs(), queueUrl: env.deliveriesQueueUrl, now: Date.now }),
  now: Date.now,
};
const telemetry = createTelemetry(env.stage);

/** Sends what is due back to the queue. */
export const handler = middy<ScheduledEvent, void>(async (_event: ScheduledEvent, context: Context) => {
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const settings = { dueShards: env.dueShards, lookAheadMs: PERIOD_MS / env.timeScale, pageSize: PAGE_SIZE, stopAt };
  const swept = await sweep(settings, ports);
  if (swept > 0) telemetry.count('Swept', swept);
});
