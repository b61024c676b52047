/** Checks what a caller sent against a schema; what is wrong is said by field, in the caller's spelling. */
import type * as z from 'zod';
import { InvalidFieldsError } from '../core/errors.ts';

type Issue = z.core.$ZodIssue;

/** More than this many problems of one request are not listed. */
const MAX_LISTED = 5;

/**
 * @param input a parsed body or query; nothing at all counts as `{}`
 * @throws InvalidFieldsError naming each wrong field and what it should be; `param` is the first
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(describe);
  const message = problems
    .slice(0, MAX_LISTED)
    .map(({ path, text }) => (path ? `${path}: ${text}` : text))
    .join('; ');
  const param = problems[0]?.path;
  // Without its cause: that holds what was sent, and errors are logged.
  throw new InvalidFieldsError(message, param ? { param } : {});
}

/** `['enabled_events', 2]` as `enabled_events[2]`. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined ? `${joined}.${shown(part)}` : shown(part);
  }, '');

/** A key of the caller's own making is not echoed at any length. */
const shown = (key: PropertyKey): string => {
  const text = String(key);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

function describe(issue: Issue): { path: string; text: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: fieldPath([...issue.path, key]),
      text: 'is not a field of this request.',
    }));
  }
  return [{ path: fieldPath(issue.path), text: reason(issue) }];
}

const NOUNS: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};

const UNITS: Record<string, string> = { string: ' characters', array: ' entries', set: ' entries' };

function reason(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required.';
      // A field that is refused whatever it holds says so itself.
      if (issue.expected === 'undefined') return issue.message;
      return `should be ${NOUNS[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `should be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`;
    case 'too_big':
      return `should be at most ${issue.maximum}${UNITS[issue.origin] ?? ''}.`;
    case 'too_small':
      return `should be at least ${issue.minimum}${UNITS[issue.origin] ?? ''}.`;
    case 'invalid_key':
      return `has a key that ${issue.issues.map(reason).join(' ')}`;
    default:
      return issue.message;
  }
}
