/**
 * The role that a destination assumes, as a CloudFormation stack that a customer creates with one link.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
 */
import { consoleOf } from './console-links.ts';
import { parseBusArn, partitionOf } from './target.ts';

/** The template for all destinations. The link sets its parameters, which the customer can see. */
export const ROLE_STACK_TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'A role that one event destination assumes to put events on an event bus. Do not change the parameters that the link has set.',
  Metadata: {
    'AWS::CloudFormation::Interface': {
      ParameterLabels: {
        PlatformAccountId: { default: 'AWS account of the platform' },
        ExternalId: { default: 'ID of the event destination' },
        EventBusArn: { default: 'Event bus' },
      },
    },
  },
  Parameters: {
    PlatformAccountId: {
      Type: 'String',
      Description: 'The AWS account that sends the events.',
      AllowedPattern: '[0-9]{12}',
      ConstraintDescription: '12 digits',
    },
    ExternalId: {
      Type: 'String',
      Description: 'The ID of the event destination. The role can be assumed for this destination only.',
      AllowedPattern: '[A-Za-z0-9_]{2,128}',
      ConstraintDescription: 'an ID such as ed_1',
    },
    EventBusArn: {
      Type: 'String',
      Description: 'The event bus that receives the events.',
      // Without wildcards: the value becomes the resource of the role's permission.
      AllowedPattern: 'arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9_./-]{1,256}',
      ConstraintDescription: 'arn:aws:events:<region>:<account>:event-bus/<name>',
    },
  },
  Resources: {
    EventDestinationRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        // The same as roleTrustPolicyFor and rolePermissionsFor return.
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${PlatformAccountId}:root` } },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'PutEvents',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'EventBusArn' } }],
            },
          },
        ],
      },
    },
  },
  Outputs: {
    RoleArn: {
      Description: 'Enter this ARN as the role of the event destination.',
      Value: { 'Fn::GetAtt': ['EventDestinationRole', 'Arn'] },
    },
  },
};

export interface RoleStackInput {
  /** URL of the template, `https://<bucket>.s3.<region>.amazonaws.com/…`; null when it is not deployed. */
  readonly templateUrl: string | null;
  /** The AWS account of the platform. */
  readonly platformAwsAccountId: string;
  readonly busArn: string;
  readonly destinationId: string;
}

/**
 * Returns the URL of the console page on which a customer creates the stack. Null without a template, and when the bus is in
 * another partition of AWS, which cannot read the bucket of the template.
 */
export function roleQuickCreateUrl({
  templateUrl,
  platformAwsAccountId,
  busArn,
  destinationId,
}: RoleStackInput): string | null {
  const { region, partition } = parseBusArn(busArn);
  const [, templateRegion = ''] = /\.s3\.([a-z0-9-]+)\.amazonaws\./.exec(templateUrl ?? '') ?? [];
  if (templateUrl === null || partitionOf(templateRegion) !== partition) return null;
  const query = new URLSearchParams({
    templateURL: templateUrl,
    stackName: `event-destination-${destinationId.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 128),
    param_PlatformAccountId: platformAwsAccountId,
    param_ExternalId: destinationId,
    param_EventBusArn: busArn,
  });
  return `${consoleOf(region)}/cloudformation/home?region=${region}#/stacks/create/review?${query}`;
}
