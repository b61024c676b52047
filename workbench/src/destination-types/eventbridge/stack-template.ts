/** CloudFormation templates that allow the platform to put events on a bus, made from the policies that the API returns. */
import { consoleOf } from '../../../../lambdas/contract/destination/console-links.ts';
import type { DestinationOf } from '../../api/types.ts';

type EventBridge = DestinationOf<'amazon_eventbridge'>['amazon_eventbridge'];

interface Statement {
  readonly Sid?: string;
}

const asText = (template: object): string => `${JSON.stringify(template, null, 2)}\n`;

/** Returns the stack that adds the bus policy, or undefined when there is no bus policy. */
export function busPolicyTemplate({ event_bus_arn, bus_policy }: EventBridge): string | undefined {
  const [statement] = (bus_policy?.Statement ?? []) as Statement[];
  if (event_bus_arn === null || !statement) return undefined;
  // Each statement of a bus policy is a resource of its own, so the stack leaves the other statements as they are.
  const { Sid, ...rest } = statement;
  return asText({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Allows one event destination to put events on an event bus.',
    Resources: {
      EventDestinationBusPolicy: {
        Type: 'AWS::Events::EventBusPolicy',
        Properties: {
          EventBusName: event_bus_arn.slice(event_bus_arn.indexOf('event-bus/') + 'event-bus/'.length),
          StatementId: Sid ?? 'EventDestination',
          Statement: rest,
        },
      },
    },
  });
}

/** Returns the stack that creates the role, or undefined when no role is assumed. Its output is the ARN of the role. */
export function roleTemplate({ role_trust_policy, role_permissions }: EventBridge): string | undefined {
  if (role_trust_policy === null || role_permissions === null) return undefined;
  return asText({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'A role that one event destination assumes to put events on an event bus.',
    Resources: {
      EventDestinationRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: role_trust_policy,
          Policies: [{ PolicyName: 'PutEvents', PolicyDocument: role_permissions }],
        },
      },
    },
    Outputs: {
      RoleArn: {
        Description: 'Enter this ARN as the role of the event destination.',
        Value: { 'Fn::GetAtt': ['EventDestinationRole', 'Arn'] },
      },
    },
  });
}

/** Returns the page of the AWS console to which a template is uploaded. */
export const createStackUrl = (region: string): string =>
  `${consoleOf(region)}/cloudformation/home?region=${region}#/stacks/create`;

/** Returns the page of the AWS console that associates a partner event source with a bus. */
export const partnerSourcesUrl = (region: string): string =>
  `${consoleOf(region)}/events/home?region=${region}#/partners`;
