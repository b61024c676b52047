/** A stage whose deployments shift the deliver functions gradually to their new version. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Template as LocalTemplate } from '../../local/template.ts';
import { asList, functionsOf, one, propertiesOf, type Resource, statementsOf, templateOf } from './stacks.ts';

const template = templateOf({ deploymentPreference: 'canary' });
const LANE_FUNCTIONS = ['deliver', 'deliver-slow'];

/** Returns the resources of a type by logical id. */
const resources = (type: string) => Object.entries(template.findResources(type)) as [string, Resource & Updated][];
interface Updated {
  readonly UpdatePolicy?: { readonly CodeDeployLambdaAliasUpdate: object };
  readonly DependsOn?: readonly string[];
}

const functionIds = new Map(
  resources('AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const { Environment } = Properties as { Environment?: { Variables?: Record<string, string> } };
    const name = Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
    return name ? [[name, id] as const] : [];
  }),
);
/** Returns the alias of a function, with its logical id. */
const aliasResource = (name: string) =>
  one(
    resources('AWS::Lambda::Alias').filter(
      ([, { Properties }]) => (Properties.FunctionName as { Ref: string }).Ref === functionIds.get(name),
    ),
  );
const aliasOf = (name: string): string => aliasResource(name)[0];

describe('a stage that shifts gradually', () => {
  it('has an alias and a retained version of each deliver function, and of no other', () => {
    expect(resources('AWS::Lambda::Alias')).toHaveLength(2);
    for (const name of LANE_FUNCTIONS) {
      const [, { Properties }] = aliasResource(name);
      const [version = ''] = (Properties.FunctionVersion as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      expect(Properties.Name).toBe('live');
      expect(template.findResources('AWS::Lambda::Version')[version]).toMatchObject({
        Properties: { FunctionName: { Ref: functionIds.get(name) } },
        DeletionPolicy: 'Retain',
      });
    }
    expect(templateOf().findResources('AWS::Lambda::Alias')).toEqual({});
    expect(templateOf().findResources('AWS::Lambda::Version')).toEqual({});
  });

  it('polls the queues of both lanes for the aliases, with the same concurrency', () => {
    const sources = (of: typeof template) =>
      propertiesOf(of, 'AWS::Lambda::EventSourceMapping').map(({ FunctionName, ...rest }) => rest);
    expect(sources(template)).toEqual(sources(templateOf()));
    const targets = propertiesOf(template, 'AWS::Lambda::EventSourceMapping').map(({ FunctionName }) => FunctionName);
    for (const name of LANE_FUNCTIONS) expect(targets).toContainEqual({ Ref: aliasOf(name) });
  });

  it('gives a tenth of the batches to a new version for five minutes, and returns on its alarm', () => {
    const groups = propertiesOf(template, 'AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(2);
    for (const group of groups) {
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: expect.stringContaining('NewVersion') } }] },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
        },
      });
    }
    for (const name of LANE_FUNCTIONS) {
      const [, { UpdatePolicy, DependsOn }] = aliasResource(name);
      expect(UpdatePolicy?.CodeDeployLambdaAliasUpdate).toMatchObject({
        DeploymentGroupName: { Ref: expect.stringContaining('Canary') },
      });
      // Its alarm then watches the new version before the shift.
      expect(DependsOn).toContainEqual(expect.stringMatching(/^DeliveryCanaryDeliver/));
    }
  });

  it('lets CodeDeploy change these two functions only, without a managed policy', () => {
    const [role] = resources('AWS::IAM::Role').find(([id]) => id.startsWith('DeliveryCanary')) ?? [''];
    const statements = propertiesOf(template, 'AWS::IAM::Policy')
      .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements.map(({ Action, Resource }) => [asList(Action).join(), asList(Resource)])).toEqual([
      ['cloudwatch:DescribeAlarms', ['*']],
      [
        'lambda:GetAlias,lambda:UpdateAlias',
        LANE_FUNCTIONS.map((name) => ({ 'Fn::GetAtt': [functionIds.get(name), 'Arn'] })),
      ],
    ]);
    for (const { ManagedPolicyArns } of propertiesOf(template, 'AWS::IAM::Role'))
      expect(ManagedPolicyArns).toBeUndefined();
  });

  it('gives the functions the same permissions as a stage that does not', () => {
    for (const name of functionsOf(template).keys()) {
      expect(statementsOf(template, name), name).toEqual(statementsOf(templateOf(), name));
    }
  });

  it('updates sweep first, and api and then publish when all batches are with the new versions', () => {
    const dependsOn = (name: string) =>
      resources('AWS::Lambda::Function').find(([id]) => id === functionIds.get(name))?.[1].DependsOn ?? [];
    for (const name of LANE_FUNCTIONS) {
      expect(dependsOn(name)).toContain(functionIds.get('sweep'));
      expect(dependsOn('api')).toContain(aliasOf(name));
    }
    expect(dependsOn('publish')).toContain(functionIds.get('api'));
  });

  it('has the same functions here, because the local platform follows an alias to its function', () => {
    const local = new LocalTemplate(template.toJSON().Resources);
    for (const name of LANE_FUNCTIONS) {
      expect(local.functionIn({ Ref: aliasOf(name) })).toBe(functionIds.get(name));
    }
    expect(local.functionIn({ 'Fn::GetAtt': [functionIds.get('sweep'), 'Arn'] })).toBe(functionIds.get('sweep'));
  });
});

describe('the commands of a rollback', () => {
  const page = readFileSync(new URL('../../docs/operations/upgrade.md', import.meta.url), 'utf8');

  it('find the functions of both lanes by the first part of their logical ids', () => {
    const prefixes = /^for id in (.+); do$/m.exec(page)?.[1]?.split(' ') ?? [];
    const found = prefixes.map((prefix) =>
      resources('AWS::Lambda::Function').flatMap(([id]) => (id.startsWith(prefix) ? [id] : [])),
    );
    expect(found).toEqual(LANE_FUNCTIONS.map((name) => [functionIds.get(name)]));
  });

  it('name the alias', () => expect(page).toContain('--name live '));
});

describe('the alarm of a new version', () => {
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) =>
    AlarmName.endsWith('NewVersion'),
  );

  it('watches the errors of this version by the minute, thrown or caught, and not those of endpoints', () => {
    expect(alarms).toHaveLength(2);
    for (const { Metrics, Threshold, TreatMissingData } of alarms) {
      const watched = Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: object; Period: number } }) =>
        MetricStat ? [MetricStat] : [],
      );
      const byName = watched.map(
        ({ Metric, Period }: { Metric: { MetricName: string; Dimensions: { Name: string }[] }; Period: number }) => [
          Metric.MetricName,
          Metric.Dimensions.map(({ Name }) => Name).join(),
          Period,
        ],
      );
      expect(byName.sort()).toEqual([
        ['Errors', 'ExecutedVersion,FunctionName,Resource', 60],
        ['Invocations', 'ExecutedVersion,FunctionName,Resource', 60],
        ['VersionErrors', 'function,stage,version', 60],
      ]);
      expect(JSON.stringify(watched)).toMatch(/"Fn::GetAtt":\["\w+CurrentVersion\w+","Version"\]/);
      expect([Threshold, TreatMissingData]).toEqual([5, 'notBreaching']);
    }
  });

  it('costs what docs/operations/cost.md states: each metric that it watches is billed', () => {
    const count = alarms.flatMap(({ Metrics }) =>
      Metrics.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat),
    );
    const costs = readFileSync(new URL('../../docs/operations/cost.md', import.meta.url), 'utf8');
    expect(costs).toContain(
      `has ${alarms.length} alarms more, which watch ${count.length} metrics: $${(count.length * 0.1).toFixed(2)}.`,
    );
  });

  it('has a runbook', () => {
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toContain('alarms.md#newversion');
    const runbooks = readFileSync(new URL('../../docs/operations/alarms.md', import.meta.url), 'utf8');
    expect(runbooks).toMatch(/^## NewVersion$/m);
    expect(runbooks).toContain('`DeliverNewVersion`, `DeliverSlowNewVersion`');
  });
});
