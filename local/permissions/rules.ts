/** Reads the policies of a template: those of the functions' roles, and those of queues, keys, topics, roles and functions. */
import { REGION, Template, type Value } from '../template.ts';
import type { FunctionRole, Rules } from './authorizer.ts';
import type { Policy, Statement } from './policy.ts';

/** A function and the access key with which it signs its requests. */
export interface Signer {
  /** Logical id of the function. */
  readonly id: string;
  readonly accessKey: string;
}

/** Logical id of the role of a function. @throws Error when it has none, which Lambda refuses */
export function roleOf(template: Template, functionId: string): string {
  const role = Template.target(template.resources[functionId]?.Properties.Role);
  if (!role || !template.resources[role]) throw new Error(`${functionId} has no role in the template.`);
  return role;
}

/** Returns everything that decides about requests. The resources of the template are bound to their ARNs. */
export function rulesOf(template: Template, signers: readonly Signer[]): Rules {
  return {
    account: template.account,
    roles: Object.fromEntries(signers.map(({ id, accessKey }) => [accessKey, functionRole(template, id, accessKey)])),
    resources: resourcePolicies(template),
    tableKeys: Object.fromEntries(
      template.ofType('AWS::DynamoDB::Table').flatMap(([id, { Properties }]) => {
        const { KMSMasterKeyId } = template.resolve(Properties.SSESpecification ?? {});
        return KMSMasterKeyId ? [[arnOf(template, id), KMSMasterKeyId]] : [];
      }),
    ),
  };
}

const arnOf = (template: Template, id: string): string => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] });

const policy = (template: Template, id: string, document: Value): Policy => ({
  id,
  statements: [template.resolve(document).Statement].flat(),
});

function functionRole(template: Template, functionId: string, accessKey: string): FunctionRole {
  const id = roleOf(template, functionId);
  const { ManagedPolicyArns = [], Policies = [], PermissionsBoundary } = template.resources[id]?.Properties ?? {};
  if (ManagedPolicyArns.length > 0 || PermissionsBoundary) {
    throw new Error(`The local platform does not know the managed policies of ${id}. Write them into the template.`);
  }
  const inline = Policies.map(({ PolicyDocument }: Value) => policy(template, id, PolicyDocument));
  const attached = template
    .ofType('AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles?.some((role: Value) => Template.target(role) === id))
    .map(([policyId, { Properties }]) => policy(template, policyId, Properties.PolicyDocument));
  const role = arnOf(template, id);
  const name = role.split('/').at(-1);
  // Lambda names the session after the function.
  const session = `arn:aws:sts::${template.account}:assumed-role/${name}/${accessKey}`;
  return { role, session, policies: [...inline, ...attached] };
}

function resourcePolicies(template: Template): Record<string, Policy[]> {
  const found: [arn: string, Policy][] = [
    ...template
      .ofType('AWS::KMS::Key')
      .map(([id, { Properties }]): [string, Policy] => [
        arnOf(template, id),
        policy(template, id, Properties?.KeyPolicy ?? DEFAULT_KEY_POLICY),
      ]),
    ...template
      .ofType('AWS::IAM::Role')
      .map(([id, { Properties }]): [string, Policy] => [
        arnOf(template, id),
        policy(template, id, Properties.AssumeRolePolicyDocument),
      ]),
    ...named(template, 'AWS::SQS::QueuePolicy', ({ Queues }) =>
      Queues.map((queue: Value) => arnOf(template, Template.target(queue) ?? '')),
    ),
    ...named(template, 'AWS::SNS::TopicPolicy', ({ Topics }) => template.resolve(Topics)),
    ...named(template, 'AWS::SecretsManager::ResourcePolicy', ({ SecretId }) => [template.resolve(SecretId)]),
    ...busPolicies(template),
    ...template
      .ofType('AWS::Lambda::Permission')
      .map(([id, { Properties }]) => invokePolicy(template, id, template.resolve(Properties))),
  ];
  const byArn: Record<string, Policy[]> = {};
  for (const [arn, one] of found) byArn[arn] = [...(byArn[arn] ?? []), one];
  return byArn;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const DEFAULT_KEY_POLICY = {
  Statement: { Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: 'kms:*', Resource: '*' },
};

function named(template: Template, type: string, arnsOf: (properties: Value) => string[]): [string, Policy][] {
  return template.ofType(type).flatMap(([id, { Properties }]) => {
    const document = policy(template, id, Properties.PolicyDocument ?? Properties.ResourcePolicy);
    return arnsOf(Properties).map((arn): [string, Policy] => [arn, document]);
  });
}

const busPolicies = (template: Template): [string, Policy][] =>
  template.ofType('AWS::Events::EventBusPolicy').map(([id, { Properties }]) => {
    const { EventBusName = 'default', Statement } = template.resolve(Properties);
    if (!Statement) throw new Error(`The local platform needs the Statement of ${id}.`);
    return [`arn:aws:events:${REGION}:${template.account}:event-bus/${EventBusName}`, { id, statements: [Statement] }];
  });

/**
 * Returns a permission as the statement that Lambda makes of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
function invokePolicy(template: Template, id: string, properties: Value): [string, Policy] {
  const { FunctionName, Principal, Action, SourceArn, SourceAccount } = properties;
  const name = `arn:aws:lambda:${REGION}:${template.account}:function:`;
  const Resource = FunctionName.startsWith('arn:') ? FunctionName : name + FunctionName;
  const statement: Statement = {
    Effect: 'Allow',
    Principal: Principal.endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal },
    Action,
    Resource,
    Condition: {
      ...(SourceArn ? { ArnLike: { 'aws:SourceArn': SourceArn } } : {}),
      ...(SourceAccount ? { StringEquals: { 'aws:SourceAccount': SourceAccount } } : {}),
    },
  };
  return [Resource, { id, statements: [statement] }];
}
