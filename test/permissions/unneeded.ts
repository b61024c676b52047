/** Grants that no test needs, each with the reason why it stays. */
import type { Grant } from '../../local/permissions/policy.ts';

interface Reason {
  /** Start of the logical id of the policy. */
  readonly policy: string;
  readonly action: RegExp;
  /** End of the resource. By default every resource. */
  readonly resource?: string;
  readonly reason: string;
}

export const REASONS: readonly Reason[] = [
  {
    policy: 'StorageKey',
    action:
      /^kms:(CreateGrant|DescribeKey|Encrypt|GenerateDataKey|GenerateDataKeyWithoutPlaintext|ReEncryptFrom|ReEncryptTo)$/,
    reason:
      'DynamoDB needs it to create, restore and rotate encrypted tables: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  },
  {
    policy: 'BootstrapProviderRole',
    action: /^lambda:InvokeFunction$/,
    resource: ':*',
    reason: 'The CDK grants every version of a function together with the function.',
  },
  {
    policy: 'BootstrapProviderRole',
    action: /^lambda:GetFunction$/,
    reason: "The CDK's function waits for an inactive function. Functions are never inactive here.",
  },
  {
    policy: 'BootstrapRole',
    action: /^secretsmanager:PutSecretValue$/,
    reason: 'Writes the first keys. Locally the secret has keys from the start.',
  },
  {
    policy: 'BootstrapRole',
    action: /^dynamodb:DeleteItem$/,
    reason: 'Removes the first keys from the list of an account that is no longer the account of the platform.',
  },
  {
    policy: 'ListenPushRole',
    action: /^execute-api:ManageConnections$/,
    resource: '/DELETE/@connections/*',
    reason: 'Closes a socket to which several tries to send failed.',
  },
  {
    policy: 'SweepingSweepRole',
    action: /^dynamodb:GetItem$/,
    reason:
      'For health events, the first of which is published after an hour: reads the last error, and an event that exists.',
  },
  {
    policy: 'DeliveryDeliverSlowRole',
    action: /^dynamodb:/,
    reason: 'The slow lane runs the code of `deliver`, for which a test needs it.',
  },
  {
    policy: 'DeliveryDeliverRole',
    action: /^dynamodb:GetItem$/,
    reason: 'Reads a delivery again after another worker has written it.',
  },
  {
    policy: 'DeadLettersDeadLetterRole',
    action: /^dynamodb:GetItem$/,
    reason: 'Reads a delivery again after another worker has written it.',
  },
];

export const reasonFor = ({ policy, action, resource }: Grant): string | undefined =>
  REASONS.find(
    (one) => policy.startsWith(one.policy) && one.action.test(action) && resource.endsWith(one.resource ?? ''),
  )?.reason;
