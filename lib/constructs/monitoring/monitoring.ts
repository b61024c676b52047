/** The dashboard, the alarms and their topics. Every construct registers its metrics, alarms, objectives and logs here. */
import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import {
  type DimensionsOf,
  METRICS_NAMESPACE,
  type MetricName,
} from '../../../lambdas/adapters/telemetry/metric-names.ts';
import { globalName, shortName } from '../global-name.ts';
import type { NodeFunction } from '../node-function.ts';
import { Budget } from './budget.ts';
import { type Counted, type Objectives, objectiveWidgets } from './objectives.ts';
import { SavedQueries } from './saved-queries.ts';

/** Resolution of every graph and alarm. */
export const PERIOD = Duration.minutes(5);

/** Rows of the dashboard, the most important first. */
const ROWS = ['objectives', 'delivery', 'queue', 'dead letters', 'api', 'functions', 'tables'] as const;
export type Row = (typeof ROWS)[number];

/**
 * `page`: events are late, lost or rejected now. Act at once. `ticket`: nothing is lost, and it can wait for the morning.
 */
export type Severity = 'page' | 'ticket';

export interface MonitoringProps {
  readonly alarmEmail?: string | undefined;
  readonly alarmTopicArn?: string | undefined;
  readonly ticketTopicArn?: string | undefined;
  /** URL of docs/operations/alarms.md, whose sections are the runbooks. */
  readonly runbookUrl: string;
  readonly objectives: Objectives;
  /** US dollars in a month that the stage is expected to cost. */
  readonly monthlyBudgetUsd?: number | undefined;
}

export interface AlarmProps {
  readonly severity: Severity;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Whether the alarm starts at the threshold and above it, or below it. */
  readonly when?: 'at least' | 'below';
  /** Number of consecutive periods of five minutes. */
  readonly periods?: number;
  /** Meaning in one sentence. The runbook has the recommended action. */
  readonly meaning: string;
  /** Section of docs/operations/alarms.md. Defaults to the name of the alarm; several alarms can share a section. */
  readonly runbook?: string;
}

/** Alarms of a function: the meaning of its errors, and the errors in five minutes that raise the alarm. */
export interface WatchProps {
  readonly severity: Severity;
  readonly errors: number;
  readonly meaning: string;
}

export class Monitoring extends Construct {
  /** Receives pages, and tickets when the stage has no topic for them. */
  readonly topic: ITopic;
  readonly dashboardUrl: string;
  readonly #stage: string;
  readonly #runbookUrl: string;
  readonly #topics: Readonly<Record<Severity, ITopic>>;
  readonly #dashboard: Dashboard;
  readonly #objectives: Objectives;
  readonly #counted = new Map<keyof Objectives, Counted>();
  readonly #logs = new Map<string, ILogGroup>();
  readonly #widgets = new Map<Row, IWidget[]>();
  readonly #errors = new GraphWidget({ title: 'Function errors', width: 12 });
  readonly #throttles = new GraphWidget({ title: 'Function throttles', width: 12 });

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#stage = shortName(Stack.of(this).stackName);
    this.#runbookUrl = props.runbookUrl;
    this.#objectives = props.objectives;
    this.topic = props.alarmTopicArn
      ? Topic.fromTopicArn(this, 'Topic', props.alarmTopicArn)
      : this.#createTopic(props.alarmEmail);
    const ticket = props.ticketTopicArn ? Topic.fromTopicArn(this, 'TicketTopic', props.ticketTopicArn) : this.topic;
    this.#topics = { page: this.topic, ticket };
    if (props.monthlyBudgetUsd !== undefined)
      new Budget(this, 'Cost', { amount: props.monthlyBudgetUsd, topic: ticket });
    // Dashboards are global. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
    const dashboardName = globalName(this, 'dashboard');
    this.#dashboard = new Dashboard(this, 'Dashboard', { dashboardName, defaultInterval: Duration.hours(6) });
    const { region } = Stack.of(this);
    this.dashboardUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
  }

  /** Returns a metric that functions write, with exactly the dimensions they write it with. */
  metric<Name extends MetricName>(metricName: Name, statistic: string, dimensions: DimensionsOf<Name>): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { stage: this.#stage, ...dimensions },
      statistic,
      period: PERIOD,
    });
  }

  /** Adds an alarm that notifies the topic of its severity when it starts and when it is over. */
  alarm(id: string, props: AlarmProps): Alarm {
    const { severity, metric, threshold, when = 'at least', periods = 1, meaning, runbook = id } = props;
    const alarm = new Alarm(this, id, {
      // The subject of an alarm's mail is this name. Stack names are unique within account and region.
      alarmName: `${Stack.of(this).stackName} ${severity}: ${id}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator:
        when === 'below'
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Every watched metric has no data, not zero, while nothing happens; an idle stage is healthy.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `[${severity}] ${meaning} Runbook: ${this.#runbookUrl}#${runbook.toLowerCase()}`,
    });
    const action = new SnsAction(this.#topics[severity]);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }

  /** Adds to a row of the dashboard, which is 24 wide. */
  show(row: Row, ...widgets: IWidget[]): void {
    this.#widgets.set(row, [...(this.#widgets.get(row) ?? []), ...widgets]);
  }

  /**
   * Adds alarms on the errors of a function, both those that ended an invocation and those that it caught, and on its
   * throttles; shows all three. Saved queries read its logs.
   */
  watchFunction(
    name: string,
    { function: fn, name: functionName, logGroup }: NodeFunction,
    { severity, errors, meaning }: WatchProps,
  ): void {
    this.addLogs(functionName, logGroup);
    const thrown = fn.metricErrors({ period: PERIOD });
    const caught = this.metric('InternalErrors', 'Sum', { function: functionName });
    const throttles = fn.metricThrottles({ period: PERIOD });
    this.#errors.addLeftMetric(thrown.with({ label: name }));
    this.#errors.addLeftMetric(caught.with({ label: `${name}, caught` }));
    this.#throttles.addLeftMetric(throttles.with({ label: name }));
    this.alarm(`${name}Errors`, { severity, metric: sumOf({ thrown, caught }), threshold: errors, meaning });
    this.alarm(`${name}Throttles`, {
      severity,
      metric: throttles,
      threshold: MANY_THROTTLES,
      periods: 2,
      meaning: `Lambda throttles the ${functionName} function, because too many functions run at the same time.`,
      runbook: 'FunctionThrottles',
    });
  }

  /** Shows how many events are good, compared with an objective of the stage. */
  objective(name: keyof Objectives, counted: Counted): void {
    this.#counted.set(name, counted);
  }

  /** Lets saved queries read a log group. @param name of a function, or ACCESS_LOGS */
  addLogs(name: string, group: ILogGroup): void {
    this.#logs.set(name, group);
  }

  /** Adds the registered widgets to the dashboard, and the saved queries. Call it after every construct has registered its own. */
  complete(): void {
    new SavedQueries(this, 'Queries', { logs: this.#logs });
    this.show('objectives', ...objectiveWidgets(this.#counted, this.#objectives));
    this.show('functions', this.#errors, this.#throttles);
    for (const row of ROWS) this.#dashboard.addWidgets(...(this.#widgets.get(row) ?? []));
  }

  #createTopic(email: string | undefined): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // Without the account, alarms of any AWS account could publish here.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*` },
        },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
    Validations.of(topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'Mail subscriptions cannot be redriven; the state of an alarm stays in CloudWatch when a mail is lost.',
    });
    return topic;
  }
}

/** In five minutes. A short burst is throttled while AWS adds instances; callers and queues retry. */
const MANY_THROTTLES = 50;

/** Returns the sum of metrics, each of which may have no data: a plain sum with such a metric would have no data either. */
export function sumOf(metrics: Readonly<Record<string, IMetric>>, label?: string): MathExpression {
  return new MathExpression({
    expression: Object.keys(metrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics: { ...metrics },
    period: PERIOD,
    ...(label === undefined ? {} : { label }),
  });
}
