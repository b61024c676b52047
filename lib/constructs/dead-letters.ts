/** The consumer of the dead-letter queue. It defers the delivery of each message, so that the sweep retries it. */
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD } from './monitoring/monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface DeadLettersProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  readonly monitoring: Monitoring;
}

export class DeadLetters extends Construct {
  constructor(scope: Construct, id: string, { defaults, storage, deliveriesQueue, monitoring }: DeadLettersProps) {
    super(scope, id);
    const deadLetter = new NodeFunction(this, 'DeadLetter', {
      ...defaults,
      folder: 'dead-letter',
      description: 'Waybill: defers deliveries that could not be processed, so that they are retried',
      memorySize: 256,
      timeoutSeconds: 60,
      noDeadLetterQueue: 'It reads the dead-letter queue. A message that it cannot process stays there.',
      // A resend is sent back to the slow lane, whose dead letters come here, a bounded number of times.
      mayLoop: true,
    });
    deadLetter.bindTable(storage.events, 'eventsTable', ['batchGet']);
    deadLetter.bindTable(storage.deliveries, 'deliveriesTable', ['get', 'batchGet', 'put']);
    // The deliveries store requires the name. This function does not read the table.
    deadLetter.setting('controlTable', storage.control.tableName);
    // A resend has no row that could be deferred, so it is sent again.
    deliveriesQueue.bindTo(deadLetter, { slow: 'send' });
    deadLetter.consume(deliveriesQueue.deadLetters);

    // SQS does not count a message that it moves as sent. The consumer's receive shows it.
    const received = deliveriesQueue.deadLetters.metricNumberOfMessagesReceived({ period: PERIOD });
    const waiting = deliveriesQueue.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: PERIOD,
      label: 'waiting',
    });
    monitoring.show(
      'dead letters',
      new GraphWidget({ title: 'Dead letters', width: 12, left: [received.with({ label: 'received' }), waiting] }),
    );
    monitoring.alarm('DeadLetterReceived', {
      severity: 'ticket',
      metric: received,
      threshold: 1,
      meaning:
        'The deliver function could not process messages in 20 tries. Their deliveries are deferred and retried. None of them failed because of this.',
    });
    monitoring.watchFunction('DeadLetter', deadLetter, {
      severity: 'ticket',
      errors: 1,
      meaning: 'Dead letters cannot be processed. They stay in the dead-letter queue for up to 14 days.',
    });
  }
}
