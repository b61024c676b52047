/** The parts of all policies in the stack of the local platform. */
import { bindNames } from '../../local/bind-names.ts';
import { providersIn } from '../../local/permissions/function-roles.ts';
import { type Grant, grantsIn, type Policy } from '../../local/permissions/policy.ts';
import { rulesOf } from '../../local/permissions/rules.ts';
import type { Template } from '../../local/template.ts';
import { signersIn } from '../../local/wiring.ts';

/** Identifies a grant in all runs with one template. */
export const keyOf = ({ policy, statement, action, at }: Grant): string => `${policy} ${statement} ${action} ${at}`;

/** Returns the grants of the policies of functions and of resources, in the order of the template. */
export function grantsOf(template: Template): Grant[] {
  bindNames(template);
  const { roles, resources } = rulesOf(template, [...signersIn(template), ...providersIn(template)]);
  const policies = [...Object.values(roles).flatMap((role) => role.policies), ...Object.values(resources).flat()];
  const byId = new Map(policies.map((policy): [string, Policy] => [policy.id, policy]));
  const position = new Map(Object.keys(template.resources).map((id, index) => [id, index]));
  return [...byId.values()].toSorted((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0)).flatMap(grantsIn);
}
