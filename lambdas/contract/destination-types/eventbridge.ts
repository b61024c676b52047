import * as z from 'zod';
import { eventSourceName } from '../../core/destination/types/eventbridge/destination.ts';
import { roleQuickCreateUrl } from '../../core/destination/types/eventbridge/role-stack.ts';
import {
  busPolicyFor,
  rolePermissionsFor,
  roleTrustPolicyFor,
} from '../../core/destination/types/eventbridge/target.ts';
import { immutable, line } from '../fields.ts';
import type { TypeContract } from './type-contract.ts';

const busArn = line(1600).describe('ARN of the event bus. Defaults to the default bus of the account and region.');
const roleArn = line(600).describe(
  'ARN of a role to assume, with the id of the destination as the external id. Without a role, the policy of the bus must allow the platform.',
);
const awsAccountId = z
  .string()
  .regex(/^\d{12}$/, 'should be an AWS account id, 12 digits.')
  .describe("AWS account of the bus. The platform's own AWS account is not accepted, unless the platform permits it.")
  .meta({ examples: ['123456789012'] });
const awsRegion = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'should be an AWS region such as eu-west-1.')
  .meta({ examples: ['eu-west-1'] });

const create = z.strictObject({
  aws_account_id: awsAccountId,
  aws_region: awsRegion,
  event_bus_arn: busArn.optional(),
  role_arn: roleArn.optional(),
});

const update = z.strictObject({
  event_bus_arn: busArn.optional(),
  role_arn: roleArn.nullable().optional(),
  aws_account_id: immutable,
  aws_region: immutable,
});

/** An IAM policy document. Null when none is needed. */
const policy = z.record(z.string(), z.unknown()).nullable();

const object = z.object({
  aws_account_id: z.string(),
  aws_region: z.string(),
  aws_event_source_arn: z.string().nullable().describe('Null unless the platform is an EventBridge partner.'),
  aws_event_source_status: z
    .enum(['active', 'deleted', 'pending', 'unknown'])
    .describe('`pending` until the first event is delivered.'),
  event_bus_arn: z.string().nullable(),
  role_arn: z.string().nullable(),
  bus_policy: policy.describe('Resource policy for the bus, when no role is assumed.'),
  role_trust_policy: policy.describe('Trust policy for the role.'),
  role_permissions: policy.describe('Permissions policy for the role.'),
  role_quick_create_url: z
    .string()
    .nullable()
    .describe(
      'Link to the AWS console that creates the role as a CloudFormation stack. Use the output `RoleArn` of the stack as `role_arn`. Null when the platform offers no template in the partition of the bus.',
    ),
});

export const eventBridgeContract = {
  create,
  update,
  object,
  toDraft: (request) => ({
    awsAccountId: request.aws_account_id,
    awsRegion: request.aws_region,
    eventBusArn: request.event_bus_arn,
    roleArn: request.role_arn,
  }),
  toChanges: (request) => ({ eventBusArn: request.event_bus_arn, roleArn: request.role_arn }),
  toObject(destination, view) {
    const { amazonEventbridge: target, id: destinationId } = destination;
    const partner = view.eventBridgePartnerMode;
    const { platformAwsAccountId, roleTemplateUrl: templateUrl } = view;
    const busArn = target.eventBusArn;
    const source = eventSourceName(view.platformName, destination, partner);
    return {
      aws_account_id: target.awsAccountId,
      aws_region: target.awsRegion,
      aws_event_source_arn: target.eventSourceArn ?? null,
      aws_event_source_status: target.status,
      event_bus_arn: partner ? null : busArn,
      role_arn: target.roleArn ?? null,
      bus_policy: partner ? null : { ...busPolicyFor({ platformAwsAccountId, busArn, source }) },
      role_trust_policy: partner ? null : { ...roleTrustPolicyFor({ platformAwsAccountId, busArn, destinationId }) },
      role_permissions: partner ? null : { ...rolePermissionsFor({ busArn }) },
      role_quick_create_url: partner
        ? null
        : roleQuickCreateUrl({ templateUrl, platformAwsAccountId, busArn, destinationId }),
    };
  },
  include: [],
  signingSecret: null,
} as const satisfies TypeContract<'amazon_eventbridge', typeof create, typeof update, typeof object>;
