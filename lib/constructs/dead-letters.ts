/** The consumer of the dead-letter queue: it writes each message down as a failed delivery. */
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';
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
      description: 'Waybill: writes down what could not be processed as failed deliveries',
      memorySize: 256,
      timeoutSeconds: 60,
      noDeadLetterQueue: 'It reads the dead-letter queue; a message it cannot write down stays there.',
    });
    deadLetter.bindTable(storage.events, 'eventsTable', 'read');
    deadLetter.bindTable(storage.deliveries, 'deliveriesTable', 'readwrite');
    // Named by the store of deliveries it shares with others; not read here.
    deadLetter.setting('controlTable', storage.control.tableName);
    deadLetter.consume(deliveriesQueue.deadLetters);

    // SQS does not count a message that it moves itself as sent; its receipt by the consumer is the sign that shows.
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
      metric: received,
      threshold: 1,
      whatToDo:
        'Deliveries could not be processed 20 times and were written down as failed with the reason dead_letter. Read the "dead letter" lines of the dead-letter function for their ids, then the error lines of the deliver function for the cause.',
    });
    monitoring.watchFunction(
      'DeadLetter',
      deadLetter.function,
      'Dead letters are not being written down; they stay in the dead-letter queue, 14 days from when they were first sent. Read the error lines of the dead-letter function.',
    );
  }
}
