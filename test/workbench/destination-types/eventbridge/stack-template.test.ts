import { describe, expect, it } from 'vitest';
import {
  busPolicyFor,
  rolePermissionsFor,
  roleTrustPolicyFor,
} from '../../../../lambdas/core/destination/types/eventbridge/target.ts';
import {
  busPolicyTemplate,
  createStackUrl,
  roleTemplate,
} from '../../../../workbench/src/destination-types/eventbridge/stack-template.ts';

const busArn = 'arn:aws:events:eu-west-1:123456789012:event-bus/team/orders';
const platformAwsAccountId = '999999999999';
const bus = {
  aws_account_id: '123456789012',
  aws_region: 'eu-west-1',
  aws_event_source_arn: null,
  aws_event_source_status: 'pending' as const,
  event_bus_arn: busArn,
  role_arn: null,
  bus_policy: { ...busPolicyFor({ platformAwsAccountId, busArn, source: 'waybill/acct_1/ed_test_1' }) },
  role_trust_policy: { ...roleTrustPolicyFor({ platformAwsAccountId, busArn, destinationId: 'ed_test_1' }) },
  role_permissions: { ...rolePermissionsFor({ busArn }) },
  role_quick_create_url: null,
};

describe('the template of the bus policy', () => {
  const { Resources } = JSON.parse(busPolicyTemplate(bus) ?? '');

  it('adds one statement to the bus, by its name', () => {
    expect(Resources.EventDestinationBusPolicy).toEqual({
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: 'team/orders',
        StatementId: 'Waybill-waybill-acct-1-ed-test-1',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999999999999:root' },
          Action: 'events:PutEvents',
          Resource: busArn,
          Condition: { StringEquals: { 'events:source': 'waybill/acct_1/ed_test_1' } },
        },
      },
    });
  });

  it('has a statement id that CloudFormation takes', () => {
    expect(Resources.EventDestinationBusPolicy.Properties.StatementId).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});

describe('the template of the role', () => {
  it('has the policies that the API answers, and tells the role’s ARN', () => {
    const { Resources, Outputs } = JSON.parse(roleTemplate(bus) ?? '');
    expect(Resources.EventDestinationRole.Properties).toEqual({
      AssumeRolePolicyDocument: bus.role_trust_policy,
      Policies: [{ PolicyName: 'PutEvents', PolicyDocument: bus.role_permissions }],
    });
    expect(Outputs.RoleArn.Value).toEqual({ 'Fn::GetAtt': ['EventDestinationRole', 'Arn'] });
  });
});

describe('where the platform is a partner of EventBridge', () => {
  it('there is no template', () => {
    const partner = { ...bus, event_bus_arn: null, bus_policy: null, role_trust_policy: null, role_permissions: null };
    expect([busPolicyTemplate(partner), roleTemplate(partner)]).toEqual([undefined, undefined]);
  });
});

describe('the console', () => {
  it('is that of the region’s partition', () => {
    expect(createStackUrl('eu-west-1')).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create',
    );
    expect(createStackUrl('cn-north-1')).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    expect(createStackUrl('us-gov-west-1')).toMatch(/^https:\/\/console\.amazonaws-us-gov\.com\//);
  });
});
