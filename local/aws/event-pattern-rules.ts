/**
 * Validates event patterns when a rule is created. An invalid pattern that fails only for an event would fail the publisher of
 * that event.
 */
import { isIP } from 'node:net';

type Json = unknown;
/** Returns the problem of an operator's argument, or undefined. */
type Check = (argument: Json) => string | undefined;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const unless = (ok: boolean, problem: string) => (ok ? undefined : problem);

const foldable: Check = (argument) =>
  unless(
    typeof argument === 'string' || (isObject(argument) && typeof argument['equals-ignore-case'] === 'string'),
    'prefix and suffix take a string or {"equals-ignore-case": string}',
  );

const text =
  (operator: string): Check =>
  (argument) =>
    unless(typeof argument === 'string', `${operator} takes a string`);

const wildcard: Check = (argument) =>
  unless(typeof argument === 'string' && !argument.includes('**'), 'wildcard takes a string without consecutive *');

const COMPARISON = new Set(['=', '<', '<=', '>', '>=']);
const numeric: Check = (argument) => {
  const parts = Array.isArray(argument) ? argument : [];
  const ok = parts.every((part, index) => (index % 2 ? typeof part === 'number' : COMPARISON.has(part)));
  return unless(ok && (parts.length === 2 || parts.length === 4), 'numeric takes one or two of [comparison, number]');
};

const cidr: Check = (argument) => {
  const [network = '', bits = '', ...rest] = String(argument).split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(network)] ?? -1;
  return unless(
    /^\d+$/.test(bits) && Number(bits) <= most && rest.length === 0,
    'cidr takes a network such as 10.0.0.0/8',
  );
};

const anythingBut: Check = (argument) => {
  if (!isObject(argument)) {
    const listed = Array.isArray(argument) ? argument : [argument];
    const plain = listed.every((one) => typeof one === 'string' || typeof one === 'number');
    return unless(plain && listed.length > 0, 'anything-but takes strings or numbers');
  }
  const [[operator, operand] = ['', undefined], ...rest] = Object.entries(argument);
  const check = NEGATABLE[operator];
  if (!check || rest.length > 0) return `anything-but does not take ${JSON.stringify(argument)}`;
  const operands = Array.isArray(operand) ? operand : [operand];
  return operands.map(check).find((problem) => problem !== undefined);
};

const NEGATABLE: Record<string, Check> = {
  prefix: foldable,
  suffix: foldable,
  wildcard,
  'equals-ignore-case': text('equals-ignore-case'),
};

const CHECKS: Record<string, Check> = {
  ...NEGATABLE,
  numeric,
  cidr,
  'anything-but': anythingBut,
  exists: (argument) => unless(typeof argument === 'boolean', 'exists takes true or false'),
};

function matcherProblem(matcher: Json): string | undefined {
  if (Array.isArray(matcher)) return 'an array of values holds no arrays';
  if (!isObject(matcher)) return undefined;
  const [[operator, argument] = ['', undefined], ...rest] = Object.entries(matcher);
  const check = CHECKS[operator];
  if (!check || rest.length > 0) return `Unrecognized match type ${operator}`;
  return check(argument);
}

function fieldsProblem(pattern: Json): string | undefined {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) return 'a pattern is an object with at least one field';
  for (const [name, wanted] of Object.entries(pattern)) {
    const problem = Array.isArray(wanted)
      ? listProblem(name, wanted)
      : isObject(wanted)
        ? fieldsProblem(wanted)
        : `"${name}" must be an object or an array`;
    if (problem) return problem;
  }
  return undefined;
}

function listProblem(name: string, wanted: readonly Json[]): string | undefined {
  if (wanted.length === 0) return `"${name}" lists no values`;
  return wanted.map(name === '$or' ? fieldsProblem : matcherProblem).find((problem) => problem !== undefined);
}

/** Returns the problem of a pattern in JSON, or undefined when it is valid. */
export function patternProblem(json: string): string | undefined {
  try {
    return fieldsProblem(JSON.parse(json));
  } catch {
    return 'Filter is not an object';
  }
}
