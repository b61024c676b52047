/** Reads from the template what invokes each function: event sources, routes and the custom resource. */
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { ENV } from '../lambdas/env.ts';
import { type AwsEndpoints, CREDENTIALS } from './aws/emulators.ts';
import { type EventSource, sqsEvent } from './functions/event-source.ts';
import { FunctionPool } from './functions/function-pool.ts';
import type { Route } from './gateway/http-gateway.ts';
import { API_GATEWAY, apiSourceArn, mayInvoke } from './gateway/invoke-permission.ts';
import type { SocketApi } from './gateway/socket-gateway.ts';
import type { Authorizer } from './permissions/authorizer.ts';
import { logNeeds, PROVIDER } from './permissions/function-roles.ts';
import type { Signer } from './permissions/rules.ts';
import { REGION, Template, type Value } from './template.ts';

/** Pools by the ARN of their function. */
export type Pools = ReadonlyMap<string, FunctionPool>;

/** Maximum number of instances of a function. They mostly wait, so that a machine with two processors runs many (decision 82). */
const MAX_INSTANCES = 4;
/** Maximum number of instances of a function whose event source has a maximum concurrency, which is lower if the template says so. */
const MAX_SOURCE_INSTANCES = 8;
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
    [ENV.timeScale.name]: String(timeScale),
    [ENV.connectionsUrl.name]: connectionsUrl,
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    AWS_LAMBDA_FUNCTION_NAME: own.POWERTOOLS_SERVICE_NAME ?? logicalId,
    AWS_REGION: REGION,
    // The emulators check the policies of the function's role by it.
    AWS_ACCESS_KEY_ID: own.POWERTOOLS_SERVICE_NAME ?? logicalId,
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
export const ourFunctions = (template: Template, local: LocalEnvironment) =>
  signersIn(template).map(({ id, accessKey: folder }) => ({
    id,
    folder,
    Properties: template.resources[id]?.Properties ?? {},
    environment: environmentOf(template, id, local),
  }));

/** Returns the functions from `lambdas/`. Their name is also their access key. */
export const signersIn = (template: Template): Signer[] =>
  template.ofType('AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const accessKey: string | undefined = Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
    return Properties.Handler === OUR_HANDLER && accessKey ? [{ id, accessKey }] : [];
  });

export function createPools(
  template: Template,
  local: LocalEnvironment,
  authorizer: Authorizer,
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
      maxInstances: concurrencyOf(sources.find((source) => template.functionIn(source.FunctionName) === id)),
      inBackground: !responding.has(arn),
      mayLoop: Properties.RecursiveLoop === 'Allow',
      clockOffsetMs: (n: number) => local.clockOffsetMs?.(folder, n) ?? 0,
    };
    const isLogged = authorizer.refusalOf(folder, logNeeds(template, id)) === undefined;
    pools.set(arn, new FunctionPool({ ...settings, onLine: (line) => isLogged && onLine(folder, line) }));
  }
  return pools;
}

/** Returns how many invocations of a function run at the same time. @param source properties of its event source, if it has one */
const concurrencyOf = (source: Value): number =>
  Math.min(source?.ScalingConfig?.MaximumConcurrency ?? MAX_INSTANCES, MAX_SOURCE_INSTANCES);

const arnOf = (template: Template, logicalId: string): string => template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export function poolOf(template: Template, pools: Pools, value: Value): FunctionPool {
  const target = template.functionIn(value);
  const pool = target === undefined ? undefined : pools.get(arnOf(template, target));
  if (!pool) throw new Error(`${JSON.stringify(value)} names no function of lambdas/.`);
  return pool;
}

/** Starts the event sources of functions. @param clientOf returns a client that signs with an access key */
export function eventSources(
  template: Template,
  pools: Pools,
  clientOf: (accessKey: string) => SQSClient,
  onError: (error: unknown) => void,
): EventSource[] {
  return template.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
    const pool = poolOf(template, pools, Properties.FunctionName);
    const queueArn: string = template.resolve(Properties.EventSourceArn);
    return {
      client: clientOf(pool.settings.name),
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

const isSocketApi = (template: Template, apiId: Value): boolean =>
  template.resources[Template.target(apiId) ?? '']?.Properties.ProtocolType === 'WEBSOCKET';

/** Returns the name of an API's stage. An HTTP API without one is served as its default stage. */
const stageOf = (template: Template, api: string): string =>
  template
    .ofType('AWS::ApiGatewayV2::Stage')
    .find(([, { Properties }]) => Template.target(Properties.ApiId) === api)?.[1].Properties.StageName ?? '$default';

/** Returns the routes of all APIs of a kind, with their functions and the ARN as which they invoke them. */
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
      const timeoutMs: number | undefined = integration?.Properties.TimeoutInMillis;
      return { api, key, functionArn, sourceArn, hasResponse: hasResponse(template, id), timeoutMs };
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

const routesOf = (template: Template, pools: Pools, authorizer: Authorizer, sockets: boolean) =>
  routedFunctions(template, sockets).map(({ api, key, functionArn, sourceArn, hasResponse, timeoutMs }) => {
    const pool = pools.get(functionArn);
    if (!pool) throw new Error(`The route ${key} has no function of lambdas/.`);
    const invoke = async (event: unknown) => {
      if (mayInvoke(authorizer, functionArn, { service: API_GATEWAY, sourceArn })) return pool.invoke(event);
      throw new Error(`${key}: no AWS::Lambda::Permission allows ${sourceArn} to invoke ${functionArn}.`);
    };
    return { api, key, invoke, hasResponse, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  });

/** Returns the ARNs of the functions that serve HTTP requests. */
export const httpFunctions = (template: Template): ReadonlySet<string> =>
  new Set(routedFunctions(template, false).map(({ functionArn }) => functionArn));

/** Routes of the HTTP API. */
export const httpRoutes = (template: Template, pools: Pools, authorizer: Authorizer): Route[] =>
  routesOf(template, pools, authorizer, false);

/** WebSocket APIs, each by its stage. */
export function socketApis(template: Template, pools: Pools, authorizer: Authorizer): SocketApi[] {
  const routes = routesOf(template, pools, authorizer, true);
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

/** Calls the bootstrap function like CloudFormation calls a custom resource: through a function of the CDK, with its role. */
export async function runBootstrap(pools: Pools, authorizer: Authorizer): Promise<void> {
  const pool = [...pools.values()].find(({ settings }) => settings.name === 'bootstrap');
  if (!pool) throw new Error('The template has no bootstrap function.');
  const need = { action: 'lambda:InvokeFunction', resource: pool.settings.arn };
  const refusal = authorizer.refusalOf(PROVIDER, [need]);
  if (refusal) throw new Error(refusal.message);
  await pool.invoke({ RequestType: 'Create', ResourceProperties: {} });
  await pool.kill();
}
