/** The deliver function on the deliveries queue, and what its metrics show. */
import { Aws, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, type Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Outcome } from '../../lambdas/core/delivery/delivery.ts';
import { DESTINATION_TYPES, type DestinationType } from '../../lambdas/core/destination/destination.ts';
import { INGEST_BUS_PREFIX } from '../../lambdas/core/destination/types/eventbridge/target.ts';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD, sumOf } from './monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

/** Three batches' worth: a lookup goes on after its attempt has timed out. https://docs.libuv.org/en/v1.x/threadpool.html */
const NAME_LOOKUP_THREADS = 30;

export interface DeliveryProps {
  readonly defaults: FunctionDefaults;
  readonly stage: string;
  readonly maxConcurrency: number;
  readonly partnerMode: boolean;
  /** Whether destinations may lead to buses of this AWS account, but for ingest buses. */
  readonly permitOwnAccountBuses: boolean;
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
    deliver.bindTable(storage.events, 'eventsTable', ['read']);
    deliver.bindTable(storage.deliveries, 'deliveriesTable', ['read', 'put', 'batch']);
    // Written to disable a destination that is gone, and to count for metrics and recoveries.
    deliver.bindTable(storage.control, 'controlTable', ['read', 'put', 'update']);
    deliver.bindQueue(deliveriesQueue.queue, 'deliveriesQueueUrl', 'consume');
    deliver.bindDataKeys(storage.key, 'secretsKeyId', 'open');
    deliver.consume(deliveriesQueue.queue, props.maxConcurrency);
    // Node looks names up on half of these threads, by default two: one customer's slow name servers would make the
    // other attempts of a batch wait until their own deadline.
    deliver.function.addEnvironment('UV_THREADPOOL_SIZE', String(NAME_LOOKUP_THREADS * 2));
    allowCustomerBuses(deliver, props);

    monitoring.watchFunction('Deliver', deliver, {
      severity: 'page',
      errors: 10,
      meaning: 'Deliveries fail by internal errors, not by their endpoints, and are retried.',
    });
    monitoring.alarm('RenderFailures', {
      severity: 'ticket',
      metric: monitoring.metric('RenderFailures', 'Sum', {}),
      threshold: 1,
      meaning: 'A downgrade of the catalog failed, and deliveries ended as failed with the reason render_failed.',
    });
    addDeliveryRows(monitoring);
  }
}

/** A customer's bus and role are known when a destination is created, not when this is deployed. */
function allowCustomerBuses(
  deliver: NodeFunction,
  { ingestBus, partnerMode, permitOwnAccountBuses }: DeliveryProps,
): void {
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
  // A destination that leads to an ingest bus would publish its own events again, in a loop. Customers may not use the other buses
  // and the roles of this account either.
  const own = `arn:${Aws.PARTITION}:events:*:${Aws.ACCOUNT_ID}:event-bus/${permitOwnAccountBuses ? `${INGEST_BUS_PREFIX}*` : '*'}`;
  const deny = (action: string, resources: string[]) =>
    deliver.role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, actions: [action], resources }));
  deny('events:PutEvents', [ingestBus.eventBusArn, own]);
  if (!permitOwnAccountBuses) deny('sts:AssumeRole', [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`]);
  Validations.of(deliver.role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*:*:event-bus/*]',
      reason:
        'Customers name their buses; each bus policy decides which accounts may put. Buses of this account are denied.',
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

/** Attempts with this outcome, whatever the destination's type. */
const attempts = (monitoring: Monitoring, outcome: Outcome): MathExpression =>
  sumOf(
    Object.fromEntries(
      DESTINATION_TYPES.map((destination_type, index) => [
        `${outcome}${index}`,
        monitoring.metric('Attempts', 'Sum', { destination_type, outcome }),
      ]),
    ),
    outcome,
  );

const timeToDeliver = (monitoring: Monitoring, destination_type: DestinationType, statistic: string): Metric =>
  monitoring.metric('TimeToDeliver', statistic, { destination_type, outcome: 'delivered' });

function addDeliveryRows(monitoring: Monitoring): void {
  const delivered = attempts(monitoring, 'delivered');
  const retry = attempts(monitoring, 'retry');
  const failed = attempts(monitoring, 'failed');
  watchDelivery(monitoring, { delivered, retry, failed });
  const share = new MathExpression({
    expression: '100 * delivered / (delivered + failed)',
    usingMetrics: { delivered, failed },
    label: 'delivered, % of settled',
    period: PERIOD,
  });
  const latency = DESTINATION_TYPES.flatMap((type) =>
    ['p50', 'p99'].map((statistic) =>
      timeToDeliver(monitoring, type, statistic).with({ label: `${type} ${statistic}` }),
    ),
  );
  monitoring.show(
    'delivery',
    new SingleValueWidget({ title: 'Delivered', width: 6, height: 6, metrics: [share], setPeriodToTimeRange: true }),
    new GraphWidget({ title: 'Publish to 2xx, ms', width: 9, left: latency }),
    new GraphWidget({ title: 'Attempts by outcome', width: 9, left: [delivered, retry, failed] }),
  );
}

/** Attempts in five minutes below which the share is not significant: at night, one customer's endpoint decides it. */
const MANY_ATTEMPTS = 500;
/** Longer than the longest timeout of an attempt, milliseconds. */
const LATE_MS = 60_000;

function watchDelivery(monitoring: Monitoring, counts: Record<Outcome, MathExpression>): void {
  monitoring.alarm('DeliveredShare', {
    severity: 'page',
    metric: new MathExpression({
      expression: `IF(delivered + retry + failed >= ${MANY_ATTEMPTS}, 100 * delivered / (delivered + retry + failed), 100)`,
      usingMetrics: counts,
      period: PERIOD,
    }),
    when: 'below',
    threshold: 50,
    periods: 3,
    meaning: `Most attempts fail, of at least ${MANY_ATTEMPTS} in five minutes.`,
  });
  const p99 = DESTINATION_TYPES.map((type, index) => [`type${index}`, timeToDeliver(monitoring, type, 'p99')] as const);
  monitoring.alarm('TimeToDeliver', {
    severity: 'page',
    metric: new MathExpression({
      expression: `MAX([${p99.map(([name]) => `FILL(${name}, 0)`).join(', ')}])`,
      usingMetrics: Object.fromEntries(p99),
      period: PERIOD,
    }),
    threshold: LATE_MS,
    periods: 3,
    meaning: 'One in a hundred first attempts succeeds more than a minute after publishing.',
  });
}
