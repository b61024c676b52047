import { describe, expect, test } from 'vitest';
import {
  ROLE_STACK_TEMPLATE,
  type RoleStackInput,
  roleQuickCreateUrl,
} from '../../../../../lambdas/core/destination/types/eventbridge/role-stack.ts';
import {
  rolePermissionsFor,
  roleTrustPolicyFor,
} from '../../../../../lambdas/core/destination/types/eventbridge/target.ts';

const TEMPLATE = 'https://templates.s3.eu-west-1.amazonaws.com/event-destination-role.json';
const input: RoleStackInput = {
  templateUrl: TEMPLATE,
  platformAwsAccountId: '999999999999',
  busArn: 'arn:aws:events:ap-northeast-1:123456789012:event-bus/team/orders',
  destinationId: 'ed_test_61Kf0RDQG181WV0JMSK39XEQNE',
};
const linkOf = (over: Partial<RoleStackInput> = {}) => roleQuickCreateUrl({ ...input, ...over });

/** Returns the parameters of a link, as the console reads them. */
function readLink(link: string | null) {
  const { origin, pathname, searchParams, hash } = new URL(link ?? '');
  const [page = '', query] = hash.split('?');
  const asked = new URLSearchParams(query);
  const parameters = Object.fromEntries(
    [...asked]
      .filter(([name]) => name.startsWith('param_'))
      .map(([name, value]) => [name.slice('param_'.length), value]),
  );
  return { place: origin + pathname, region: searchParams.get('region'), page, asked, parameters };
}

/** Puts parameters in, as CloudFormation would. */
function filledIn(value: unknown, parameters: Record<string, string | undefined>): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, parameters));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: name, 'Fn::Sub': text } = value as Record<string, string>;
  if (name !== undefined) return parameters[name];
  if (text !== undefined) return text.replace(/\$\{([^}]+)\}/g, (_, of) => String(parameters[of]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, parameters)]));
}

describe('the link to the role', () => {
  test('opens CloudFormation where the bus is, with a stack of the destination alone', () => {
    const { place, region, page, asked } = readLink(linkOf());
    expect([place, region, page]).toEqual([
      'https://ap-northeast-1.console.aws.amazon.com/cloudformation/home',
      'ap-northeast-1',
      '#/stacks/create/review',
    ]);
    expect(asked.get('templateURL')).toBe(TEMPLATE);
    expect(asked.get('stackName')).toBe('event-destination-ed-test-61Kf0RDQG181WV0JMSK39XEQNE');
  });

  test('has a stack name that CloudFormation takes, whatever the id', () => {
    for (const destinationId of ['ed_1', `ed_test_${'x'.repeat(200)}`, 'ed__a-b_']) {
      const name = readLink(linkOf({ destinationId })).asked.get('stackName');
      expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
    }
  });

  test.each([
    ['aws', 'eu-central-1', TEMPLATE],
    ['aws-cn', 'cn-north-1', 'https://templates.s3.cn-northwest-1.amazonaws.com.cn/role.json'],
    ['aws-us-gov', 'us-gov-west-1', 'https://templates.s3.us-gov-east-1.amazonaws.com/role.json'],
  ])('makes in %s the very role that the policies describe', (partition, region, templateUrl) => {
    const busArn = `arn:${partition}:events:${region}:123456789012:event-bus/default`;
    const { parameters } = readLink(linkOf({ busArn, templateUrl }));
    expect(Object.keys(parameters).sort()).toEqual(Object.keys(ROLE_STACK_TEMPLATE.Parameters).sort());
    for (const [name, { AllowedPattern }] of Object.entries(ROLE_STACK_TEMPLATE.Parameters)) {
      expect(parameters[name]).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
    }
    const { Properties } = ROLE_STACK_TEMPLATE.Resources.EventDestinationRole;
    const { platformAwsAccountId, destinationId } = input;
    expect(filledIn(Properties, { ...parameters, 'AWS::Partition': partition })).toEqual({
      AssumeRolePolicyDocument: roleTrustPolicyFor({ platformAwsAccountId, busArn, destinationId }),
      Policies: [{ PolicyName: 'PutEvents', PolicyDocument: rolePermissionsFor({ busArn }) }],
    });
  });

  test('leads to a template that takes one bus, not a pattern of buses', () => {
    const { AllowedPattern } = ROLE_STACK_TEMPLATE.Parameters.EventBusArn;
    for (const wide of ['*', input.busArn.replace('team/orders', '*'), `${input.busArn}*`]) {
      expect(wide).not.toMatch(new RegExp(`^(?:${AllowedPattern})$`));
    }
  });

  test('is null without a template, and in a partition that cannot read it', () => {
    expect(linkOf({ templateUrl: null })).toBeNull();
    expect(linkOf({ busArn: 'arn:aws-cn:events:cn-north-1:123456789012:event-bus/default' })).toBeNull();
    expect(linkOf({ busArn: 'arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/default' })).toBeNull();
    const templateUrl = 'https://templates.s3.cn-north-1.amazonaws.com.cn/role.json';
    expect(linkOf({ templateUrl })).toBeNull();
  });
});
