import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { WATCH_SHARDS } from '../../lambdas/core/destination/health/watch.ts';
import { functionsOf, one, propertiesOf, type Resource, templateOf } from './stacks.ts';

const template = templateOf();

describe('the API', () => {
  it('routes publishing to the publish function and all other calls to api', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
    const integrations = template.findResources('AWS::ApiGatewayV2::Integration');
    const http = propertiesOf(template, 'AWS::ApiGatewayV2::Route').filter(({ ApiId }) =>
      ApiId.Ref.startsWith('ApiHttp'),
    );
    const routes = http.map(({ RouteKey, Target }) => {
      const { IntegrationUri } = (integrations[Target['Fn::Join'][1][1].Ref] as Resource).Properties as {
        IntegrationUri: { 'Fn::GetAtt': [string] };
      };
      const id = IntegrationUri['Fn::GetAtt'][0];
      const fn = template.findResources('AWS::Lambda::Function')[id];
      return [RouteKey, fn?.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME];
    });
    expect(Object.fromEntries(routes)).toEqual({
      'POST /v1/events': 'publish',
      'POST /v1/events/batch': 'publish',
      $default: 'api',
    });
  });

  it('is not throttled by API Gateway, whose 429 SDKs treat as success, unless the stage sets it', () => {
    const stages = propertiesOf(template, 'AWS::ApiGatewayV2::Stage');
    expect(one(stages.filter(({ StageName }) => StageName === '$default')).DefaultRouteSettings).toBeUndefined();
    templateOf({ throttle: { rate: 7, burst: 9 } }).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    });
  });

  it('writes an access log in JSON without keys or bodies', () => {
    const [http, sockets] = ['$default', 'listen'].map((name) =>
      one(propertiesOf(template, 'AWS::ApiGatewayV2::Stage').filter(({ StageName }) => StageName === name)),
    );
    const { Format } = http.AccessLogSettings;
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', requestId: '$context.requestId' });
    expect(Format).not.toMatch(/authorizer|header|body|querystring/i);
    // Fails in every AWS account that has no role for it.
    expect(sockets.AccessLogSettings).toBeUndefined();
  });

  it('writes no access log in a stage that turns it off, and saves no query of it', () => {
    const quiet = templateOf({ accessLog: false });
    const stages = propertiesOf(quiet, 'AWS::ApiGatewayV2::Stage');
    expect(one(stages.filter(({ StageName }) => StageName === '$default')).AccessLogSettings).toBeUndefined();
    expect(Object.keys(quiet.findResources('AWS::Logs::LogGroup')).join()).not.toContain('AccessLogs');
    const names = propertiesOf(quiet, 'AWS::Logs::QueryDefinition').map(({ Name }) => Name as string);
    expect(names.join()).toContain('Internal errors');
    expect(names.join()).not.toContain('Refused publish calls');
  });
});

it('the functions limit the calls of keys and accounts by the settings of the stage', () => {
  const perKey = { perSecond: 7, burst: 8 };
  const functions = functionsOf(templateOf({ rateLimit: { perKey } }));
  for (const folder of ['api', 'publish']) {
    expect(functions.get(folder).Environment.Variables).toMatchObject({
      WAYBILL_RATE_LIMIT_PER_KEY: '7/8',
      WAYBILL_RATE_LIMIT_PER_ACCOUNT: '1000/2000',
    });
  }
});

describe('the WebSocket API', () => {
  it('routes connects, frames and disconnects to the listen function', () => {
    const routes = propertiesOf(template, 'AWS::ApiGatewayV2::Route').filter(({ ApiId }) =>
      ApiId.Ref.startsWith('ListenSockets'),
    );
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(['$connect', '$default', '$disconnect']);
    const integrations = template.findResources('AWS::ApiGatewayV2::Integration');
    for (const { Target, AuthorizationType } of routes) {
      const { IntegrationUri } = (integrations[Target['Fn::Join'][1][1].Ref] as Resource).Properties;
      const id = /"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(IntegrationUri))?.[1] ?? '';
      const fn = template.findResources('AWS::Lambda::Function')[id];
      expect(fn?.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('listen');
      expect(AuthorizationType).toBe('NONE');
    }
  });

  it('is throttled by the settings of the stage', () => {
    templateOf({ throttle: { rate: 7, burst: 9 } }).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: 'listen',
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    });
  });
});

describe('the ingest bus', () => {
  it('sends every event to publish, and failed events to a dead-letter queue', () => {
    const dlq = { 'Fn::GetAtt': [Match.stringLikeRegexp('IngestDeadLetters'), 'Arn'] };
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('IngestBus') },
      EventPattern: { source: [{ prefix: '' }] },
      Targets: [
        Match.objectLike({
          Arn: Match.anyValue(),
          DeadLetterConfig: { Arn: dlq },
          InputTransformer: {
            InputTemplate: '{"rule":{"livemode":true,"detail":"request"},"event":<aws.events.event.json>}',
          },
        }),
      ],
    });
    expect(functionsOf(template).get('publish').DeadLetterConfig.TargetArn).toEqual({
      'Fn::GetAtt': [expect.stringContaining('IngestDeadLetters'), 'Arn'],
    });
  });

  it('has the rules of the stage', () => {
    const rules = propertiesOf(
      templateOf({
        ingestRules: [
          {
            pattern: { source: ['acme.orders'], 'detail-type': [{ prefix: 'order.' }] },
            detail: 'object',
            livemode: false,
          },
          { pattern: { detail: { kind: ['invoice'] } }, detail: 'object', accountField: 'tenant.account_id' },
        ],
      }),
      'AWS::Events::Rule',
    ).filter(({ EventPattern }) => EventPattern);
    expect(rules.map(({ EventPattern, Targets }) => [EventPattern, Targets[0].InputTransformer.InputTemplate])).toEqual(
      [
        [
          { source: ['acme.orders'], 'detail-type': [{ prefix: 'order.' }] },
          '{"rule":{"livemode":false,"detail":"object"},"event":<aws.events.event.json>}',
        ],
        [
          { detail: { kind: ['invoice'] } },
          '{"rule":{"livemode":true,"detail":"object","accountField":"tenant.account_id"},"event":<aws.events.event.json>}',
        ],
      ],
    );
  });

  it('has a name that contains the stage', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'waybill-test' });
  });
});

describe('event sources', () => {
  it('report failures for each message of a batch of ten, with the concurrency of the stage', () => {
    templateOf({ deliverMaxConcurrency: 77 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 77 },
    });
    for (const source of propertiesOf(template, 'AWS::Lambda::EventSourceMapping')) {
      expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(source.MaximumBatchingWindowInSeconds).toBeUndefined();
    }
  });

  it('are the deliveries queues of both lanes, their dead-letter queue and the listen queue', () => {
    const sources = propertiesOf(template, 'AWS::Lambda::EventSourceMapping').map(
      (s) => s.EventSourceArn['Fn::GetAtt'][0],
    );
    expect(sources.sort()).toEqual([
      expect.stringMatching(/^DeliveriesDeadLetters/),
      expect.stringMatching(/^DeliveriesQueue/),
      expect.stringMatching(/^DeliveriesSlowQueue/),
      expect.stringMatching(/^ListenQueue/),
    ]);
  });
});

describe('the schedule of the sweep', () => {
  const rulesOf = (settings: Record<string, unknown>) =>
    propertiesOf(templateOf(settings), 'AWS::Events::Rule').filter(({ ScheduleExpression }) => ScheduleExpression);

  it.each([1, 4, 5, 6, 100])(
    'of %i shards invokes it each minute once for each shard of both lists and once for recoveries',
    (dueShards) => {
      const rules = rulesOf({ dueShards });
      const inputs = rules.flatMap(({ Targets }) => Targets.map(({ Input }: { Input: string }) => JSON.parse(Input)));
      const shards = Array.from({ length: dueShards }, (_, shard) => ({ shard }));
      const watched = Array.from({ length: WATCH_SHARDS }, (_, watch) => ({ watch }));
      expect(inputs).toEqual(expect.arrayContaining([...shards, ...watched, { recoveries: true }]));
      expect(inputs).toHaveLength(dueShards + WATCH_SHARDS + 1);
      for (const { ScheduleExpression, Targets } of rules) {
        expect(ScheduleExpression).toBe('rate(1 minute)');
        // The maximum: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
        expect(Targets.length).toBeLessThanOrEqual(5);
        expect(new Set(Targets.map(({ Id }: { Id: string }) => Id)).size).toBe(Targets.length);
      }
    },
  );

  it('does not retry a run: the next run does its work, and two at once would send everything twice', () => {
    for (const { Targets } of rulesOf({})) {
      for (const { RetryPolicy } of Targets) expect(RetryPolicy.MaximumRetryAttempts).toBe(0);
    }
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('Sweep') },
      MaximumRetryAttempts: 0,
    });
  });
});
