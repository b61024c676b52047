/** The publish function: what writes events and sends their deliveries, for the HTTP API and the ingest bus alike. */
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import type { Monitoring } from './monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface PublishingProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  /** Takes what came from the bus and could not be published. */
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
      description: 'Waybill: takes events in',
      memorySize: 512,
      timeoutSeconds: 29,
      deadLetterQueue: props.ingestDeadLetters,
    });
    this.publish.bindTable(storage.events, 'eventsTable', ['read', 'put', 'batch']);
    // Written when the queue refuses: the delivery is parked then.
    this.publish.bindTable(storage.deliveries, 'deliveriesTable', ['read', 'put']);
    // Written for idempotency records.
    this.publish.bindTable(storage.control, 'controlTable', ['read', 'put', 'update', 'delete']);
    this.publish.bindQueue(props.deliveriesQueue.queue, 'deliveriesQueueUrl', 'send');
    // An event that is refused goes there at once; Lambda puts there what the function failed on.
    this.publish.bindQueue(props.ingestDeadLetters, 'ingestDeadLettersUrl', 'send');
    monitoring.watchFunction('Publish', this.publish, {
      severity: 'page',
      errors: 3,
      meaning: 'Publishers get a 5xx, or events of the ingest bus are not published.',
    });
  }
}
