/**
 * Conditions of policy statements.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { arnTest, globOf } from './patterns.ts';

/** Values of the request by condition key. A key that the service does not send is absent. */
export type Context = Readonly<Record<string, string>>;
export type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
/** Returns whether a request meets the condition. */
export type ConditionTest = (context: Context) => boolean;

type Matcher = (wanted: string) => (value: string) => boolean;

const equal: Matcher = (wanted) => (value) => value === wanted;
const equalIgnoringCase: Matcher = (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase();
const like: Matcher = (wanted) => {
  const glob = globOf(wanted);
  return (value) => glob.test(value);
};

interface Operator {
  readonly matcher: Matcher;
  /** Holds when no value matches. */
  readonly negated: boolean;
}

const operator = (matcher: Matcher, negated = false): Operator => ({ matcher, negated });

/** The two operators for ARNs behave identically: see the page above. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: operator(equal),
  StringNotEquals: operator(equal, true),
  StringEqualsIgnoreCase: operator(equalIgnoringCase),
  StringNotEqualsIgnoreCase: operator(equalIgnoringCase, true),
  StringLike: operator(like),
  StringNotLike: operator(like, true),
  ArnEquals: operator(arnTest),
  ArnLike: operator(arnTest),
  ArnNotEquals: operator(arnTest, true),
  ArnNotLike: operator(arnTest, true),
  Bool: operator(equalIgnoringCase),
};

/** Keys that the requests of this platform have. With another key, a condition would never or always be met. */
const KNOWN_KEYS =
  /^(aws:(SecureTransport|SourceArn|SourceAccount|PrincipalAccount)|kms:(CallerAccount|ViaService|EncryptionContext:.+)|sts:ExternalId)$/i;

export class UnsupportedPolicyError extends Error {
  constructor(what: string) {
    super(`The local platform does not evaluate ${what} of a policy.`);
  }
}

/** @throws UnsupportedPolicyError for an operator or a key that this platform does not know */
export function conditionTest(condition: Condition = {}): ConditionTest {
  const tests = Object.entries(condition).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => keyTest(name, key, listOf(values))),
  );
  return (context) => tests.every((test) => test(context));
}

/** Lists are alternatives: one value matches, or, for a negated operator, none does. */
function keyTest(name: string, key: string, values: readonly string[]): ConditionTest {
  if (!KNOWN_KEYS.test(key)) throw new UnsupportedPolicyError(`the condition key ${key}`);
  if (name === 'Null') return (context) => values.includes(String(valueIn(context, key) === undefined));
  const ifExists = name.endsWith('IfExists');
  const found = OPERATORS[ifExists ? name.slice(0, -'IfExists'.length) : name];
  if (!found) throw new UnsupportedPolicyError(`the condition operator ${name}`);
  const tests = values.map(found.matcher);
  return (context) => {
    const value = valueIn(context, key);
    if (value === undefined) return ifExists || found.negated;
    return tests.some((test) => test(value)) !== found.negated;
  };
}

/** The names of keys are not case-sensitive. */
function valueIn(context: Context, key: string): string | undefined {
  const wanted = key.toLowerCase();
  const name = Object.keys(context).find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : context[name];
}

const listOf = (values: unknown): string[] => (Array.isArray(values) ? values : [values]).map(String);
