/** The publish function. It writes events and queues their deliveries, for the HTTP API and the ingest bus. */
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface PublishingProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  /** Queue for events of the bus that could not be published. */
  readonly ingestDeadLetters: Queue;
  readonly monitoring: Monitoring;
}

export class Publishing extends Construct {
  readonly publish: NodeFunction;

  constructor(scope: Construct, id: string, props: PublishingProps) {
    super(scope, id);
    const { storage, monitoring } = props;
    this.publish = new NodeFunction(this, 'Publish', {
      ...props.defaults,
      folder: 'publish',
      description: 'Waybill: publishes events',
      memorySize: 512,
      timeoutSeconds: 29,
      deadLetterQueue: props.ingestDeadLetters,
    });
    this.publish.bindTable(storage.events, 'eventsTable', ['get', 'put', 'batchWrite']);
    // Written when a message cannot be sent to the queue: the delivery is deferred.
    this.publish.bindTable(storage.deliveries, 'deliveriesTable', ['put']);
    // Written for idempotency records.
    this.publish.bindTable(storage.control, 'controlTable', ['get', 'query', 'put', 'update', 'delete']);
    props.deliveriesQueue.bindTo(this.publish, { fast: 'send', slow: 'send' });
    // The function sends invalid events there. Lambda sends events there on which the function failed.
    this.publish.bindQueue(props.ingestDeadLetters, 'ingestDeadLettersUrl', 'send');
    monitoring.watchFunction('Publish', this.publish, {
      severity: 'page',
      errors: 3,
      meaning: 'Publishers receive 5xx errors, or events of the ingest bus are not published.',
    });
  }
}
