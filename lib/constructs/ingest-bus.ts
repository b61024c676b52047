/** The bus that services of the platform may put events on instead of calling the API. */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { INGEST_BUS_PREFIX } from '../../lambdas/core/destination/types/eventbridge/target.ts';
import { shortName } from './global-name.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

export interface IngestBusProps {
  readonly monitoring: Monitoring;
}

/** Short, because publishers name it: `waybill-prod` for the stack `Waybill-prod`. Distinct for each stack of a region. */
const ingestBusName = (stackName: string): string => INGEST_BUS_PREFIX + shortName(stackName);

/** Services in the same AWS account put on it by their own IAM permission; it has no resource policy. */
export class IngestBus extends Construct {
  readonly bus: EventBus;
  /** Events the bus could not hand over, and events the publish function could not take. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { monitoring }: IngestBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: ingestBusName(Stack.of(this).stackName),
      description: 'Waybill: events to publish',
    });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue, of the bus rule and of the publish function.' },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'It is the end of the line; an alarm calls a person to it.' },
    );
    const waiting = this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD });
    monitoring.show(
      'dead letters',
      new GraphWidget({
        title: 'Ingest bus: events not published',
        width: 12,
        left: [waiting.with({ label: 'waiting' })],
      }),
    );
    monitoring.alarm('IngestDeadLetters', {
      severity: 'ticket',
      metric: waiting,
      threshold: 1,
      meaning:
        'Events of the ingest bus were not published and wait in the ingest dead-letter queue for up to 14 days.',
    });
  }

  /** Hands every event on the bus to `publish`, for up to a day. */
  handTo(publish: IFunction): void {
    new Rule(this, 'Everything', {
      eventBus: this.bus,
      eventPattern: { source: Match.prefix('') },
      targets: [new LambdaFunction(publish, { deadLetterQueue: this.deadLetters, maxEventAge: Duration.hours(24) })],
    });
  }
}
