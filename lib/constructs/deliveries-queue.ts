/** The queue of attempts to make and the queue of what could not be processed. */
import { Duration, Validations } from 'aws-cdk-lib';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
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

/**
 * A retry is held at most 15 minutes at a time, and SQS leaves a message that was received more than three times out of
 * the age: a queue that works never shows more than this.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const OLDEST_MESSAGE = Duration.minutes(45);

/**
 * Encrypted with keys of SQS: message bodies are events, protected like in the tables at rest, but a customer key would
 * bill a KMS request for many of the sends and receives. Fair between destinations by the MessageGroupId of each send;
 * a standard queue needs no setting for it.
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
      reason: 'It is the end of the line; its consumer writes each message down as a failed delivery.',
    });

    const oldest = this.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD });
    const inFlight = this.queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD });
    monitoring.show(
      'queue',
      new GraphWidget({
        title: 'Deliveries queue',
        width: 12,
        left: [
          this.queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: 'waiting' }),
          this.queue.metricApproximateNumberOfMessagesDelayed({ period: PERIOD, label: 'delayed' }),
          inFlight.with({ label: 'in flight' }),
        ],
      }),
      new GraphWidget({ title: 'Oldest message in the queue', width: 12, left: [oldest.with({ label: 'seconds' })] }),
    );
    monitoring.alarm('OldestMessage', {
      metric: oldest,
      severity: 'page',
      threshold: OLDEST_MESSAGE.toSeconds(),
      periods: 2,
      meaning: 'Deliveries wait longer than any retry is held: the deliver function does not keep up.',
    });
    monitoring.alarm('InFlight', {
      severity: 'page',
      metric: inFlight,
      threshold: inFlightLimit,
      meaning:
        'As many messages are in flight as inFlightLimit allows. At about 120,000 SQS delivers nothing to anyone.',
    });
  }
}
