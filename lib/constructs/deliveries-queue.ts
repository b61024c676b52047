/** The deliveries queues of both lanes and their dead-letter queue. */
import { Duration, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LANES, type Lane } from '../../lambdas/core/destination/health/health.ts';
import { type AlarmProps, type Monitoring, PERIOD } from './monitoring/monitoring.ts';
import type { NodeFunction, QueueAccess } from './node-function.ts';

export interface DeliveriesQueueProps {
  /** The alarm's threshold, messages. */
  readonly inFlightLimit: number;
  readonly monitoring: Monitoring;
}

/** The queue itself holds retries, so messages are received more often than in a queue that only buffers. */
const MAX_RECEIVE_COUNT = 20;

/** Number of messages in flight. SQS stops delivering messages at about 120,000. */
const HALF_OF_SQS_LIMIT = 60_000;

interface LaneText {
  /** First part of the ids of its alarms. */
  readonly prefix: string;
  readonly queue: string;
  /** Alarm on the wait for the first attempt. */
  readonly lag: Pick<AlarmProps, 'severity' | 'threshold' | 'meaning'>;
}

/** Destinations in the slow lane delay each other: their endpoints need the time. Many of them at once are no incident. */
const TEXTS: Readonly<Record<Lane, LaneText>> = {
  fast: {
    prefix: '',
    queue: 'deliveries queue',
    lag: {
      severity: 'page',
      threshold: 120,
      meaning: 'First attempts wait longer than two minutes: the deliver function does not keep up.',
    },
  },
  slow: {
    prefix: 'Slow',
    queue: 'queue of the slow lane',
    lag: {
      severity: 'ticket',
      threshold: 900,
      meaning:
        'First attempts at slow destinations wait longer than 15 minutes: the slow lane has too many attempts for its concurrency.',
    },
  },
};

/**
 * Encrypted with keys of SQS. Message bodies contain events and are encrypted at rest like the tables; a customer key would
 * cost a KMS request for many of the sends and receives. The MessageGroupId of each message makes a queue fair between
 * destinations. A standard queue needs no setting for it.
 */
export class DeliveriesQueue extends Construct {
  readonly queues: Readonly<Record<Lane, Queue>>;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { inFlightLimit, monitoring }: DeliveriesQueueProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    } as const;
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, visibilityTimeout: Duration.minutes(6) });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is a dead-letter queue. Its consumer defers the delivery of each message.',
    });
    const queue = (name: string) =>
      new Queue(this, name, {
        ...common,
        visibilityTimeout: Duration.seconds(120),
        deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
      });
    this.queues = { fast: queue('Queue'), slow: queue('SlowQueue') };
    // With a limit of 0 no retry is held, and only current attempts are in flight.
    for (const lane of LANES) this.#watch(lane, inFlightLimit || HALF_OF_SQS_LIMIT, monitoring);
  }

  /** Names both queues to a function, and allows what it does with them. */
  bindTo(to: NodeFunction, access: Partial<Readonly<Record<Lane, QueueAccess>>>): void {
    const names = { fast: 'deliveriesQueueUrl', slow: 'slowDeliveriesQueueUrl' } as const;
    for (const lane of LANES) {
      const allowed = access[lane];
      if (allowed) to.bindQueue(this.queues[lane], names[lane], allowed);
      else to.setting(names[lane], this.queues[lane].queueUrl);
    }
  }

  #watch(lane: Lane, manyInFlight: number, monitoring: Monitoring): void {
    const { prefix, queue: name, lag: lagAlarm } = TEXTS[lane];
    const queue = this.queues[lane];
    // The age of the oldest message includes held retries, up to 45 minutes in a healthy queue. Therefore the deliver functions
    // measure how long messages wait for their first receive.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    const lag = monitoring.metric('QueueLag', 'Maximum', { lane });
    const received = queue.metricNumberOfMessagesReceived({ period: PERIOD });
    const waiting = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD });
    const inFlight = queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD });
    monitoring.show(
      'queue',
      new GraphWidget({
        title: `Messages, ${lane} lane`,
        width: 12,
        left: [
          waiting.with({ label: 'waiting' }),
          queue.metricApproximateNumberOfMessagesDelayed({ period: PERIOD, label: 'delayed' }),
          inFlight.with({ label: 'in flight' }),
        ],
      }),
      new GraphWidget({
        title: `Wait for the first attempt, ${lane} lane, s`,
        width: 12,
        left: [lag.with({ label: 'longest' })],
      }),
    );
    monitoring.alarm(`${prefix}QueueLag`, { ...lagAlarm, metric: lag, periods: 2 });
    monitoring.alarm(`${prefix}QueueStalled`, {
      severity: 'page',
      // The minimum of waiting messages, in a period without received messages.
      metric: new MathExpression({
        expression: 'IF(FILL(received, 0) > 0, 0, FILL(waiting, 0))',
        usingMetrics: { received, waiting: waiting.with({ statistic: 'Minimum' }) },
        period: PERIOD,
      }),
      threshold: 1,
      periods: 2,
      meaning: `Messages wait in the ${name} and none is received. Nothing in it is delivered.`,
      runbook: 'QueueStalled',
    });
    monitoring.alarm(`${prefix}InFlight`, {
      severity: 'page',
      metric: inFlight,
      threshold: manyInFlight,
      meaning: `The number of messages in flight in the ${name} has reached inFlightLimit. At about 120,000 SQS stops delivering messages.`,
      runbook: 'InFlight',
    });
  }
}
