/**
 * Gradual shift of a function to a new version: its event source invokes an alias, and CodeDeploy gives the new version a tenth of the
 * batches for five minutes. When the new version has errors, the alias returns to the version before, and the deployment fails.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
import { Duration, Validations } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Monitoring } from './monitoring/monitoring.ts';
import { LIVE_ALIAS, type NodeFunction } from './node-function.ts';

/** Shorter than the five minutes of the shift, so that its alarm comes in time. */
const MINUTE = Duration.minutes(1);

/** Errors of a new version in one minute below which they are not significant. */
const MANY_ERRORS = 3;
/** Errors for each hundred batches of the new version that end the shift. */
const ERRORS_PER_HUNDRED_BATCHES = 5;

export class Canary extends Construct {
  readonly #application: LambdaApplication;
  readonly #role: Role;
  readonly #monitoring: Monitoring;

  constructor(scope: Construct, id: string, { monitoring }: { readonly monitoring: Monitoring }) {
    super(scope, id);
    this.#monitoring = monitoring;
    this.#application = new LambdaApplication(this, 'Application');
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    // What AWSCodeDeployRoleForLambdaLimited has for all functions, without hooks and provisioned concurrency.
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html
    this.#role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'CodeDeploy reads the states of alarms as it does with the managed policy of AWS, for all alarms.',
    });
  }

  /** Shifts a function that has an alias. @param id first part of the id of its alarm */
  shift(id: string, fn: NodeFunction): void {
    const { live } = fn;
    if (!live) throw new Error(`${fn.name} has no alias to shift.`);
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias'],
        resources: [fn.function.functionArn],
      }),
    );
    const alarm = this.#monitoring.alarm(`${id}NewVersion`, {
      severity: 'ticket',
      metric: this.#errorsOfNewVersion(fn),
      threshold: ERRORS_PER_HUNDRED_BATCHES,
      meaning: `The new version of the ${fn.name} function has errors. If it is being deployed, the deployment ends and the version before continues.`,
      runbook: 'NewVersion',
    });
    const group = new LambdaDeploymentGroup(this, id, {
      application: this.#application,
      alias: live,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [alarm],
      // Otherwise the CDK would attach the managed policy.
      role: this.#role.withoutPolicyUpdates(),
    });
    group.node.addDependency(this.#role);
    // The alarm watches the new version before the alias shifts to it.
    live.node.addDependency(group);
  }

  /** Returns the errors for each hundred batches of the new version, thrown or caught; 0 while they are few. */
  #errorsOfNewVersion(fn: NodeFunction): MathExpression {
    const { version } = fn.function.currentVersion;
    const { functionName } = fn.function;
    // An alias has these dimensions for each version that it invokes.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
    const ofVersion = (metricName: string) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: {
          FunctionName: functionName,
          Resource: `${functionName}:${LIVE_ALIAS}`,
          ExecutedVersion: version,
        },
        statistic: 'Sum',
        period: MINUTE,
      });
    return new MathExpression({
      expression: `IF(FILL(thrown, 0) + FILL(caught, 0) >= ${MANY_ERRORS}, 100 * (FILL(thrown, 0) + FILL(caught, 0)) / FILL(batches, 1), 0)`,
      usingMetrics: {
        thrown: ofVersion('Errors'),
        batches: ofVersion('Invocations'),
        caught: this.#monitoring
          .metric('VersionErrors', 'Sum', { function: fn.name, version })
          .with({ period: MINUTE }),
      },
      period: MINUTE,
    });
  }
}
