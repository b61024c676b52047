/** The public API: two routes to the publish function, everything else to the api function. */
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Monitoring, PERIOD } from './monitoring.ts';

export interface PublicApiProps {
  readonly publish: IFunction;
  readonly api: IFunction;
  /** Requests a second, and requests at once; the quota of the AWS account when left out. */
  readonly throttle: { readonly rate: number; readonly burst: number } | undefined;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly monitoring: Monitoring;
}

/** No header and no body is in it: they hold keys and customers' data. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

export class PublicApi extends Construct {
  /** Without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    // A permission for each route, the CDK's default. A permission for all routes of an API, <api>/*/*/*, does not match
    // <api>/$default/$default, the source of the default route's invocations (aws/serverless-application-model#1860).
    const integrate = (name: string, fn: IFunction) =>
      new HttpLambdaIntegration(name, fn, { timeout: Duration.seconds(29) });
    const api = new HttpApi(this, 'Http', {
      description: 'Waybill',
      createDefaultStage: false,
      defaultIntegration: integrate('Api', props.api),
    });
    const publish = integrate('Publish', props.publish);
    for (const path of ['/v1/events', '/v1/events/batch']) {
      api.addRoutes({ path, methods: [HttpMethod.POST], integration: publish });
    }
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'The functions check the API key themselves: it decides account and mode of every row they touch.',
    });
    const { logRetention: retention, removalPolicy } = props;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      ...(props.throttle && { throttle: { rateLimit: props.throttle.rate, burstLimit: props.throttle.burst } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', { retention, removalPolicy })),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    Validations.of(stage).acknowledge({
      id: 'Serverless-APIGWDefaultThrottling',
      reason: 'SDKs treat a 429 of API Gateway as success; the functions limit each key and each account themselves.',
    });
    this.url = api.apiEndpoint;

    // Includes errors that the functions cannot count: calls that never reached them, timeouts, responses that the gateway refused.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    props.monitoring.alarm('ApiServerErrors', {
      severity: 'page',
      metric: stage.metricServerError({ period: PERIOD }),
      threshold: 5,
      periods: 2,
      meaning: 'Callers of the API, publishers among them, get a 5xx.',
    });

    props.monitoring.show(
      'api',
      new GraphWidget({
        title: 'API requests',
        width: 12,
        left: [
          stage.metricCount({ period: PERIOD }),
          stage.metricClientError({ period: PERIOD }),
          stage.metricServerError({ period: PERIOD }),
        ],
      }),
      new GraphWidget({
        title: 'API latency, ms',
        width: 12,
        left: ['p50', 'p99'].map((statistic) => stage.metricLatency({ period: PERIOD, statistic, label: statistic })),
      }),
    );
  }
}
