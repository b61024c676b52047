/** The dashboard and the topic of alarms. Every construct registers here what it has to watch. */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Resolution of every graph and alarm. */
export const PERIOD = Duration.minutes(5);

/** Rows of the dashboard, from what matters first to what explains it. */
const ROWS = ['delivery', 'queue', 'dead letters', 'api', 'functions', 'tables'] as const;
export type Row = (typeof ROWS)[number];

export interface MonitoringProps {
  readonly stage: string;
  readonly alarmEmail?: string | undefined;
  readonly alarmTopicArn?: string | undefined;
}

export interface AlarmProps {
  readonly metric: IMetric;
  /** Alarms at this value and above. */
  readonly threshold: number;
  /** Periods of five minutes in a row. */
  readonly periods?: number;
  /** What it means and what to do, in words for whoever is woken by it. */
  readonly whatToDo: string;
}

export class Monitoring extends Construct {
  readonly topic: ITopic;
  readonly dashboardUrl: string;
  readonly #dashboard: Dashboard;
  readonly #widgets = new Map<Row, IWidget[]>();
  readonly #errors = new GraphWidget({ title: 'Function errors', width: 12 });
  readonly #throttles = new GraphWidget({ title: 'Function throttles', width: 12 });

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.topic = props.alarmTopicArn
      ? Topic.fromTopicArn(this, 'Topic', props.alarmTopicArn)
      : this.#createTopic(props.alarmEmail);
    const dashboardName = `waybill-${props.stage}`;
    this.#dashboard = new Dashboard(this, 'Dashboard', { dashboardName, defaultInterval: Duration.hours(6) });
    const { region } = Stack.of(this);
    this.dashboardUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
  }

  /** Adds an alarm that tells the topic when it starts and when it is over. */
  alarm(id: string, { metric, threshold, periods = 1, whatToDo }: AlarmProps): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${whatToDo} See docs/operations.md, "Alarms".`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }

  /** Adds to a row of the dashboard, which is 24 wide. */
  show(row: Row, ...widgets: IWidget[]): void {
    this.#widgets.set(row, [...(this.#widgets.get(row) ?? []), ...widgets]);
  }

  /** Alarms on errors of a function and shows its errors and throttles. */
  watchFunction(name: string, fn: IFunction, whatToDo: string): void {
    const errors = fn.metricErrors({ period: PERIOD });
    this.#errors.addLeftMetric(errors.with({ label: name }));
    this.#throttles.addLeftMetric(fn.metricThrottles({ period: PERIOD, label: name }));
    this.alarm(`${name}Errors`, { metric: errors, threshold: 1, whatToDo });
  }

  /** Draws the dashboard, when all have registered what they show. */
  layOut(): void {
    this.show('functions', this.#errors, this.#throttles);
    for (const row of ROWS) this.#dashboard.addWidgets(...(this.#widgets.get(row) ?? []));
  }

  #createTopic(email: string | undefined): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    if (email) topic.addSubscription(new EmailSubscription(email));
    Validations.of(topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'Mail subscriptions cannot be redriven; the state of an alarm stays in CloudWatch when a mail is lost.',
    });
    return topic;
  }
}
