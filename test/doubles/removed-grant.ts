/** Removes one part of a policy from a template. */
import type { Grant } from '../../local/permissions/policy.ts';
import type { Value } from '../../local/template.ts';

/** Environment variable with a grant, as JSON, that every stack of a test lacks (`npm run test:permissions`). */
export const REMOVED_GRANT = 'WAYBILL_REMOVED_GRANT';

/** Resources of a template by their logical ids. */
export type Resources = Record<string, { readonly Type: string; Properties: Value }>;

/** Where the policy of a resource is. A permission of Lambda is one grant and has no document. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::IAM::Role': 'AssumeRolePolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
};

/** Removes one action on one resource. The rest of its statement stays. */
export function removeGrant(resources: Resources, { policy, statement, action, at }: Grant): void {
  const { Type = '', Properties } = resources[policy] ?? {};
  if (Type === 'AWS::Lambda::Permission') {
    delete resources[policy];
    return;
  }
  const statements: Value[] | undefined = Properties?.[DOCUMENTS[Type] ?? '']?.Statement;
  const found = statements?.[statement];
  if (!statements || !found) throw new Error(`${policy} has no statement ${statement}.`);
  const others = [found.Action].flat().filter((one: string) => one !== action);
  const elsewhere = [found.Resource ?? []].flat().filter((_: Value, index: number) => index !== at);
  statements.splice(
    statement,
    1,
    ...(others.length > 0 ? [{ ...found, Action: others }] : []),
    ...(elsewhere.length > 0 ? [{ ...found, Action: action, Resource: elsewhere }] : []),
  );
}
