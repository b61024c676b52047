import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { METRICS, METRICS_NAMESPACE } from '../../lambdas/adapters/telemetry/metric-names.ts';
import { createTelemetry } from '../../lambdas/adapters/telemetry/telemetry.ts';
import { aDelivery, anAttempt } from '../doubles/factories.ts';
import { propertiesOf, templateOf, widgetsOf } from './stacks.ts';

const template = templateOf();
const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

/** Returns name and dimensions of each metric that functions write. */
function metricsWritten(): [string, string[]][] {
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'deliver');
  // As on Lambda, metrics are written to standard output and errors to standard error.
  vi.stubEnv('POWERTOOLS_DEV', 'false');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const writeError = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const telemetry = createTelemetry('test', 'deliver', '7');
  const attempt = anAttempt();
  telemetry.report({ delivery: aDelivery(), attempt, destinationType: 'webhook_endpoint', outcome: 'delivered' });
  telemetry.flush();
  telemetry.internalError('A test.', new Error('A test.'));
  for (const [name, { dimensions }] of Object.entries(METRICS)) {
    if (dimensions.length === 0) telemetry.record(name as 'Swept', 1, {});
    else if (dimensions.join() === 'lane') telemetry.record(name as 'QueueLag', 1, { lane: 'fast' });
  }
  const lines = write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('_aws'));
  write.mockRestore();
  writeError.mockRestore();
  vi.unstubAllEnvs();
  return lines
    .flatMap((line) => JSON.parse(line)._aws.CloudWatchMetrics)
    .flatMap(({ Metrics, Dimensions }) => Metrics.map(({ Name }: { Name: string }) => [Name, Dimensions.flat()]));
}

const runbooks = readFileSync(new URL('../../docs/operations/alarms.md', import.meta.url), 'utf8');

/** Sections of the runbook by their anchor, as GitHub makes it of a one-word heading. */
const sections = new Map(
  runbooks.split(/^## /m).map((section) => [section.split('\n', 1)[0]?.toLowerCase() ?? '', section]),
);

/** Returns each metric that an alarm watches, including those within an expression. */
const watchedBy = (alarm: { Metrics?: { MetricStat?: { Metric: object } }[] }) =>
  alarm.Metrics ? alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) : [alarm];

const nameOf = ({ AlarmName }: { AlarmName: string }) => AlarmName.split(': ')[1] ?? '';

describe('alarms', () => {
  it('watch the errors that each function threw or caught, and its throttles', () => {
    const watched = alarms.flatMap((alarm) => watchedBy(alarm).map((metric) => ({ alarm: nameOf(alarm), metric })));
    const of = (MetricName: string) =>
      watched
        .filter(({ metric }) => 'MetricName' in metric && metric.MetricName === MetricName)
        .map(({ alarm }) => alarm)
        .sort();
    const names = ['Api', 'DeadLetter', 'Deliver', 'DeliverSlow', 'Listen', 'Publish', 'Push', 'Sweep'];
    expect(of('Errors')).toEqual(names.map((name) => `${name}Errors`));
    expect(of('InternalErrors')).toEqual(names.map((name) => `${name}Errors`));
    expect(of('Throttles')).toEqual(names.map((name) => `${name}Throttles`).sort());
  });

  it('have their severity in name and description, and notify the topic at start and end', () => {
    for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
      const severity = /^Waybill-test (page|ticket): \w+$/.exec(AlarmName)?.[1];
      expect(AlarmDescription).toContain(`[${severity}] `);
      expect(AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  /** Metrics as AWS documents them. A metric with another name or other dimensions never has data. */
  const DOCUMENTED: Record<string, readonly string[]> = {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    'AWS/ApiGateway 5xx': ['ApiId,Stage'],
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    'AWS/Lambda Errors': ['FunctionName'],
    'AWS/Lambda Throttles': ['FunctionName'],
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    'AWS/SQS ApproximateNumberOfMessagesNotVisible': ['QueueName'],
    'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName'],
    'AWS/SQS NumberOfMessagesReceived': ['QueueName'],
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    'AWS/DynamoDB ReadThrottleEvents': ['TableName', 'GlobalSecondaryIndexName,TableName'],
    'AWS/DynamoDB WriteThrottleEvents': ['TableName', 'GlobalSecondaryIndexName,TableName'],
  };

  it('watch exactly the metrics of AWS listed here, by documented names and dimensions', () => {
    const watched = alarms
      .flatMap(watchedBy)
      .map((metric) => metric as { Namespace: string; MetricName: string; Dimensions: { Name: string }[] })
      .filter(({ Namespace }) => Namespace !== METRICS_NAMESPACE)
      .map((metric) => [
        `${metric.Namespace} ${metric.MetricName}`,
        metric.Dimensions.map(({ Name }) => Name)
          .sort()
          .join(),
      ]);
    const byMetric = Map.groupBy(watched, ([metric]) => metric);
    const dimensions = Array.from(byMetric, ([metric, those]) => [
      metric,
      [...new Set(those.map(([, names]) => names))],
    ]);
    expect(Object.fromEntries(dimensions)).toEqual(DOCUMENTED);
  });

  it('watch throttles of each table and each index, and the 5xx of the API that the stage serves', () => {
    const dimensionsOf = (name: string) =>
      alarms
        .flatMap(watchedBy)
        .filter((metric) => 'MetricName' in metric && metric.MetricName === name)
        .map((metric) => (metric as { Dimensions: { Value: { Ref?: string } | string }[] }).Dimensions)
        .map((dimensions) => dimensions.map(({ Value }) => (typeof Value === 'string' ? Value : Value.Ref)));
    const tables = template.findResources('AWS::DynamoDB::Table');
    const all = Object.entries(tables).flatMap(([id, { Properties }]) => [
      [id],
      ...(Properties.GlobalSecondaryIndexes ?? []).map(({ IndexName }: { IndexName: string }) => [IndexName, id]),
    ]);
    for (const name of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
      expect(dimensionsOf(name).sort()).toEqual(all.sort());
    }
    const [http] = Object.entries(template.findResources('AWS::ApiGatewayV2::Api')).find(
      ([, { Properties }]) => Properties.ProtocolType === 'HTTP',
    ) ?? [''];
    expect(dimensionsOf('5xx')).toEqual([[http, '$default']]);
  });

  it.each(alarms.map((alarm) => [nameOf(alarm), alarm] as const))('%s links to its runbook', (name, alarm) => {
    const anchor = /Runbook: docs\/operations\/alarms\.md#(\w+)$/.exec(alarm.AlarmDescription)?.[1] ?? '';
    const section = sections.get(anchor) ?? '';
    expect(section, `## ${name}`).toContain(name);
    expect(section).toMatch(/^- See: /m);
    expect(section).toMatch(/^- Do: /m);
    expect(section.toLowerCase()).toContain(/\[(\w+)\]/.exec(alarm.AlarmDescription)?.[1]);
  });

  it('link to the URL at which the stage stores its runbooks', () => {
    const runbookUrl = 'https://git.example.com/waybill/docs/operations/alarms.md';
    for (const { AlarmDescription } of propertiesOf(templateOf({ runbookUrl }), 'AWS::CloudWatch::Alarm'))
      expect(AlarmDescription).toContain(`Runbook: ${runbookUrl}#`);
  });

  it('of severity ticket notify a separate topic if the stage has one', () => {
    const ticketTopicArn = 'arn:aws:sns:eu-west-1:111122223333:tickets';
    const all = propertiesOf(templateOf({ ticketTopicArn }), 'AWS::CloudWatch::Alarm');
    const [tickets, pages] = [true, false].map((isTicket) =>
      all
        .filter(({ AlarmName }) => AlarmName.includes(' ticket: ') === isTicket)
        .flatMap(({ AlarmActions }) => AlarmActions.map((topic: unknown) => JSON.stringify(topic))),
    );
    expect(new Set(tickets)).toEqual(new Set([JSON.stringify(ticketTopicArn)]));
    expect(new Set(pages)).toEqual(new Set([expect.stringMatching(/^{"Ref":"\w*Topic\w*"}$/)]));
  });

  it.each([
    [1234, 1234],
    // Beyond the limit every retry is deferred; attempts in progress alone are no reason to page.
    [0, 60_000],
  ])('fire when more messages are in flight than the stage allows: %i', (inFlightLimit, threshold) => {
    const inFlight = propertiesOf(templateOf({ inFlightLimit }), 'AWS::CloudWatch::Alarm').filter(
      ({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesNotVisible',
    );
    const alarm = { Threshold: threshold, ComparisonOperator: 'GreaterThanOrEqualToThreshold' };
    expect(inFlight).toMatchObject([alarm, alarm]);
  });

  it('cost what docs/operations/cost.md states: each metric that they watch is billed', () => {
    const count = alarms.flatMap(watchedBy).length;
    const costs = readFileSync(new URL('../../docs/operations/cost.md', import.meta.url), 'utf8');
    expect(costs).toContain(`| ${alarms.length} alarms that watch ${count} metrics;`);
  });

  it('stay silent without traffic', () => {
    for (const alarm of alarms) expect(alarm.TreatMissingData).toBe('notBreaching');
  });

  it('notify an address or an existing topic', () => {
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
  const shown = widgetsOf(template);

  it('shows objectives and deliveries first, then the metrics that explain them', () => {
    expect(shown.map(({ properties }) => properties.title)).toEqual([
      'API calls without a 5xx: objective 99.9 %',
      'First attempts within 10 s: objective 99 %',
      'Attempts without an internal error: objective 99.9 %',
      'Error budget burn rate, by the hour',
      'Delivered',
      'Publish to 2xx, ms',
      'Attempts by outcome',
      'Messages, fast lane',
      'Wait for the first attempt, fast lane, s',
      'Messages, slow lane',
      'Wait for the first attempt, slow lane, s',
      'Deferred deliveries: sent and lag',
      'Open circuits',
      'Waiting deliveries',
      'Ingest bus: events not published',
      'Dead letters',
      'API requests',
      'API latency, ms',
      'Function errors',
      'Function throttles',
      'Table throttles',
    ]);
  });

  it('and alarms read metrics with exactly the dimensions with which functions write them', () => {
    const shownMetrics = shown
      .flatMap(({ properties }) => properties.metrics as unknown[][])
      .filter(([namespace]) => namespace === METRICS_NAMESPACE)
      .map(([, name, ...rest]) => [name, rest.filter((part, index) => typeof part === 'string' && index % 2 === 0)]);
    const alarmed = alarms
      .flatMap(watchedBy)
      .filter((metric) => 'Namespace' in metric && metric.Namespace === METRICS_NAMESPACE)
      .map((metric) => metric as { MetricName: string; Dimensions: { Name: string }[] })
      .map(({ MetricName, Dimensions }) => [MetricName, Dimensions.map(({ Name }) => Name)]);
    const written = new Map(metricsWritten());
    expect(alarmed.length).toBeGreaterThan(0);
    for (const [name, dimensions] of [...shownMetrics, ...alarmed] as [string, string[]][]) {
      expect([...dimensions].sort(), name).toEqual(written.get(name)?.sort());
    }
  });

  it('counts every destination type', () => {
    const attempts = JSON.stringify(shown.find(({ properties }) => properties.title === 'Attempts by outcome'));
    for (const type of ['webhook_endpoint', 'amazon_eventbridge']) {
      for (const outcome of ['delivered', 'retry', 'failed'])
        expect(attempts).toContain(`"${type}","outcome","${outcome}"`);
    }
  });
});
