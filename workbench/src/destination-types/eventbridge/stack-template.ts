/** CloudFormation templates that let the platform put events on a bus, made of the policies that the API answers. */
import { consoleOf } from '../../../../lambdas/contract/destination/console-links.ts';
import type { Destination } from '../../api/types.ts';

type EventBridge = NonNullable<Destination['amazon_eventbridge']>;

interface Statement {
  readonly Sid?: string;
}

const asText = (template: object): string => `${JSON.stringify(template, null, 2)}\n`;

/** The policy of the bus as a stack; undefined where there is none to attach. */
export function busPolicyTemplate({ event_bus_arn, bus_policy }: EventBridge): string | undefined {
  const [statement] = (bus_policy?.Statement ?? []) as Statement[];
  if (event_bus_arn === null || !statement) return undefined;
  // A policy of a bus is many statements, each a resource of its own: this one leaves the others as they are.
  const { Sid, ...rest } = statement;
  return asText({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Lets one event destination put events on an event bus.',
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

/** The role as a stack, whose output is the ARN to tell the destination; undefined where no role is assumed. */
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
        Description: 'Enter this as role of the event destination.',
        Value: { 'Fn::GetAtt': ['EventDestinationRole', 'Arn'] },
      },
    },
  });
}

/** The console's page where a template is uploaded. */
export const createStackUrl = (region: string): string =>
  `${consoleOf(region)}/cloudformation/home?region=${region}#/stacks/create`;

/** The console's page where a partner's event source is given a bus. */
export const partnerSourcesUrl = (region: string): string =>
  `${consoleOf(region)}/events/home?region=${region}#/partners`;
