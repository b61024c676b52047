/** Reads from the template what invokes each function: event sources, routes, schedules, rules and the custom resource. */
import { join } from 'node:path';
import { ENV } from '../lambdas/env.ts';
import { type AwsEndpoints, CREDENTIALS } from './aws/emulators.ts';
import { type EventSource, sqsEvent } from './functions/event-source.ts';
import { FunctionPool } from './functions/function-pool.ts';
import type { Route } from './gateway/http-gateway.ts';
import { API_GATEWAY, apiSourceArn, mayInvoke } from './gateway/invoke-permission.ts';
import type { SocketApi } from './gateway/socket-gateway.ts';
import { type ResourceOptions, sendRuleToQueue } from './resources.ts';
import { REGION, Template, type Value } from './template.ts';

/** Pools by the ARN of their function. */
export type Pools = ReadonlyMap<string, FunctionPool>;

/** Maximum number of instances of a function. They mostly wait, so that a machine with two processors runs many (decision 82). */
const MAX_INSTANCES = 4;
/** Maximum number of instances of a function whose event source has a maximum concurrency, which is lower if the template says so. */
const MAX_SOURCE_INSTANCES = 8;
/** Shortest period of a schedule under a time scale, milliseconds. */
const MIN_PERIOD_MS = 250;
/** Only functions from `lambdas/` run here. The CDK's own functions would be called by CloudFormation. */
const OUR_HANDLER = 'index.handler';

export interface LocalEnvironment {
  readonly endpoints: AwsEndpoints;
  readonly timeScale: number;
  /** URL at which functions reach the sockets. */
  readonly connectionsUrl: string;
  /** @see PlatformOptions.clockOffsetMs */
  readonly clockOffsetMs?: (folder: string, n: number) => number;
}

/** Returns the environment of a function: the variables of the template and the endpoints of AWS. */
function environmentOf(template: Template, logicalId: string, local: LocalEnvironment) {
  const { endpoints, timeScale, connectionsUrl } = local;
  const own: Record<string, string> = template.resolve(
    template.resources[logicalId]?.Properties.Environment?.Variables ?? {},
  );
  return {
    ...own,
    [ENV.permitPrivateEndpoints.name]: 'true',
    // There is one AWS account here.
    [ENV.permitOwnAccountBuses.name]: 'true',
    [ENV.timeScale.name]: String(timeScale),
    [ENV.connectionsUrl.name]: connectionsUrl,
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    AWS_LAMBDA_FUNCTION_NAME: own.POWERTOOLS_SERVICE_NAME ?? logicalId,
    AWS_REGION: REGION,
    // Nothing checks it here. Logs of calls contain it.
    AWS_ACCESS_KEY_ID: own.POWERTOOLS_SERVICE_NAME ?? CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    AWS_ENDPOINT_URL_STS: endpoints.sts,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBridge,
  };
}

/** Returns the functions from `lambdas/` by folder name, with logical id and environment. */
export function ourFunctions(template: Template, local: LocalEnvironment) {
  return template
    .ofType('AWS::Lambda::Function')
    .filter(([, { Properties }]) => Properties.Handler === OUR_HANDLER)
    .map(([id, { Properties }]) => ({ id, Properties, environment: environmentOf(template, id, local) }))
    .map((one) => ({ ...one, folder: one.environment.AWS_LAMBDA_FUNCTION_NAME }))
    .filter(({ id, folder }) => folder !== id);
}

export function createPools(
  template: Template,
  local: LocalEnvironment,
  onLine: (folder: string, line: string) => void,
): Pools {
  const pools = new Map<string, FunctionPool>();
  const responding = httpFunctions(template);
  const sources = template.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
  for (const { id, folder, Properties, environment } of ourFunctions(template, local)) {
    const arn = arnOf(template, id);
    const settings = {
      name: folder,
      arn,
      file: join(template.codeOf(id), 'index.mjs'),
      environment,
      timeoutMs: (Properties.Timeout ?? 3) * 1000,
      memoryMb: Properties.MemorySize ?? 128,
      maxInstances: concurrencyOf(sources.find((source) => Template.target(source.FunctionName) === id)),
      inBackground: !responding.has(arn),
      mayLoop: Properties.RecursiveLoop === 'Allow',
      clockOffsetMs: (n: number) => local.clockOffsetMs?.(folder, n) ?? 0,
    };
    pools.set(arn, new FunctionPool({ ...settings, onLine: (line) => onLine(folder, line) }));
  }
  return pools;
}

/** Returns how many invocations of a function run at the same time. @param source properties of its event source, if it has one */
const concurrencyOf = (source: Value): number =>
  Math.min(source?.ScalingConfig?.MaximumConcurrency ?? MAX_INSTANCES, MAX_SOURCE_INSTANCES);

const arnOf = (template: Template, logicalId: string): string => template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] });

function poolOf(template: Template, pools: Pools, value: Value): FunctionPool {
  const target = Template.target(value);
  const pool = target === undefined ? undefined : pools.get(arnOf(template, target));
  if (!pool) throw new Error(`${JSON.stringify(value)} names no function of lambdas/.`);
  return pool;
}

/** Starts the event sources of functions. */
export function eventSources(template: Template, pools: Pools, onError: (error: unknown) => void): EventSource[] {
  return template.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
    const pool = poolOf(template, pools, Properties.FunctionName);
    const queueArn: string = template.resolve(Properties.EventSourceArn);
    return {
      queueUrl: template.resolve({ Ref: Template.target(Properties.EventSourceArn) }),
      queueArn,
      batchSize: Properties.BatchSize ?? 10,
      concurrency: concurrencyOf(Properties),
      onError,
      process: async (messages) => {
        const chains = messages.map(({ Attributes }) => Attributes?.AWSTraceHeader);
        const result = await pool.invoke(sqsEvent(messages, queueArn, REGION), chains);
        const failures = (result as { batchItemFailures?: { itemIdentifier: string }[] })?.batchItemFailures ?? [];
        return failures.map(({ itemIdentifier }) => itemIdentifier);
      },
    };
  });
}

/** A function that takes messages from a queue. */
export interface QueueConsumer {
  readonly folder: string;
  /** Name of the queue, the last part of its URL. */
  readonly queue: string;
  /** Messages of a batch. */
  readonly batchSize: number;
  /** Seconds for which the queue hides a message that was received. */
  readonly visibilitySeconds: number;
}

/** Default of SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** Returns the functions that take messages from queues. */
export function queueConsumers(template: Template, pools: Pools): QueueConsumer[] {
  return template.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => ({
    folder: poolOf(template, pools, Properties.FunctionName).settings.name,
    queue: template.resolve(Properties.EventSourceArn).split(':').at(-1),
    batchSize: Properties.BatchSize ?? 10,
    visibilitySeconds:
      template.resources[Template.target(Properties.EventSourceArn) ?? '']?.Properties.VisibilityTimeout ??
      DEFAULT_VISIBILITY_SECONDS,
  }));
}

/** The variable of an input transformer for the whole event. The local platform supports no other. */
const WHOLE_EVENT = '<aws.events.event.json>';

/** Returns the input that a rule sends for an event, given as JSON. */
const transformed = (inputTemplate: string, event: string): object =>
  JSON.parse(inputTemplate.split(WHOLE_EVENT).join(event));

/** Starts the rules whose targets are functions. Each uses a queue. */
export async function ruleSources(
  template: Template,
  pools: Pools,
  resources: ResourceOptions,
  onError: (error: unknown) => void,
): Promise<EventSource[]> {
  const rules = template.ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern);
  return Promise.all(
    rules.map(async ([id, { Properties }]): Promise<EventSource> => {
      const [target] = Properties.Targets;
      const pool = poolOf(template, pools, target.Arn);
      const inputTemplate: string = template.resolve(target.InputTransformer?.InputTemplate) ?? WHOLE_EVENT;
      const bus: string = template.resolve(Properties.EventBusName) ?? 'default';
      const pattern = template.resolve(Properties.EventPattern);
      const functionId = Template.target(target.Arn) as string;
      const deadLetters = template.resolve(template.resources[functionId]?.Properties.DeadLetterConfig?.TargetArn);
      const queue = await sendRuleToQueue(template, `waybill-${id}`, { bus, pattern, deadLetters }, resources);
      return {
        ...queue,
        batchSize: 10,
        concurrency: 1,
        onError,
        process: async (messages) => {
          const results = await Promise.allSettled(
            messages.map(({ Body = '' }) => pool.invoke(transformed(inputTemplate, Body))),
          );
          return messages.flatMap(({ MessageId = '' }, index) => {
            const result = results[index];
            if (result?.status !== 'rejected') return [];
            onError(result.reason);
            return [MessageId];
          });
        },
      };
    }),
  );
}

export interface LocalSchedule {
  readonly periodMs: number;
  readonly run: () => Promise<unknown>;
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Starts `rate(…)` rules, each target separately. */
export function schedules(template: Template, pools: Pools, timeScale: number): LocalSchedule[] {
  const rules = template.ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.ScheduleExpression);
  return rules.flatMap(([, { Properties }]) => {
    const [, count, unit = ''] = /^rate\((\d+) (\w+?)s?\)$/.exec(Properties.ScheduleExpression) ?? [];
    const period = Number(count) * (UNITS[unit] ?? Number.NaN);
    if (!(period > 0)) throw new Error(`The local platform does not support ${Properties.ScheduleExpression}.`);
    return Properties.Targets.map(({ Arn, Input }: Value): LocalSchedule => {
      const pool = poolOf(template, pools, Arn);
      // Replaces the event itself. Parsed at each run, so that each gets its own copy.
      const input: string = Input ?? '{"detail-type":"Scheduled Event","source":"aws.events","detail":{}}';
      return {
        periodMs: Math.max(MIN_PERIOD_MS, period / timeScale),
        run: () => pool.invoke(JSON.parse(input)),
      };
    });
  });
}

const isSocketApi = (template: Template, apiId: Value): boolean =>
  template.resources[Template.target(apiId) ?? '']?.Properties.ProtocolType === 'WEBSOCKET';

/** Returns the name of an API's stage. An HTTP API without one is served as its default stage. */
const stageOf = (template: Template, api: string): string =>
  template
    .ofType('AWS::ApiGatewayV2::Stage')
    .find(([, { Properties }]) => Template.target(Properties.ApiId) === api)?.[1].Properties.StageName ?? '$default';

/** Returns the routes of all APIs of a kind, with their functions. Checks that each function allows the invocation. */
export function routedFunctions(template: Template, sockets: boolean) {
  return template
    .ofType('AWS::ApiGatewayV2::Route')
    .filter(([, { Properties }]) => isSocketApi(template, Properties.ApiId) === sockets)
    .map(([id, { Properties }]) => {
      const parts: Value[] = Properties.Target['Fn::Join'][1];
      const integration = template.resources[Template.target(parts.at(-1)) ?? ''];
      const functionId = Template.target(functionOf(integration?.Properties.IntegrationUri)) ?? '';
      const functionArn = arnOf(template, functionId);
      const api = Template.target(Properties.ApiId) ?? '';
      const key: string = Properties.RouteKey;
      const sourceArn = apiSourceArn({ account: template.account, api, stage: stageOf(template, api), key });
      const permitted = mayInvoke(template, functionArn, { service: API_GATEWAY, sourceArn });
      return { api, key, functionArn, sourceArn, permitted, hasResponse: hasResponse(template, id) };
    });
}

/** Returns whether a route of a WebSocket API has a route response, so that the body of its function's result reaches the client. */
function hasResponse(template: Template, routeId: string): boolean {
  const selected = template.resources[routeId]?.Properties.RouteResponseSelectionExpression;
  return template
    .ofType('AWS::ApiGatewayV2::RouteResponse')
    .some(
      ([, { Properties }]) =>
        Template.target(Properties.RouteId) === routeId && Properties.RouteResponseKey === selected,
    );
}

const routesOf = (template: Template, pools: Pools, sockets: boolean) =>
  routedFunctions(template, sockets).map(({ api, key, functionArn, sourceArn, permitted, hasResponse }) => {
    const pool = pools.get(functionArn);
    if (!pool) throw new Error(`The route ${key} has no function of lambdas/.`);
    const invoke = async (event: unknown) => {
      if (permitted) return pool.invoke(event);
      throw new Error(`${key}: no AWS::Lambda::Permission allows ${sourceArn} to invoke ${functionArn}.`);
    };
    return { api, key, invoke, hasResponse };
  });

/** Returns the ARNs of the functions that serve HTTP requests. */
export const httpFunctions = (template: Template): ReadonlySet<string> =>
  new Set(routedFunctions(template, false).map(({ functionArn }) => functionArn));

/** Routes of the HTTP API. */
export const httpRoutes = (template: Template, pools: Pools): Route[] => routesOf(template, pools, false);

/** WebSocket APIs, each by its stage. */
export function socketApis(template: Template, pools: Pools): SocketApi[] {
  const routes = routesOf(template, pools, true);
  return template
    .ofType('AWS::ApiGatewayV2::Stage')
    .filter(([, { Properties }]) => isSocketApi(template, Properties.ApiId))
    .map(([, { Properties }]) => {
      const own = routes.filter(({ api }) => api === Template.target(Properties.ApiId));
      return { stage: Properties.StageName, routes: new Map(own.map((route) => [route.key, route])) };
    });
}

/** An integration names the ARN of its function, alone or in an invocation URI. */
const functionOf = (uri: Value): Value =>
  Template.target(uri) ? uri : (uri?.['Fn::Join']?.[1] ?? []).find((part: Value) => part?.['Fn::GetAtt']);

/** Calls the bootstrap function like CloudFormation calls a custom resource. */
export async function runBootstrap(pools: Pools): Promise<void> {
  const pool = [...pools.values()].find(({ settings }) => settings.name === 'bootstrap');
  if (!pool) throw new Error('The template has no bootstrap function.');
  await pool.invoke({ RequestType: 'Create', ResourceProperties: {} });
  await pool.kill();
}
