/**
 * The role that a destination assumes, as a CloudFormation stack which its customer makes by one link.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
 */
import { consoleOf } from './console-links.ts';
import { parseBusArn, partitionOf } from './target.ts';

/** The same for all destinations: what differs are parameters, which the link fills in and the customer sees. */
export const ROLE_STACK_TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'A role that one event destination assumes to put events on an event bus. Leave the parameters as the link has them.',
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
      Description: 'The AWS account that the events come from.',
      AllowedPattern: '[0-9]{12}',
      ConstraintDescription: '12 digits',
    },
    ExternalId: {
      Type: 'String',
      Description: 'The ID of the event destination: for no other may the role be assumed.',
      AllowedPattern: '[A-Za-z0-9_]{2,128}',
      ConstraintDescription: 'an ID such as ed_1',
    },
    EventBusArn: {
      Type: 'String',
      Description: 'The event bus that the events are put on.',
      // No wildcard: it becomes the resource that the role may put events on.
      AllowedPattern: 'arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9_./-]{1,256}',
      ConstraintDescription: 'arn:aws:events:<region>:<account>:event-bus/<name>',
    },
  },
  Resources: {
    EventDestinationRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        // As roleTrustPolicyFor and rolePermissionsFor have it.
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
      Description: 'Enter this as role of the event destination.',
      Value: { 'Fn::GetAtt': ['EventDestinationRole', 'Arn'] },
    },
  },
};

export interface RoleStackInput {
  /** Where the template is, `https://<bucket>.s3.<region>.amazonaws.com/…`; null where the deployment has put it nowhere. */
  readonly templateUrl: string | null;
  /** The AWS account the platform runs in. */
  readonly platformAwsAccountId: string;
  readonly busArn: string;
  readonly destinationId: string;
}

/**
 * The console's page on which a customer makes the stack, everything filled in. Null without a template, and where the bus
 * is in another partition of AWS than it: none reads another's buckets.
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
