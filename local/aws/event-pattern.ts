/**
 * Event patterns of EventBridge rules.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { BlockList, isIP } from 'node:net';

type Json = unknown;
type Test = (value: Json, argument: Json) => boolean;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: Json, check: (value: string) => boolean): boolean => typeof value === 'string' && check(value);

/** `{"prefix": {"equals-ignore-case": "x"}}` and `{"prefix": "x"}`. */
const caseFolding =
  (check: (value: string, argument: string) => boolean): Test =>
  (value, argument) => {
    if (typeof argument === 'string') return text(value, (one) => check(one, argument));
    const folded = isObject(argument) ? argument['equals-ignore-case'] : undefined;
    return typeof folded === 'string' && text(value, (one) => check(one.toLowerCase(), folded.toLowerCase()));
  };

function wildcard(value: string, pattern: string): boolean {
  const source = pattern.replace(/\\([*\\])|[*]|[.+?^${}()|[\]\\]/g, (found, escaped?: string) =>
    escaped ? `\\${escaped}` : found === '*' ? '.*' : `\\${found}`,
  );
  return new RegExp(`^${source}$`, 's').test(value);
}

const NUMERIC: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(value: Json, argument: Json): boolean {
  if (typeof value !== 'number' || !Array.isArray(argument)) return false;
  for (let index = 0; index < argument.length; index += 2) {
    if (!NUMERIC[argument[index]]?.(value, argument[index + 1])) return false;
  }
  return argument.length > 0;
}

function cidr(value: Json, argument: Json): boolean {
  const [network = '', bits] = String(argument).split('/');
  if (typeof value !== 'string' || !isIP(value) || isIP(value) !== isIP(network)) return false;
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(value, family);
}

function anythingBut(value: Json, argument: Json): boolean {
  if (isObject(argument)) {
    const [[operator, operand] = []] = Object.entries(argument);
    const operands = Array.isArray(operand) ? operand : [operand];
    return !operands.some((one) => OPERATORS[operator as string]?.(value, one));
  }
  return !(Array.isArray(argument) ? argument : [argument]).includes(value);
}

/** The operators. `exists` is evaluated before them, because only it matches absent fields. */
const OPERATORS: Record<string, Test> = {
  prefix: caseFolding((value, argument) => value.startsWith(argument)),
  suffix: caseFolding((value, argument) => value.endsWith(argument)),
  'equals-ignore-case': (value, argument) => text(value, (one) => one.toLowerCase() === String(argument).toLowerCase()),
  wildcard: (value, argument) => text(value, (one) => wildcard(one, String(argument))),
  'anything-but': anythingBut,
  numeric,
  cidr,
};

function matchesValue(value: Json, matcher: Json): boolean {
  if (!isObject(matcher)) return value === matcher;
  const [[operator, argument] = []] = Object.entries(matcher);
  return OPERATORS[operator as string]?.(value, argument) ?? false;
}

/** `exists` matches leaves. An object is not a leaf, and an empty array has none. */
const isLeaf = (value: Json): boolean =>
  value !== undefined && !isObject(value) && !(Array.isArray(value) && value.length === 0);

/** A field matches when one of its matchers matches it or, for an array, one of its elements. */
function matchesField(value: Json, matchers: readonly Json[]): boolean {
  return matchers.some((matcher) => {
    if (isObject(matcher) && 'exists' in matcher) return isLeaf(value) === matcher.exists;
    if (value === undefined) return false;
    return (Array.isArray(value) ? value : [value]).some((one) => matchesValue(one, matcher));
  });
}

/** Returns whether an event has every field of the pattern with one of its values. */
export function matchesPattern(event: Json, pattern: Record<string, Json>): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted)) return wanted.some((one) => matchesPattern(event, one));
    const value = isObject(event) ? event[name] : undefined;
    if (Array.isArray(wanted)) return matchesField(value, wanted);
    if (!isObject(wanted)) return false;
    if (Array.isArray(value) && value.length > 0) return value.some((one) => matchesPattern(one, wanted));
    return matchesPattern(isObject(value) ? value : {}, wanted);
  });
}
