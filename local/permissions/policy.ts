/** Policies as a template has them, and their statements in a form that is tested fast. */
import { type Condition, type ConditionTest, conditionTest, UnsupportedPolicyError } from './conditions.ts';
import { globOf } from './patterns.ts';

type OneOrMore<T> = T | readonly T[];

/** A statement in JSON, without intrinsic functions. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore<string>>>;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Condition?: Condition;
}

export interface Policy {
  /** Logical id of the resource in the template that contains it. */
  readonly id: string;
  readonly statements: readonly Statement[];
}

/** One action on one resource of a statement: the smallest part of a policy that can be removed. */
export interface Grant {
  readonly policy: string;
  /** Index of the statement in its policy. */
  readonly statement: number;
  readonly effect: 'Allow' | 'Deny';
  /** As written in the policy; `!` before it stands for NotAction and NotResource. */
  readonly action: string;
  readonly resource: string;
  /** Index of the resource in its statement. The ARN of a key is another one for each platform. */
  readonly at: number;
}

type Test = (value: string) => boolean;
type Part = readonly [text: string, test: Test];

export interface CompiledStatement {
  readonly policy: string;
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  /** Undefined in an identity-based policy. */
  readonly principal: Statement['Principal'] | undefined;
  readonly actions: readonly Part[];
  readonly resources: readonly Part[];
  readonly meets: ConditionTest;
}

const listOf = <T>(value: OneOrMore<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html: not case-sensitive */
const actionTest = (pattern: string): Test => {
  const glob = globOf(pattern, 'i');
  return (action) => glob.test(action);
};

/**
 * A wildcard at the end of a segment of an ARN also matches the segments after it, so that a pattern is one text:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
const resourceTest = (pattern: string): Test => {
  const glob = globOf(pattern);
  return (resource) => glob.test(resource);
};

/** @throws UnsupportedPolicyError for what this platform cannot evaluate */
export const compile = ({ id, statements }: Policy): CompiledStatement[] =>
  statements.map((statement, index) => {
    if ('NotPrincipal' in statement) throw new UnsupportedPolicyError('NotPrincipal');
    const { Effect, Principal, Action, NotAction, Resource, NotResource, Condition } = statement;
    return {
      policy: id,
      index,
      effect: Effect,
      principal: Principal,
      actions: partsOf(listOf(Action), listOf(NotAction), actionTest),
      // The policy of a role that says who may assume it has no resource.
      resources: partsOf(listOf(Resource ?? (NotResource ? undefined : '*')), listOf(NotResource), resourceTest),
      meets: conditionTest(Condition),
    };
  });

function partsOf(all: readonly string[], none: readonly string[], testOf: (pattern: string) => Test): Part[] {
  for (const text of [...all, ...none]) {
    if (text.includes('${')) throw new UnsupportedPolicyError(`the variable in ${text}`);
  }
  const others = none.map(testOf);
  const not: Part[] = none.length > 0 ? [[`!${none}`, (value) => !others.some((test) => test(value))]] : [];
  return [...all.map((text): Part => [text, testOf(text)]), ...not];
}

/** Returns every part of a policy that can be removed. */
export const grantsIn = (policy: Policy): Grant[] =>
  compile(policy).flatMap(({ index, effect, actions, resources }) =>
    actions.flatMap(([action]) =>
      resources.map(([resource], at) => ({ policy: policy.id, statement: index, effect, action, resource, at })),
    ),
  );
