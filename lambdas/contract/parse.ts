/** Checks a request against a schema. Errors name each field as the caller wrote it. */
import type * as z from 'zod';
import { InvalidFieldsError } from '../core/errors.ts';

type Issue = z.core.$ZodIssue;

/** Maximum number of problems in one error message. */
const MAX_LISTED = 5;

/**
 * Parses a body or a query.
 * @param input undefined and null count as `{}`
 * @throws InvalidFieldsError naming each invalid field and what it should be; `param` is the first
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) =>
    problemsOf(issue, 'is not a field of this request.').map(({ path, text }) => ({ path: fieldPath(path), text })),
  );
  const message = problems
    .slice(0, MAX_LISTED)
    .map(({ path, text }) => (path ? `${path}: ${text}` : text))
    .join('; ');
  const param = problems[0]?.path;
  // Without a cause: it contains the input, and errors are logged.
  throw new InvalidFieldsError(message, param ? { param } : {});
}

/** Formats `['enabled_events', 2]` as `enabled_events[2]`. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined ? `${joined}.${shown(part)}` : shown(part);
  }, '');

/** Shortens a key that the caller made up. */
const shown = (key: PropertyKey): string => {
  const text = String(key);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/**
 * Returns each wrong field of an issue and what it should be. The schema was parsed with `reportInput`.
 * @param unknownField the text for a field that the schema does not have
 */
export function problemsOf(issue: Issue, unknownField: string): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], text: unknownField }));
  }
  return [{ path: issue.path, text: reason(issue) }];
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

/** Formats `a, b or c`. */
const alternatives = (texts: readonly string[]): string =>
  [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter((text) => text !== '').join(' or ');

function reason(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required.';
      // A field that is never allowed has a message of its own.
      if (issue.expected === 'undefined') return issue.message;
      return `should be ${NOUNS[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `should be ${alternatives(issue.values.map((value) => JSON.stringify(value)))}.`;
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
