/** The sweep function, run each minute: it sends parked deliveries back to the queue, and keeps recoveries going. */
import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import type { Monitoring } from './monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface SweepProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  readonly monitoring: Monitoring;
}

const NEXT_RUN =
  'A run that was lost is made up for by the next one, a minute later: its work is what the index holds.';

export class Sweep extends Construct {
  constructor(scope: Construct, id: string, { defaults, storage, deliveriesQueue, monitoring }: SweepProps) {
    super(scope, id);
    const sweep = new NodeFunction(this, 'Sweep', {
      ...defaults,
      folder: 'sweep',
      description: 'Waybill: sends parked deliveries that are due back to the queue, and what recoveries ask for',
      memorySize: 256,
      timeoutSeconds: 55,
      noDeadLetterQueue: NEXT_RUN,
    });
    sweep.bindTable(storage.deliveries, 'deliveriesTable', 'readwrite', ['due']);
    sweep.bindQueue(deliveriesQueue.queue, 'deliveriesQueueUrl', 'send');
    // Where recoveries look for what was missed, and where they are kept.
    sweep.bindTable(storage.events, 'eventsTable', 'read');
    sweep.bindTable(storage.control, 'controlTable', 'readwrite');

    const rule = new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason: NEXT_RUN });
    monitoring.watchFunction('Sweep', sweep, {
      severity: 'page',
      errors: 3,
      meaning: 'Parked retries are not sent back to the queue, and recoveries do not advance.',
    });
  }
}
