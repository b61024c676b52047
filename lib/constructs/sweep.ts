/**
 * The sweep function, which runs each minute. It sends deferred deliveries back to the queue, sends probes and drains backlogs, and
 * advances recoveries.
 */
import { Duration, Validations } from 'aws-cdk-lib';
import { GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { WATCH_SHARDS } from '../../lambdas/core/destination/health/watch.ts';
import type { SweepTask } from '../../lambdas/sweep/task.ts';
import type { DeliveriesQueue } from './deliveries-queue.ts';
import { type Monitoring, PERIOD } from './monitoring/monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface SweepProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  readonly deliveriesQueue: DeliveriesQueue;
  readonly monitoring: Monitoring;
  /** Shards of the due list. */
  readonly dueShards: number;
  /** Topic for health events. */
  readonly healthTopicArn: string | undefined;
}

const NEXT_RUN = 'The next run, a minute later, does the work of a failed run, because all state is in the tables.';

/** Maximum number of targets of a rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGETS_PER_RULE = 5;

/** Delay of a deferred retry that starts the alarm. */
const LAG = Duration.minutes(5);

export class Sweep extends Construct {
  readonly sweep: NodeFunction;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { defaults, storage, deliveriesQueue, monitoring, dueShards, healthTopicArn } = props;
    const sweep = new NodeFunction(this, 'Sweep', {
      ...defaults,
      folder: 'sweep',
      description: 'Waybill: sends due deliveries, backlogs and the deliveries of recoveries to the queues',
      // One processor, which decides how many waiting deliveries can fail in a second: decision 84. The code uses one thread.
      // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
      memorySize: 1769,
      timeoutSeconds: 55,
      noDeadLetterQueue: NEXT_RUN,
    });
    this.sweep = sweep;
    // Health events are published like other events, and waiting deliveries fail without an attempt: single rows are written.
    sweep.bindTable(storage.deliveries, 'deliveriesTable', ['get', 'batchGet', 'query', 'put', 'batchWrite']);
    deliveriesQueue.bindTo(sweep, { fast: 'send', slow: 'send' });
    // Recoveries read missed events from one table and are stored in the other.
    sweep.bindTable(storage.events, 'eventsTable', ['get', 'batchGet', 'query', 'put']);
    sweep.bindTable(storage.control, 'controlTable', ['get', 'query', 'put', 'update', 'delete']);
    if (healthTopicArn !== undefined) sweep.allow(['sns:Publish'], [healthTopicArn]);
    // Otherwise Lambda would retry a failed invocation twice, in addition to the runs of the next minutes.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    sweep.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    Validations.of(sweep.function).acknowledge({ id: 'Serverless-LambdaAsyncFailureDestination', reason: NEXT_RUN });

    // An invocation for each shard, so that a slow or failing shard does not affect the others.
    const shards = Array.from({ length: dueShards }, (_, shard): SweepTask => ({ shard }));
    for (let first = 0; first < dueShards; first += TARGETS_PER_RULE) {
      this.#everyMinute(`Shards${first}`, sweep, shards.slice(first, first + TARGETS_PER_RULE));
    }
    const watched = Array.from({ length: WATCH_SHARDS }, (_, watch): SweepTask => ({ watch }));
    this.#everyMinute('Watched', sweep, watched);
    this.#everyMinute('Recoveries', sweep, [{ recoveries: true }]);

    monitoring.watchFunction('Sweep', sweep, {
      severity: 'page',
      errors: 3,
      meaning:
        'Deferred retries are not sent back to the queue, failing destinations are not probed, backlogs are not drained, and recoveries do not advance.',
    });
    const lag = monitoring.metric('SweepLag', 'Maximum', {});
    monitoring.alarm('SweepLag', {
      severity: 'page',
      metric: lag,
      threshold: LAG.toMilliseconds(),
      periods: 2,
      meaning: `Deferred retries are more than ${LAG.toMinutes()} minutes late. The sweep does not keep up.`,
    });
    monitoring.show(
      'queue',
      new GraphWidget({
        title: 'Deferred deliveries: sent and lag',
        width: 24,
        left: [monitoring.metric('Swept', 'Sum', {}).with({ label: 'sent' })],
        right: [lag.with({ label: 'lag, ms' })],
      }),
    );
    watchCircuits(monitoring);
  }

  #everyMinute(id: string, sweep: NodeFunction, tasks: readonly SweepTask[]): void {
    const rule = new Rule(this, id, {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: tasks.map(
        (task) =>
          new LambdaFunction(sweep.function, {
            event: RuleTargetInput.fromObject(task),
            retryAttempts: 0,
            maxEventAge: Duration.minutes(1),
          }),
      ),
    });
    Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason: NEXT_RUN });
  }
}

/** Circuits that open within five minutes. So many endpoints rarely fail at the same time for reasons of their own. */
const MANY_OPENED = 50;

function watchCircuits(monitoring: Monitoring): void {
  const opened = monitoring.metric('CircuitsOpened', 'Sum', {});
  monitoring.alarm('CircuitsOpened', {
    severity: 'page',
    metric: opened,
    threshold: MANY_OPENED,
    meaning: `The circuits of ${MANY_OPENED} destinations opened within five minutes. Their deliveries wait for a probe. The platform may be the cause.`,
  });
  // Written by each shard each minute.
  const open = new MathExpression({
    expression: `FILL(open, 0) / ${PERIOD.toMinutes()}`,
    usingMetrics: { open: monitoring.metric('OpenCircuits', 'Sum', {}) },
    label: 'open',
    period: PERIOD,
  });
  const count = (name: 'Waited' | 'Drained' | 'WaitingFailed', label: string) =>
    monitoring.metric(name, 'Sum', {}).with({ label });
  monitoring.show(
    'queue',
    new GraphWidget({
      title: 'Open circuits',
      width: 12,
      left: [open, opened.with({ label: 'opened' })],
    }),
    new GraphWidget({
      title: 'Waiting deliveries',
      width: 12,
      left: [
        count('Waited', 'began to wait'),
        count('Drained', 'sent after a recovery'),
        count('WaitingFailed', 'failed without an attempt'),
      ],
    }),
  );
}
