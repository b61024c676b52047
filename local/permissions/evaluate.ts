/**
 * Decides as AWS does for a request within one account: an explicit deny in any policy decides; otherwise one allow is enough, in a
 * policy of the role or in that of the resource. A KMS key and the role to be assumed need the consent of their own policy.
 *
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
import type { Context } from './conditions.ts';
import type { CompiledStatement, Grant } from './policy.ts';

/** What a request needs: one action on one resource. */
export interface Need {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*` for an action without resources. */
  readonly resource: string;
  readonly context?: Context;
}

export type Caller =
  | { readonly kind: 'service' /** `lambda.amazonaws.com` */; readonly name: string }
  | {
      readonly kind: 'role';
      /** ARN of the session: `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
      readonly session: string;
      readonly role: string;
      readonly account: string;
    };

export interface Applicable {
  /** Of the policies of the caller's role. */
  readonly identity: readonly CompiledStatement[];
  /** Of the policy of the resource. */
  readonly resource: readonly CompiledStatement[];
  /** The resource is a key or a role, whose own policy has to consent. */
  readonly needsConsent: boolean;
}

/** A grant that decided. */
export interface Deciding {
  readonly grant: Grant;
  /** Without this grant, the decision would have been the opposite. */
  readonly alone: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** End of the message of a refusal: `because no identity-based policy allows the x action` */
  readonly reason: string;
  /** The allowing grants; the denying grants if others allow the request; otherwise none. */
  readonly by: readonly Deciding[];
}

export function decide(caller: Caller, need: Need, { identity, resource, needsConsent }: Applicable): Decision {
  const own = identity.flatMap((one) => grantsFor(one, need));
  const byPolicyOf = (how: ReturnType<typeof named>) =>
    resource.flatMap((one) => (named(one, caller) === how ? grantsFor(one, need) : []));
  const direct = byPolicyOf('directly');
  const consent = byPolicyOf('by account');
  const allows = (grants: readonly Grant[], without?: Grant) =>
    grants.some((one) => one.effect === 'Allow' && one !== without);
  const isAllowed = (without?: Grant) =>
    allows(direct, without) || (allows(own, without) && (!needsConsent || allows(consent, without)));

  const denying = [...own, ...direct, ...consent].filter(({ effect }) => effect === 'Deny');
  if (denying.length > 0) {
    const kind = own.some(({ effect }) => effect === 'Deny') ? 'an identity-based' : 'a resource-based';
    const by = isAllowed() ? denying.map((grant) => ({ grant, alone: denying.length === 1 })) : [];
    return { allowed: false, reason: `with an explicit deny in ${kind} policy`, by };
  }
  if (isAllowed()) {
    const used = [...own, ...direct, ...(needsConsent && allows(own) ? consent : [])];
    return { allowed: true, reason: '', by: used.map((grant) => ({ grant, alone: !isAllowed(grant) })) };
  }
  const kind = caller.kind === 'service' || allows(own) ? 'resource' : 'identity';
  return { allowed: false, reason: `because no ${kind}-based policy allows the ${need.action} action`, by: [] };
}

function grantsFor({ policy, index, effect, actions, resources, meets }: CompiledStatement, need: Need): Grant[] {
  const found = actions.filter(([, test]) => test(need.action));
  const on =
    found.length > 0 ? resources.flatMap(([text, test], at) => (test(need.resource) ? [{ text, at }] : [])) : [];
  if (on.length === 0 || !meets(need.context ?? {})) return [];
  return found.flatMap(([action]) =>
    on.map(({ text: resource, at }) => ({ policy, statement: index, effect, action, resource, at })),
  );
}

/**
 * Returns how a statement of a resource's policy names the caller. Naming the account leaves the decision to the policies of the
 * account's roles; a deny applies to all of them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function named({ principal = {} }: CompiledStatement, caller: Caller): 'directly' | 'by account' | undefined {
  if (principal === '*') return 'directly';
  const list = (type: string) => [principal[type] ?? []].flat();
  const aws = list('AWS');
  if (aws.includes('*')) return 'directly';
  if (caller.kind === 'service') return list('Service').includes(caller.name) ? 'directly' : undefined;
  if (aws.includes(caller.role) || aws.includes(caller.session)) return 'directly';
  const account = new RegExp(`^(${caller.account}|arn:[\\w-]+:iam::${caller.account}:root)$`);
  return aws.some((one) => account.test(one)) ? 'by account' : undefined;
}
