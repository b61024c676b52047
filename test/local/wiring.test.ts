import { expect, test, vi } from 'vitest';
import { bindNames } from '../../local/bind-names.ts';
import type { FunctionPool } from '../../local/functions/function-pool.ts';
import { API_GATEWAY, mayInvoke } from '../../local/gateway/invoke-permission.ts';
import { Authorizer } from '../../local/permissions/authorizer.ts';
import { rulesOf } from '../../local/permissions/rules.ts';
import { Template } from '../../local/template.ts';
import {
  createPools,
  eventSources,
  httpFunctions,
  httpRoutes,
  ourFunctions,
  routedFunctions,
  signersIn,
  socketApis,
} from '../../local/wiring.ts';
import { templateOf } from '../lib/stacks.ts';

const FOLDERS = ['api', 'bootstrap', 'dead-letter', 'deliver', 'deliver-slow', 'listen', 'publish', 'push', 'sweep'];

/** Returns the authorizer of a template whose resources have their names here. */
function authorizerOf(template: Template): Authorizer {
  bindNames(template);
  return new Authorizer(rulesOf(template, signersIn(template)));
}

test.each([
  ['with the Workbench', {}],
  ['with the Workbench, destroyed with its stack', { removalPolicy: 'destroy' }],
  ['without it', { workbench: false }],
])('of a stack %s the functions of lambdas/ run, and none that the CDK adds', (_, settings) => {
  const { Resources } = templateOf(settings).toJSON();
  const url = 'http://127.0.0.1:1';
  const endpoints = { dynamodb: url, sqs: url, sns: url, kms: url, sts: url, secretsManager: url, eventBridge: url };
  const functions = ourFunctions(new Template(Resources), { endpoints, timeScale: 1, connectionsUrl: url });
  expect(functions.map(({ folder }) => folder).sort()).toEqual(FOLDERS);
});

test.each(['all-at-once', 'canary'])(
  'an event source processes as many batches at the same time as its function has instances, of the size that the template has: %s',
  (deploymentPreference) => {
    const { Resources } = templateOf({ deliverMaxConcurrency: 6, deploymentPreference }).toJSON();
    const template = Object.assign(new Template(Resources), { codeOf: () => 'none' });
    const url = 'http://127.0.0.1:1';
    const endpoints = { dynamodb: url, sqs: url, sns: url, kms: url, sts: url, secretsManager: url, eventBridge: url };
    const pools = createPools(
      template,
      { endpoints, timeScale: 1, connectionsUrl: url },
      authorizerOf(template),
      () => {},
    );
    const instances = Array.from(pools.values(), ({ settings }) => [settings.name, settings.maxInstances] as const);
    expect(Object.fromEntries(instances)).toMatchObject({ api: 4, publish: 4, deliver: 6, push: 8, 'dead-letter': 4 });
    const sources = eventSources(
      template,
      pools,
      (accessKey) => ({ accessKey }) as never,
      () => {},
    );
    expect(sources.map(({ client }) => client)).toContainEqual({ accessKey: 'deliver' });
    expect(sources.map(({ concurrency }) => concurrency)).toContain(6);
    const mappings = template.ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    expect(sources.map(({ batchSize }) => batchSize)).toEqual(mappings.map(({ BatchSize }) => BatchSize));
  },
);

test('only the API and publishing respond to HTTP requests', () => {
  const { Resources } = templateOf().toJSON();
  const template = new Template(Resources);
  const arns = httpFunctions(template);
  const folders = [...arns].map((arn) => {
    const found = template
      .ofType('AWS::Lambda::Function')
      .find(([id]) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) === arn);
    return found?.[1].Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME;
  });
  expect(folders.sort()).toEqual(['api', 'publish']);
});

test('every route of the HTTP API and of the WebSocket API may invoke its function', () => {
  const template = new Template(templateOf().toJSON().Resources);
  const authorizer = authorizerOf(template);
  const routes = [...routedFunctions(template, false), ...routedFunctions(template, true)];
  const permitted = routes.map(({ key, api, functionArn, sourceArn }) => [
    `${api.slice(0, 7)} ${key}`,
    mayInvoke(authorizer, functionArn, { service: API_GATEWAY, sourceArn }),
  ]);
  expect(Object.fromEntries(permitted)).toEqual({
    'ApiHttp $default': true,
    'ApiHttp POST /v1/events': true,
    'ApiHttp POST /v1/events/batch': true,
    'ListenS $connect': true,
    'ListenS $default': true,
    'ListenS $disconnect': true,
  });
});

test('every rule may invoke the function that is its target', () => {
  const template = new Template(templateOf().toJSON().Resources);
  const authorizer = authorizerOf(template);
  const rules = template.ofType('AWS::Events::Rule');
  expect(rules.length).toBeGreaterThan(0);
  for (const [id, { Properties }] of rules) {
    const sourceArn = template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
    const functionArn = template.resolve(Properties.Targets[0].Arn);
    expect([id, mayInvoke(authorizer, functionArn, { service: 'events.amazonaws.com', sourceArn })]).toEqual([
      id,
      true,
    ]);
  }
});

test('a route whose function lacks the permission fails without an invocation', async () => {
  const { Resources } = templateOf().toJSON();
  const withoutPermissions = Object.entries<{ Type: string }>(Resources).filter(
    ([, { Type }]) => Type !== 'AWS::Lambda::Permission',
  );
  const template = new Template(Object.fromEntries(withoutPermissions) as never);
  const authorizer = authorizerOf(template);
  const invoke = vi.fn();
  const functions = template.ofType('AWS::Lambda::Function').map(([id]) => {
    const arn: string = template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
    return [arn, { invoke } as unknown as FunctionPool] as const;
  });
  const pools = new Map(functions);
  for (const route of httpRoutes(template, pools, authorizer)) {
    await expect(route.invoke({})).rejects.toThrow('no AWS::Lambda::Permission');
  }
  for (const { routes } of socketApis(template, pools, authorizer)) {
    for (const socketRoute of routes.values())
      await expect(socketRoute.invoke({})).rejects.toThrow('AWS::Lambda::Permission');
  }
  expect(invoke).not.toHaveBeenCalled();
});

test('a refused socket gets the response of the function; frames and disconnects get no response', () => {
  const template = new Template(templateOf().toJSON().Resources);
  const authorizer = authorizerOf(template);
  const pools = new Map(
    template.ofType('AWS::Lambda::Function').map(([id]) => {
      const arn: string = template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
      return [arn, {} as FunctionPool] as const;
    }),
  );
  const responses = socketApis(template, pools, authorizer).flatMap(({ routes }) =>
    Array.from(routes, ([key, { hasResponse }]) => [key, hasResponse] as const),
  );
  expect(Object.fromEntries(responses)).toEqual({
    $connect: true,
    $disconnect: false,
    $default: false,
  });
});
