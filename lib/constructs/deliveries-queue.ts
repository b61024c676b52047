/** The deliveries queue and its dead-letter queue. */
import { Duration, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Monitoring, PERIOD } from './monitoring.ts';

export interface DeliveriesQueueProps {
  /** The alarm's threshold, messages. */
  readonly inFlightLimit: number;
  readonly monitoring: Monitoring;
}

/** The queue itself holds retries, so messages are received more often than in a queue that only buffers. */
const MAX_RECEIVE_COUNT = 20;

/** Seconds after which a first attempt is late. */
const LATE_SECONDS = 120;

/** Number of messages in flight. SQS stops delivering messages at about 120,000. */
const HALF_OF_SQS_LIMIT = 60_000;

/**
 * Encrypted with keys of SQS. Message bodies contain events and are encrypted at rest like the tables; a customer key would
 * cost a KMS request for many of the sends and receives. The MessageGroupId of each message makes the queue fair between
 * destinations. A standard queue needs no setting for it.
 */
export class DeliveriesQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { inFlightLimit, monitoring }: DeliveriesQueueProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    } as const;
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, visibilityTimeout: Duration.minutes(6) });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(120),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is a dead-letter queue. Its consumer defers the delivery of each message.',
    });

    // The age of the oldest message includes held retries, up to 45 minutes in a healthy queue. Therefore the deliver function
    // measures how long messages wait for their first receive.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    const lag = monitoring.metric('QueueLag', 'Maximum', {});
    const received = this.queue.metricNumberOfMessagesReceived({ period: PERIOD });
    const waiting = this.queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD });
    const inFlight = this.queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD });
    monitoring.show(
      'queue',
      new GraphWidget({
        title: 'Deliveries queue',
        width: 12,
        left: [
          waiting.with({ label: 'waiting' }),
          this.queue.metricApproximateNumberOfMessagesDelayed({ period: PERIOD, label: 'delayed' }),
          inFlight.with({ label: 'in flight' }),
        ],
      }),
      new GraphWidget({ title: 'Wait for the first attempt, s', width: 12, left: [lag.with({ label: 'longest' })] }),
    );
    monitoring.alarm('QueueLag', {
      severity: 'page',
      metric: lag,
      threshold: LATE_SECONDS,
      periods: 2,
      meaning: `First attempts wait longer than ${LATE_SECONDS} seconds: the deliver function does not keep up.`,
    });
    monitoring.alarm('QueueStalled', {
      severity: 'page',
      // The minimum of waiting messages, in a period without received messages.
      metric: new MathExpression({
        expression: 'IF(FILL(received, 0) > 0, 0, FILL(waiting, 0))',
        usingMetrics: { received, waiting: waiting.with({ statistic: 'Minimum' }) },
        period: PERIOD,
      }),
      threshold: 1,
      periods: 2,
      meaning: 'Messages wait in the deliveries queue and none is received. Nothing is delivered.',
    });
    monitoring.alarm('InFlight', {
      severity: 'page',
      metric: inFlight,
      // With a limit of 0 no retry is held, and only current attempts are in flight.
      threshold: inFlightLimit || HALF_OF_SQS_LIMIT,
      meaning:
        'The number of messages in flight has reached inFlightLimit. At about 120,000 SQS stops delivering messages.',
    });
  }
}
