/** The deliver functions of both lanes, their alarms and their rows of the dashboard. */
import { Aws, Validations } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, MathExpression, type Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Outcome } from '../../lambdas/core/delivery/delivery.ts';
import { DESTINATION_TYPES, type DestinationType } from '../../lambdas/core/destination/destination.ts';
import { LANES, type Lane } from '../../lambdas/core/destination/health/health.ts';
import { INGEST_BUS_PREFIX } from '../../lambdas/core/destination/types/eventbridge/target.ts';
import { Canary } from './canary.ts';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD, sumOf } from './monitoring/monitoring.ts';
import { type ConsumeProps, type FunctionDefaults, NodeFunction, type QueueAccess } from './node-function.ts';
import type { Storage } from './storage.ts';

/** Enough for three batches, because a lookup continues after its attempt timed out. https://docs.libuv.org/en/v1.x/threadpool.html */
const NAME_LOOKUP_THREADS = 30;

export interface DeliveryProps {
  readonly defaults: FunctionDefaults;
  readonly stage: string;
  /** Event source of each lane. */
  readonly sources: Readonly<Record<Lane, ConsumeProps>>;
  readonly partnerMode: boolean;
  /** Whether destinations may be buses of this AWS account, except ingest buses. */
  readonly permitOwnAccountBuses: boolean;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  /** Whether a deployment shifts the functions gradually to their new version. */
  readonly isGradual: boolean;
  readonly monitoring: Monitoring;
}

interface LaneFunction {
  /** Its id, and first part of the ids of its alarms. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly queues: Readonly<Partial<Record<Lane, QueueAccess>>>;
  /** What its errors mean. */
  readonly meaning: string;
}

const LANE_FUNCTIONS: Readonly<Record<Lane, LaneFunction>> = {
  fast: {
    id: 'Deliver',
    name: 'deliver',
    description: 'Waybill: attempts deliveries in the fast lane',
    // It sends the messages of slow destinations to the slow lane.
    queues: { fast: 'hold', slow: 'send' },
    meaning: 'Deliveries have internal errors and are retried. The endpoints are not the cause.',
  },
  slow: {
    id: 'DeliverSlow',
    name: 'deliver-slow',
    description: 'Waybill: attempts deliveries in the slow lane',
    queues: { slow: 'hold' },
    meaning: 'Deliveries to slow destinations have internal errors and are retried. The endpoints are not the cause.',
  },
};

export class Delivery extends Construct {
  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { monitoring } = props;
    const functions = LANES.map((lane) => this.#addFunction(lane, props));
    if (props.isGradual) {
      const canary = new Canary(this, 'Canary', { monitoring });
      LANES.forEach((lane, index) => {
        canary.shift(LANE_FUNCTIONS[lane].id, functions[index] as NodeFunction);
      });
    }
    monitoring.alarm('RenderFailures', {
      severity: 'ticket',
      metric: monitoring.metric('RenderFailures', 'Sum', {}),
      threshold: 1,
      meaning: 'A downgrade of the catalog failed. Deliveries became failed with the reason render_failed.',
    });
    addDeliveryRows(monitoring);
    addObjectives(monitoring, functions);
  }

  #addFunction(lane: Lane, props: DeliveryProps): NodeFunction {
    const { storage, deliveriesQueue, monitoring } = props;
    const { id, name, description, queues, meaning } = LANE_FUNCTIONS[lane];
    const deliver = new NodeFunction(this, id, {
      ...props.defaults,
      folder: 'deliver',
      name,
      description,
      memorySize: 512,
      timeoutSeconds: 60,
      hasAlias: props.isGradual,
      noDeadLetterQueue: "Only the event source of its lane's queue calls it, and that queue has a dead-letter queue.",
    });
    deliver.bindTable(storage.events, 'eventsTable', ['batchGet']);
    deliver.bindTable(storage.deliveries, 'deliveriesTable', ['get', 'batchGet', 'put', 'batchWrite']);
    // Written to disable a destination that is gone, for the health of destinations, and for the counts of metrics and recoveries.
    deliver.bindTable(storage.control, 'controlTable', ['get', 'batchGet', 'query', 'put', 'update']);
    deliver.setting('lane', lane);
    deliver.setting('maxConcurrency', String(props.sources[lane].maxConcurrency));
    deliveriesQueue.bindTo(deliver, queues);
    deliver.bindDataKeys(storage.key, 'secretsKeyId', 'open');
    deliver.consume(deliveriesQueue.queues[lane], props.sources[lane]);
    // Node resolves host names on half of these threads, by default two. Slow name servers of one customer would make the other
    // attempts of a batch wait until they time out.
    deliver.function.addEnvironment('UV_THREADPOOL_SIZE', String(NAME_LOOKUP_THREADS * 2));
    allowCustomerBuses(deliver, props);
    monitoring.watchFunction(id, deliver, { severity: 'page', errors: 10, meaning });
    return deliver;
  }
}

/** Allows every bus and role of customers, because they are known only when a destination is created. */
function allowCustomerBuses(deliver: NodeFunction, { partnerMode, permitOwnAccountBuses }: DeliveryProps): void {
  const buses = `arn:${Aws.PARTITION}:events:*:*:event-bus/*`;
  const roles = `arn:${Aws.PARTITION}:iam::*:role/*`;
  deliver.allow(['events:PutEvents'], [buses]);
  deliver.role.addToPolicy(
    new PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [roles],
      // A role is assumed for one destination, with its id as the external id.
      conditions: { StringLike: { 'sts:ExternalId': 'ed_*' } },
    }),
  );
  // A destination that leads to an ingest bus, whose name has the prefix, would publish its own events again, in a loop. Customers
  // must not use the other buses or the roles of this account.
  const own = `arn:${Aws.PARTITION}:events:*:${Aws.ACCOUNT_ID}:event-bus/${permitOwnAccountBuses ? `${INGEST_BUS_PREFIX}*` : '*'}`;
  const deny = (action: string, resources: string[]) =>
    deliver.role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, actions: [action], resources }));
  deny('events:PutEvents', [own]);
  if (!permitOwnAccountBuses) deny('sts:AssumeRole', [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`]);
  Validations.of(deliver.role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*:*:event-bus/*]',
      reason:
        'Customers name their buses. Each bus policy decides which accounts can put events. Buses of this account are denied.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/*]',
      reason: 'Customers name their roles. Each trust policy decides, and the external id is always ed_….',
    },
  );
  if (!partnerMode) return;
  deliver.allow(['events:PutPartnerEvents'], ['*']);
  Validations.of(deliver.role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'PutPartnerEvents has no resources. Only the partner account can put events for its sources.',
  });
}

const OUTCOMES: readonly Outcome[] = ['delivered', 'retry', 'failed'];

/** Counts the attempts with an outcome over all destination types. */
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

/** Number of attempts in five minutes below which the share is not significant, because one endpoint can decide it. */
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

/** Ten seconds, in the unit of the metric. The statistic counts the values up to it. */
const WITHIN_TEN_SECONDS = 'TC(:10000)';

function addObjectives(monitoring: Monitoring, functions: readonly NodeFunction[]): void {
  const first: Record<string, IMetric> = {};
  const attempted: Record<string, IMetric> = {};
  for (const [index, type] of DESTINATION_TYPES.entries()) {
    first[`first${index}`] = timeToDeliver(monitoring, type, 'SampleCount');
    first[`soon${index}`] = timeToDeliver(monitoring, type, WITHIN_TEN_SECONDS);
    for (const outcome of OUTCOMES) {
      attempted[`${outcome}${index}`] = monitoring.metric('Attempts', 'Sum', { destination_type: type, outcome });
    }
  }
  monitoring.objective('withinTenSeconds', {
    label: 'First attempts within 10 s',
    metrics: first,
    bad: `(${filled(first, 'first')}) - (${filled(first, 'soon')})`,
    total: filled(first, 'first'),
  });
  // Internal errors do not end a delivery, which is retried; a failed rendering does.
  const prevented: Record<string, IMetric> = { rendering: monitoring.metric('RenderFailures', 'Sum', {}) };
  const thrown: Record<string, IMetric> = {};
  for (const [index, { function: fn, name }] of functions.entries()) {
    prevented[`caught${index}`] = monitoring.metric('InternalErrors', 'Sum', { function: name });
    thrown[`thrown${index}`] = fn.metricErrors();
  }
  const bad = `${filled(prevented)} + ${BATCH} * (${filled(thrown)})`;
  monitoring.objective('attempts', {
    label: 'Attempts without an internal error',
    metrics: { ...attempted, ...prevented, ...thrown },
    bad,
    total: `${filled(attempted)} + ${bad}`,
  });
}

/** Deliveries that an invocation that failed as a whole did not attempt, at most. */
const BATCH = 10;

/** Returns the sum of the metrics whose names begin so, each of which may have no data. */
const filled = (metrics: Readonly<Record<string, IMetric>>, prefix = ''): string =>
  Object.keys(metrics)
    .filter((name) => name.startsWith(prefix))
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
