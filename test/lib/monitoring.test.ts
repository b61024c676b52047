import { describe, expect, it } from 'vitest';
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

describe('alarms', () => {
  const metricOf = (alarm: { MetricName: string; Namespace: string }) => `${alarm.Namespace} ${alarm.MetricName}`;

  it('watch dead letters, the oldest message, messages in flight and errors of the functions', () => {
    expect(alarms.map(metricOf).sort()).toEqual([
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/Lambda Errors',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesNotVisible',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/SQS NumberOfMessagesReceived',
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

  it('reads the metrics of deliver with exactly their dimensions', () => {
    const own = shown
      .flatMap(({ properties }) => properties.metrics as unknown[][])
      .filter(([namespace]) => namespace === 'Waybill');
    expect(own.length).toBeGreaterThan(0);
    for (const [, , ...dimensions] of own) {
      const names = dimensions.filter((part, index) => typeof part === 'string' && index % 2 === 0);
      expect(names).toEqual(['destination_type', 'outcome', 'stage']);
    }
    const named = new Set(own.map(([, name]) => name));
    expect(named).toEqual(new Set(['Attempts', 'TimeToDeliver']));
  });

  it('counts every type of destination', () => {
    const attempts = JSON.stringify(shown.find(({ properties }) => properties.title === 'Attempts by outcome'));
    for (const type of ['webhook_endpoint', 'amazon_eventbridge']) {
      for (const outcome of ['delivered', 'retry', 'failed'])
        expect(attempts).toContain(`"${type}","outcome","${outcome}"`);
    }
  });
});
