/** The bus on which services of the platform can publish instead of calling the API. */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import {
  EventBus,
  type EventPattern,
  Rule,
  RuleTargetInput,
  type RuleTargetInputProperties,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IngestReading, IngestRule } from '../../lambdas/contract/publish/ingest-rule.ts';
import { INGEST_BUS_PREFIX } from '../../lambdas/core/destination/types/eventbridge/target.ts';
import { shortName } from './global-name.ts';
import { type Monitoring, PERIOD } from './monitoring/monitoring.ts';

export interface IngestBusProps {
  readonly monitoring: Monitoring;
}

/** Returns a short name, because publishers use it: `waybill-prod` for the stack `Waybill-prod`. Distinct for each stack of a region. */
const ingestBusName = (stackName: string): string => INGEST_BUS_PREFIX + shortName(stackName);

/** The bus has no resource policy. Services in the same AWS account need IAM permission to put events on it. */
export class IngestBus extends Construct {
  readonly bus: EventBus;
  /** Events that the bus could not deliver to the function, and events that could not be published. */
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
      {
        id: 'AwsSolutions-SQS3',
        reason: 'It is the dead-letter queue of the rule of the bus and of the publish function.',
      },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'It is a dead-letter queue. An alarm watches it.' },
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
        'Events of the ingest bus were not published. They stay in the ingest dead-letter queue for up to 14 days.',
    });
  }

  /** Sends the events that rules match to `publish`, with retries for up to a day. */
  sendTo(publish: IFunction, rules: readonly IngestRule[]): void {
    for (const [index, { pattern = EVERYTHING, ...reading }] of rules.entries()) {
      const { 'detail-type': detailType, ...others } = pattern;
      new Rule(this, `Rule${index + 1}`, {
        eventBus: this.bus,
        eventPattern: { ...others, ...(detailType && { detailType }) } as EventPattern,
        targets: [
          new LambdaFunction(publish, {
            event: new WithReading(reading),
            deadLetterQueue: this.deadLetters,
            maxEventAge: Duration.hours(24),
          }),
        ],
      });
    }
  }
}

const EVERYTHING: NonNullable<IngestRule['pattern']> = { source: [{ prefix: '' }] };

/**
 * Sends a function the event and how to read it. `<aws.events.event.json>` is the whole event:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined
 */
class WithReading extends RuleTargetInput {
  readonly #reading: IngestReading;

  constructor(reading: IngestReading) {
    super();
    this.#reading = reading;
  }

  bind(): RuleTargetInputProperties {
    return { inputTemplate: `{"rule":${JSON.stringify(this.#reading)},"event":<aws.events.event.json>}` };
  }
}
