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
];

export const reasonFor = ({ policy, action, resource }: Grant): string | undefined =>
  REASONS.find(
    (one) => policy.startsWith(one.policy) && one.action.test(action) && resource.endsWith(one.resource ?? ''),
  )?.reason;
