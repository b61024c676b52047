import { describe, expect, it, vi } from 'vitest';
import { createTelemetry } from '../../lambdas/adapters/telemetry.ts';
import { aDelivery, anAttempt } from '../doubles/factories.ts';
import { propertiesOf, templateOf } from './stacks.ts';

const template = templateOf();
const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

interface Widget {
  readonly properties: { readonly title: string; readonly metrics: readonly unknown[] };
}

/** Widgets with every reference to another resource replaced by the name of that resource. */
function widgets(): Widget[] {
  const body = propertiesOf(template, 'AWS::CloudWatch::Dashboard')[0].DashboardBody;
  const parts: unknown[] = body['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll(/[^\w:]/g, '')));
  return JSON.parse(text.join('')).widgets;
}

/** Name and dimensions of each metric that deliver writes for an attempt that got through. */
function metricsWritten(): [string, string[]][] {
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'deliver');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const telemetry = createTelemetry('test');
  const attempt = anAttempt();
  telemetry.report({ delivery: aDelivery(), attempt, destinationType: 'webhook_endpoint', outcome: 'delivered' });
  telemetry.flush();
  const lines = write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('_aws'));
  write.mockRestore();
  vi.unstubAllEnvs();
  return lines
    .flatMap((line) => JSON.parse(line)._aws.CloudWatchMetrics)
    .flatMap(({ Metrics, Dimensions }) => Metrics.map(({ Name }: { Name: string }) => [Name, Dimensions.flat()]));
}

describe('alarms', () => {
  const metricOf = (alarm: { MetricName: string; Namespace: string }) => `${alarm.Namespace} ${alarm.MetricName}`;

  it('watch dead letters, the oldest message, messages in flight, downgrades that fail and errors of the functions', () => {
    expect(alarms.map(metricOf).sort()).toEqual([
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesNotVisible',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/SQS NumberOfMessagesReceived',
      'Waybill RenderFailures',
    ]);
  });

  it('say what to do and tell the topic, at start and end', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/docs\/operations\.md/);
      expect(alarm.AlarmDescription.length).toBeGreaterThan(100);
      expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
  });

  it('go off when more messages are in flight than the stage allows', () => {
    const inFlight = propertiesOf(templateOf({ inFlightLimit: 1234 }), 'AWS::CloudWatch::Alarm').find(
      ({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesNotVisible',
    );
    expect(inFlight).toMatchObject({ Threshold: 1234, ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
  });

  it('stay silent while nothing happens', () => {
    for (const alarm of alarms) expect(alarm.TreatMissingData).toBe('notBreaching');
  });

  it('reach an address, or a topic that is there already', () => {
    templateOf({ alarmEmail: 'ops@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    const arn = 'arn:aws:sns:eu-west-1:111122223333:ops';
    const elsewhere = templateOf({ alarmTopicArn: arn });
    elsewhere.resourceCountIs('AWS::SNS::Topic', 0);
    for (const alarm of propertiesOf(elsewhere, 'AWS::CloudWatch::Alarm')) expect(alarm.AlarmActions).toEqual([arn]);
  });
});

describe('the dashboard', () => {
  const shown = widgets();

  it('shows deliveries first, then what explains them', () => {
    expect(shown.map(({ properties }) => properties.title)).toEqual([
      'Delivered',
      'Publish to 2xx, ms',
      'Attempts by outcome',
      'Deliveries queue',
      'Oldest message in the queue',
      'Ingest bus: events not published',
      'Dead letters',
      'API requests',
      'API latency, ms',
      'Function errors',
      'Function throttles',
      'Table throttles',
    ]);
  });

  it('reads metrics that deliver writes, by exactly the dimensions it writes them with', () => {
    const read = shown
      .flatMap(({ properties }) => properties.metrics as unknown[][])
      .filter(([namespace]) => namespace === 'Waybill')
      .map(([, name, ...dimensions]) => {
        const names = dimensions.filter((part, index) => typeof part === 'string' && index % 2 === 0);
        return `${name} ${names.sort()}`;
      });
    const written = metricsWritten().map(([name, dimensions]) => `${name} ${[...dimensions].sort()}`);
    expect(new Set(read)).toEqual(new Set(written.filter((metric) => !metric.startsWith('AttemptDuration'))));
  });

  it('counts every type of destination', () => {
    const attempts = JSON.stringify(shown.find(({ properties }) => properties.title === 'Attempts by outcome'));
    for (const type of ['webhook_endpoint', 'amazon_eventbridge']) {
      for (const outcome of ['delivered', 'retry', 'failed'])
        expect(attempts).toContain(`"${type}","outcome","${outcome}"`);
    }
  });
});
