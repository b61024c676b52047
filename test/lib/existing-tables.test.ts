/** A stage that uses existing tables, such as restored ones. */
import { describe, expect, it } from 'vitest';
import { parseStageConfig } from '../../lib/config.ts';
import { asList, functionsOf, propertiesOf, statementsOf, templateOf } from './stacks.ts';

const tables = { events: 'restored-events', deliveries: 'restored-deliveries', control: 'restored-control' };
const created = templateOf();
const adopted = templateOf({ tables });

const PREFIX = 'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/';

// biome-ignore lint/suspicious/noExplicitAny: an ARN in a template is a text or an intrinsic function
function arnText(arn: any): string {
  if (typeof arn === 'string') return arn;
  if (arn.Ref) return `<${arn.Ref}>`;
  if (arn['Fn::Join']) return arn['Fn::Join'][1].map(arnText).join('');
  const [, table = ''] = /^Storage(Events|Deliveries|Control)/.exec(arn['Fn::GetAtt'][0]) ?? [];
  return `${PREFIX}${tables[table.toLowerCase() as keyof typeof tables]}`;
}

/** Returns what the role of a function may do with tables. */
const grants = (template: typeof created, folder: string): string[] =>
  statementsOf(template, folder)
    .filter(({ Action }) => asList<string>(Action).some((action) => action.startsWith('dynamodb:')))
    .map(({ Action, Resource }) => `${asList(Action)} on ${asList(Resource).map(arnText).sort()}`)
    .sort();

describe('a stage with existing tables', () => {
  it('creates none, and keeps its key', () => {
    expect(propertiesOf(adopted, 'AWS::DynamoDB::Table')).toEqual([]);
    expect(propertiesOf(adopted, 'AWS::KMS::Key')).toEqual(propertiesOf(created, 'AWS::KMS::Key'));
  });

  it('creates the others', () => {
    const some = propertiesOf(templateOf({ tables: { events: 'restored-events' } }), 'AWS::DynamoDB::Table');
    expect(some.map(({ KeySchema }) => KeySchema[0].AttributeName)).toEqual(['destination_id', 'tenant']);
  });

  it('names them to every function', () => {
    for (const { Environment } of functionsOf(adopted).values()) {
      const { WAYBILL_EVENTS_TABLE, WAYBILL_DELIVERIES_TABLE, WAYBILL_CONTROL_TABLE } = Environment.Variables;
      for (const [name, expected] of [
        [WAYBILL_EVENTS_TABLE, tables.events],
        [WAYBILL_DELIVERIES_TABLE, tables.deliveries],
        [WAYBILL_CONTROL_TABLE, tables.control],
      ]) {
        expect([expected, undefined]).toContain(name);
      }
    }
    expect(functionsOf(adopted).get('deliver').Environment.Variables).toMatchObject({
      WAYBILL_EVENTS_TABLE: tables.events,
      WAYBILL_DELIVERIES_TABLE: tables.deliveries,
      WAYBILL_CONTROL_TABLE: tables.control,
    });
  });

  it('allows each function the same actions, on these tables only', () => {
    for (const folder of functionsOf(created).keys()) {
      expect(grants(adopted, folder), folder).toEqual(grants(created, folder));
    }
    expect(grants(adopted, 'api').join()).toContain(`${PREFIX}${tables.deliveries}/index/unsettled`);
  });

  it('watches their throttles', () => {
    const watched = propertiesOf(adopted, 'AWS::CloudWatch::Alarm').flatMap(({ Metrics = [] }) =>
      Metrics.flatMap(
        ({ MetricStat }: { MetricStat?: { Metric: { Dimensions?: { Name: string; Value: string }[] } } }) =>
          (MetricStat?.Metric.Dimensions ?? []).flatMap(({ Name, Value }) => (Name === 'TableName' ? Value : [])),
      ),
    );
    expect(new Set(watched)).toEqual(new Set(Object.values(tables)));
  });

  it('needs removalPolicy retain, because the tables that they replace would be deleted', () => {
    expect(() => parseStageConfig('dev', { platformName: 'acme', removalPolicy: 'destroy', tables })).toThrow(
      /waybill\.stages\.dev\.tables: need removalPolicy retain/,
    );
  });
});
