import { UsageError } from '../errors.ts';
import { definedFields } from '../options.ts';
import type { TypeCommands } from './type-commands.ts';

type EventBridgeFlags = {
  readonly awsAccount?: string | undefined;
  readonly awsRegion?: string | undefined;
  readonly busArn?: string | undefined;
  readonly roleArn?: string | undefined;
};

export const eventBridgeCommands: TypeCommands<'amazon_eventbridge', EventBridgeFlags> = {
  noun: 'an Amazon EventBridge bus',
  options: [
    { flags: '--aws-account <id>', create: 'AWS account of the event bus, 12 digits' },
    { flags: '--aws-region <region>', create: 'AWS region of the event bus' },
    {
      flags: '--bus-arn <arn>',
      create: 'ARN of the event bus (default: the default bus)',
      update: 'ARN of the event bus',
    },
    {
      flags: '--role-arn <arn>',
      create: 'ARN of the IAM role to assume',
      update: 'ARN of the IAM role to assume; an empty value removes it',
    },
  ],
  chosenBy: '--aws-account',
  example: '--aws-account 123456789012 --aws-region eu-west-1 --events order.* --name Orders',
  create({ awsAccount, awsRegion, busArn, roleArn }) {
    if (awsRegion === undefined) {
      throw new UsageError('An event bus needs a region.', { next: 'Add --aws-region, such as eu-west-1.' });
    }
    return definedFields({
      aws_account_id: awsAccount,
      aws_region: awsRegion,
      event_bus_arn: busArn,
      role_arn: roleArn,
    });
  },
  name: ({ awsRegion }) => `EventBridge ${awsRegion}`,
  update({ busArn, roleArn }) {
    const changes = definedFields({ event_bus_arn: busArn, role_arn: roleArn === '' ? null : roleArn });
    return Object.keys(changes).length > 0 ? changes : undefined;
  },
  include: [],
  includeSecret: null,
  signingSecret: () => null,
  target: ({ event_bus_arn, aws_account_id, aws_region }) => event_bus_arn ?? `${aws_account_id} ${aws_region}`,
  rows: ({ role_arn, aws_event_source_arn, aws_event_source_status }) => [
    ['role', role_arn],
    ['event source', aws_event_source_arn],
    ['event source status', aws_event_source_status],
  ],
  documents: ({ role_arn, bus_policy, role_trust_policy, role_permissions }) =>
    (role_arn
      ? [
          { title: 'Trust policy of the role', document: role_trust_policy },
          { title: 'Permissions of the role', document: role_permissions },
        ]
      : [{ title: 'Policy to add to the event bus', document: bus_policy }]
    ).flatMap(({ title, document }) => (document ? [{ title, document }] : [])),
};
