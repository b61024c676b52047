import { expect, test } from 'vitest';
import { Template } from '../../local/template.ts';
import { httpFunctions, ourFunctions } from '../../local/wiring.ts';
import { templateOf } from '../lib/stacks.ts';

const FOLDERS = ['api', 'bootstrap', 'dead-letter', 'deliver', 'listen', 'publish', 'push', 'sweep'];

test.each([
  ['with the Workbench', {}],
  ['with the Workbench, destroyed with its stack', { removalPolicy: 'destroy' }],
  ['without it', { workbench: false }],
])('of a stack %s the functions of lambdas/ run, and none that the CDK adds', (_, settings) => {
  const { Resources } = templateOf(settings).toJSON();
  const url = 'http://127.0.0.1:1';
  const endpoints = { dynamodb: url, sqs: url, kms: url, sts: url, secretsManager: url, eventBridge: url };
  const functions = ourFunctions(new Template(Resources), { endpoints, timeScale: 1, connectionsUrl: url });
  expect(functions.map(({ folder }) => folder).sort()).toEqual(FOLDERS);
});

test('the API and publishing answer HTTP requests, and no other function does', () => {
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
