import { describe, expect, it } from 'vitest';
import type { Resource } from './stacks.ts';
import { functionsOf, propertiesOf, templateOf } from './stacks.ts';

interface Name {
  readonly of: string;
  readonly global: boolean;
  readonly value: unknown;
}

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}
interface Metric {
  readonly MetricStat?: { readonly Metric: { readonly Dimensions: readonly Dimension[] } };
}

/** Types whose names are shared by all regions of an AWS account. */
const GLOBAL = /^AWS::(Budgets|CloudFront|IAM|Route53|S3)::|^AWS::CloudWatch::Dashboard$/;

/** Properties that end in Name but do not name a resource of the account. */
const NOT_A_RESOURCE =
  /^(AttributeName|IndexName|PolicyName|StageName|MetricName|PlatformName|FunctionName|BucketName|ProjectName)$/;
/** API Gateway allows several APIs with one name. */
const NOT_UNIQUE = new Set(['AWS::ApiGatewayV2::Api']);

/** Every physical name that the template sets, at any depth of a resource. */
function namesIn(settings: Record<string, unknown>): Name[] {
  const resources = Object.entries(
    templateOf({ quickCreateLinks: true, monthlyBudgetUsd: 50, ...settings }).toJSON().Resources,
  );
  return resources.flatMap(([id, resource]) => {
    const { Type, Properties = {} } = resource as Resource;
    if (NOT_UNIQUE.has(Type) || Type.startsWith('Custom::')) return [];
    const config = Object.entries(Properties).flatMap(([key, value]) =>
      /^Name$|Name$/.test(key)
        ? [[key, value] as const]
        : key.endsWith('Config') || key === 'Budget'
          ? Object.entries(value as object)
          : [],
    );
    return config
      .filter(([key, value]) => /Name$/.test(key) && !NOT_A_RESOURCE.test(key) && !isReference(value))
      .map(([key, value]) => ({ of: `${Type} ${id} ${key}`, global: GLOBAL.test(Type), value }));
  });
}

const isReference = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::GetAtt' in value);

const inRegion = ({ value }: Name, region: string): string =>
  JSON.stringify(value).replaceAll('{"Ref":"AWS::Region"}', region);

describe('the names that the template sets', () => {
  const names = namesIn({});
  const others = namesIn({ stackName: 'Waybill-test-2' });
  const otherOf = ({ of, value }: Name) =>
    others.find((one) => one.of === of)?.value ??
    others.filter((one) => one.of.split(' ')[0] === of.split(' ')[0] && one.value === value);

  it('include the dashboard, the alarms, the bus and the parts of the distribution', () => {
    const types = new Set(names.map(({ of }) => of.split(' ')[0]));
    expect([...types].sort()).toEqual([
      'AWS::Budgets::Budget',
      'AWS::CloudFront::Function',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::Events::EventBus',
      'AWS::Logs::QueryDefinition',
    ]);
  });

  it.each(names.map((name) => [name.of, name] as const))(
    'differ in a second stack of the same region: %s',
    (_, name) => {
      expect(otherOf(name)).not.toEqual(name.value);
    },
  );

  it.each(names.filter(({ global }) => global).map((name) => [name.of, name] as const))(
    'differ for the same stack in another region: %s',
    (_, name) => {
      expect(inRegion(name, 'eu-west-1')).not.toBe(inRegion(name, 'us-east-1'));
    },
  );

  it('fit with the longest stack name in the region with the longest name', () => {
    for (const name of namesIn({ stackName: 'W'.repeat(36) }).filter(({ global }) => global)) {
      const joined = JSON.parse(inRegion(name, '"ap-northeast-1"'));
      const text = typeof joined === 'string' ? joined : joined['Fn::Join'][1].join('');
      expect(text.length, text).toBeLessThanOrEqual(64);
    }
  });

  it('include a dimension of metrics that separates two stacks of one stage', () => {
    const stageOf = (settings: Record<string, unknown>) => {
      const template = templateOf(settings);
      const written = [...functionsOf(template).values()].map(({ Environment }) => Environment.Variables.WAYBILL_STAGE);
      const watched = propertiesOf(template, 'AWS::CloudWatch::Alarm')
        .flatMap(({ Dimensions = [], Metrics = [] }) => [
          ...Dimensions,
          ...Metrics.flatMap((metric: Metric) => metric.MetricStat?.Metric.Dimensions ?? []),
        ])
        .flatMap(({ Name, Value }: Dimension) => (Name === 'stage' ? [Value] : []));
      return [...new Set([...written, ...watched])];
    };
    expect(stageOf({})).toEqual(['test']);
    expect(stageOf({ stackName: 'Acme-Events' })).toEqual(['acme-events']);
  });

  it('include the bus name that publishers use: waybill-<stage>', () => {
    const bus = (settings: Record<string, unknown>) =>
      namesIn(settings).find(({ of }) => of.startsWith('AWS::Events::EventBus'));
    expect(bus({})?.value).toBe('waybill-test');
    expect(bus({ stackName: 'Acme-Events' })?.value).toBe('waybill-acme-events');
  });
});
