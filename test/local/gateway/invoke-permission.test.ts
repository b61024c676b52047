import { describe, expect, test } from 'vitest';
import { apiSourceArn, mayInvoke } from '../../../local/gateway/invoke-permission.ts';
import { Authorizer } from '../../../local/permissions/authorizer.ts';
import { arnTest } from '../../../local/permissions/patterns.ts';
import { rulesOf } from '../../../local/permissions/rules.ts';
import { Template } from '../../../local/template.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Api';
const source = (stage: string, key: string) => apiSourceArn({ account: '000000000000', api: 'Http', stage, key });
const pattern = (resource: string) => `arn:aws:execute-api:us-east-1:000000000000:Http/${resource}`;

describe('the source ARN of a route', () => {
  test.each([
    ['$default', 'POST /v1/events', '$default/POST/v1/events'],
    ['$default', 'GET /items/{id}', '$default/GET/items/{id}'],
    ['$default', '$default', '$default/$default'],
    ['listen', '$connect', 'listen/$connect'],
  ])('in stage %s of %s is …/%s', (stage, key, expected) => {
    expect(source(stage, key)).toBe(pattern(expected));
  });
});

describe('a permission for', () => {
  test.each([
    // https://github.com/aws/serverless-application-model/issues/1860
    ['*/*/$default', '$default', false],
    ['*/$default', '$default', true],
    ['*/*/*', '$default', false],
    ['*/*', '$default', true],
    ['*/*/*', 'POST /v1/events', true],
    ['*/*/v1/events', 'POST /v1/events', true],
    ['*/*/v1/events', 'POST /v1/events/batch', false],
    ['*/GET/v1/events', 'POST /v1/events', false],
    ['*/*/items/*', 'GET /items/{id}', true],
    ['*', '$default', true],
    ['$default/?default', '$default', true],
    ['other', '$default', false],
  ])('%s permits the route %s: %s', (resource, key, matches) => {
    expect(arnTest(pattern(resource))(source('$default', key))).toBe(matches);
  });

  test('another region, account, API or fewer segments permits nothing', () => {
    const arn = source('$default', '$default');
    for (const other of [
      arn.replace('us-east-1', 'eu-west-1'),
      arn.replace('Http', 'Other'),
      'arn:aws:execute-api:*',
    ]) {
      expect(arnTest(other)(arn)).toBe(false);
    }
  });

  const permission = { Action: 'lambda:InvokeFunction', FunctionName: FUNCTION, Principal: 'apigateway.amazonaws.com' };
  test.each([
    ['the function by its ARN', { ...permission, SourceArn: pattern('*/*') }, true],
    ['the function by its name', { ...permission, FunctionName: 'Api', SourceArn: pattern('*/*') }, true],
    ['any source', permission, true],
    ['another function', { ...permission, FunctionName: 'Other' }, false],
    ['another service', { ...permission, Principal: 'events.amazonaws.com' }, false],
    ['another action', { ...permission, Action: 'lambda:GetFunction' }, false],
  ])('%s: %#', (_, Properties, expected) => {
    const template = new Template({ Permission: { Type: 'AWS::Lambda::Permission', Properties } });
    const invoker = { service: 'apigateway.amazonaws.com', sourceArn: source('$default', '$default') };
    expect(mayInvoke(new Authorizer(rulesOf(template, [])), FUNCTION, invoker)).toBe(expected);
  });
});
