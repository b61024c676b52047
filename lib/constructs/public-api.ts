/** The public API: two routes call the publish function, all others the api function. */
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Monitoring, PERIOD } from './monitoring/monitoring.ts';
import { ACCESS_LOGS } from './monitoring/saved-queries.ts';

export interface PublicApiProps {
  readonly publish: IFunction;
  readonly api: IFunction;
  /** Requests per second, and at once. Defaults to the quota of the AWS account. */
  readonly throttle: { readonly rate: number; readonly burst: number } | undefined;
  /** Whether each call is logged. */
  readonly accessLog: boolean;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly monitoring: Monitoring;
}

/**
 * Fields of the access log. Headers and bodies are not logged, because they contain keys and customer data. CloudWatch adds the time.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
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
      reason: 'The functions check the API key, which selects the account and the mode of every row that they use.',
    });
    const { logRetention: retention, removalPolicy } = props;
    const accessLogs = props.accessLog ? new LogGroup(this, 'AccessLogs', { retention, removalPolicy }) : undefined;
    if (accessLogs) props.monitoring.addLogs(ACCESS_LOGS, accessLogs);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      ...(props.throttle && { throttle: { rateLimit: props.throttle.rate, burstLimit: props.throttle.burst } }),
      ...(accessLogs && {
        accessLogSettings: {
          destination: new LogGroupLogDestination(accessLogs),
          format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        },
      }),
    });
    if (!accessLogs) acknowledgeNoAccessLog(stage);
    Validations.of(stage).acknowledge({
      id: 'Serverless-APIGWDefaultThrottling',
      reason: 'SDKs treat a 429 of API Gateway as success. The functions limit the rate of each key and each account.',
    });
    this.url = api.apiEndpoint;

    // Includes errors that the functions cannot count: calls that did not reach them, timeouts, and responses that API Gateway rejected.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    props.monitoring.alarm('ApiServerErrors', {
      severity: 'page',
      metric: stage.metricServerError({ period: PERIOD }),
      threshold: 5,
      periods: 2,
      meaning: 'The API returns 5xx errors, also to publishers.',
    });

    props.monitoring.objective('calls', {
      label: 'API calls without a 5xx',
      metrics: { calls: stage.metricCount(), serverErrors: stage.metricServerError({ statistic: 'Sum' }) },
      bad: 'FILL(serverErrors, 0)',
      total: 'calls',
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

function acknowledgeNoAccessLog(stage: HttpStage): void {
  const reason = 'The setting accessLog turns it off. The functions log their errors.';
  for (const id of ['AwsSolutions-APIG1', 'Serverless-APIGWAccessLogging'])
    Validations.of(stage).acknowledge({ id, reason });
}
