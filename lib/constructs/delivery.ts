/** The deliver function on the deliveries queue, and what its metrics show. */
import { Aws, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Outcome } from '../../lambdas/core/delivery.ts';
import { DESTINATION_TYPES, type DestinationType } from '../../lambdas/core/destination.ts';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';
import { type FunctionDefaults, METRICS_NAMESPACE, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

/** Three batches' worth: a lookup goes on after its attempt has timed out. https://docs.libuv.org/en/v1.x/threadpool.html */
const NAME_LOOKUP_THREADS = 30;

export interface DeliveryProps {
  readonly defaults: FunctionDefaults;
  readonly stage: string;
  readonly maxConcurrency: number;
  readonly partnerMode: boolean;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  /** Bus that publishers put on: the one bus no destination may lead to. */
  readonly ingestBus: EventBus;
  readonly monitoring: Monitoring;
}

export class Delivery extends Construct {
  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { storage, deliveriesQueue, monitoring } = props;
    const deliver = new NodeFunction(this, 'Deliver', {
      ...props.defaults,
      folder: 'deliver',
      description: 'Waybill: attempts deliveries',
      memorySize: 512,
      timeoutSeconds: 60,
      noDeadLetterQueue:
        'Called by the event source of the deliveries queue only, which has its own dead-letter queue.',
    });
    deliver.bindTable(storage.events, 'eventsTable', 'read');
    deliver.bindTable(storage.deliveries, 'deliveriesTable', 'readwrite');
    // Written to disable a destination that is gone.
    deliver.bindTable(storage.control, 'controlTable', 'readwrite');
    deliver.bindQueue(deliveriesQueue.queue, 'deliveriesQueueUrl', 'consume');
    deliver.bindDataKeys(storage.key, 'secretsKeyId', 'open');
    deliver.consume(deliveriesQueue.queue, props.maxConcurrency);
    // Node looks names up on half of these threads, by default two: one customer's slow name servers would make the
    // other attempts of a batch wait until their own deadline.
    deliver.function.addEnvironment('UV_THREADPOOL_SIZE', String(NAME_LOOKUP_THREADS * 2));
    allowCustomerBuses(deliver, props);

    monitoring.watchFunction(
      'Deliver',
      deliver.function,
      'The deliver function threw, timed out or ran out of memory; the queue shows its messages again, up to 20 times. Read its error lines; after a fault of the last deployment, go back to the one before.',
    );
    monitoring.alarm('RenderFailures', {
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: 'RenderFailures',
        dimensionsMap: { stage: props.stage },
        statistic: 'Sum',
        period: PERIOD,
      }),
      threshold: 1,
      whatToDo:
        'A change of the catalog could not bring events into the version of a destination; their deliveries are failed with the reason render_failed, which names the change. Mend the change, then recover the destinations.',
    });
    addDeliveryRows(monitoring, props.stage);
  }
}

/** A customer's bus and role are known when a destination is created, not when this is deployed. */
function allowCustomerBuses(deliver: NodeFunction, { ingestBus, partnerMode }: DeliveryProps): void {
  const buses = `arn:${Aws.PARTITION}:events:*:*:event-bus/*`;
  const roles = `arn:${Aws.PARTITION}:iam::*:role/*`;
  deliver.allow(['events:PutEvents'], [buses]);
  deliver.role.addToPolicy(
    new PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [roles],
      // Every role is assumed for one destination, with its id as external id.
      conditions: { StringLike: { 'sts:ExternalId': 'ed_*' } },
    }),
  );
  // A destination that leads to the ingest bus would publish what it is sent, again and again.
  deliver.role.addToPolicy(
    new PolicyStatement({ effect: Effect.DENY, actions: ['events:PutEvents'], resources: [ingestBus.eventBusArn] }),
  );
  Validations.of(deliver.role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*:*:event-bus/*]',
      reason: 'Customers name their buses; each bus policy decides who may put. The ingest bus is denied.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/*]',
      reason: 'Customers name their roles; each trust policy decides, and only an external id ed_… is ever sent.',
    },
  );
  if (!partnerMode) return;
  deliver.allow(['events:PutPartnerEvents'], ['*']);
  Validations.of(deliver.role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'PutPartnerEvents knows no resources; only the partner account itself can put for its sources.',
  });
}

const metric = (stage: string, name: string, type: DestinationType, outcome: Outcome, statistic: string): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { stage, destination_type: type, outcome },
    statistic,
    period: PERIOD,
  });

/** Attempts with this outcome, whatever the destination's type. A type without attempts has no data, not zero. */
function attempts(stage: string, outcome: Outcome): MathExpression {
  const usingMetrics = Object.fromEntries(
    DESTINATION_TYPES.map((type, index) => [`${outcome}${index}`, metric(stage, 'Attempts', type, outcome, 'Sum')]),
  );
  const terms = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, label: outcome, period: PERIOD });
}

function addDeliveryRows(monitoring: Monitoring, stage: string): void {
  const delivered = attempts(stage, 'delivered');
  const retry = attempts(stage, 'retry');
  const failed = attempts(stage, 'failed');
  const share = new MathExpression({
    expression: '100 * delivered / (delivered + failed)',
    usingMetrics: { delivered, failed },
    label: 'delivered, % of settled',
    period: PERIOD,
  });
  const latency = DESTINATION_TYPES.flatMap((type) =>
    ['p50', 'p99'].map((statistic) =>
      metric(stage, 'TimeToDeliver', type, 'delivered', statistic).with({ label: `${type} ${statistic}` }),
    ),
  );
  monitoring.show(
    'delivery',
    new SingleValueWidget({ title: 'Delivered', width: 6, height: 6, metrics: [share], setPeriodToTimeRange: true }),
    new GraphWidget({ title: 'Publish to 2xx, ms', width: 9, left: latency }),
    new GraphWidget({ title: 'Attempts by outcome', width: 9, left: [delivered, retry, failed] }),
  );
}
