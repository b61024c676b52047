/**
 * Turns the errors of a JSON Schema validator into a few sentences for publishers. A validator reports each schema on the path to
 * a wrong value, and each alternative that the value does not match. Only the innermost errors of the intended alternative are
 * useful.
 */
import type { SchemaProblem } from '../event/event.ts';

/** The basic output unit: https://json-schema.org/draft/2020-12/json-schema-core#name-basic */
export interface SchemaFinding {
  readonly keyword: string;
  /** Path in the schema. The path of an inner error starts with that of the outer one. */
  readonly keywordLocation: string;
  /** Path in the value, as a URI fragment: `#/lines/0`. */
  readonly instanceLocation: string;
  readonly error: string;
}

/** Keywords that only apply other schemas, whose own errors follow. */
const APPLICATORS = new Set(
  '$ref properties patternProperties additionalProperties unevaluatedProperties items prefixItems unevaluatedItems allOf if dependentSchemas'.split(
    ' ',
  ),
);
const ALTERNATIVES = new Set(['anyOf', 'oneOf']);

/** Longest message and pointer, characters: they are stored with the event. */
const MAX_TEXT = 200;

/** Returns one problem for each path of the value, at most `limit`. */
export function schemaProblems(findings: readonly SchemaFinding[], limit: number): SchemaProblem[] {
  const found = new Map<string, SchemaProblem>();
  for (const finding of endsOf(withoutFalse(findings))) {
    const problem = problemOf(finding);
    if (!found.has(problem.pointer)) found.set(problem.pointer, problem);
    if (found.size === limit) break;
  }
  return [...found.values()];
}

/** Adds the path to findings of the schema `false`. The validator reports it only in the finding before. */
const withoutFalse = (findings: readonly SchemaFinding[]): SchemaFinding[] =>
  findings.map((finding, index) => {
    const before = findings[index - 1];
    return finding.keyword === 'false' && before
      ? { ...finding, keywordLocation: `${before.keywordLocation}/false` }
      : finding;
  });

/** Returns the innermost findings. */
function endsOf(findings: readonly SchemaFinding[]): SchemaFinding[] {
  const ends: SchemaFinding[] = [];
  for (let at = 0; at < findings.length; at++) {
    const finding = findings[at] as SchemaFinding;
    if (ALTERNATIVES.has(finding.keyword)) {
      const end = findings.findIndex((other, index) => index > at && !isWithin(other, finding));
      const inner = findings.slice(at + 1, end < 0 ? undefined : end);
      ends.push(...alternativeEnds(finding, inner));
      at += inner.length;
    } else if (!APPLICATORS.has(finding.keyword)) ends.push(finding);
  }
  return ends;
}

const isWithin = (inner: SchemaFinding, outer: SchemaFinding): boolean =>
  inner.keywordLocation.startsWith(`${outer.keywordLocation}/`) &&
  (inner.instanceLocation === outer.instanceLocation ||
    inner.instanceLocation.startsWith(`${outer.instanceLocation}/`));

/**
 * Returns the innermost findings of the intended alternative: the one for the type of the value, or with its constants. Returns
 * the finding of the keyword itself when the intended alternative is not clear.
 */
function alternativeEnds(outer: SchemaFinding, inner: readonly SchemaFinding[]): SchemaFinding[] {
  const branches = [
    ...Map.groupBy(
      inner,
      (one) => one.keywordLocation.slice(outer.keywordLocation.length + 1).split('/', 1)[0],
    ).values(),
  ];
  const here = ({ instanceLocation }: SchemaFinding) => instanceLocation === outer.instanceLocation;
  const ofType = branches.filter((branch) => !branch.some((one) => here(one) && one.keyword === 'type'));
  if (branches.length > 0 && ofType.length === 0)
    return [
      {
        ...outer,
        error: branches
          .flat()
          .filter(here)
          .map(({ error }) => error)
          .join(' '),
      },
    ];
  const intended =
    ofType.length === 1 ? ofType : ofType.filter((branch) => !branch.some(({ keyword }) => keyword === 'const'));
  const [only] = intended;
  return intended.length === 1 && only ? endsOf(only) : [outer];
}

function problemOf({ keyword, instanceLocation, error }: SchemaFinding): SchemaProblem {
  const pointer = decodeURIComponent(instanceLocation.slice(1));
  const missing = /does not have required property "(.*)"/s.exec(error)?.[1];
  if (missing !== undefined) {
    const name = missing.replaceAll('~', '~0').replaceAll('/', '~1');
    return { pointer: cut(`${pointer}/${name}`), message: 'is required.' };
  }
  return { pointer: cut(pointer), message: cut(MESSAGES[keyword]?.(error) ?? error) };
}

const cut = (text: string): string =>
  (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text).toWellFormed();

const NOUNS: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  integer: 'a whole number',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};

/** @param error one or several times `Instance type "string" is invalid. Expected "integer", "null".` */
const shouldBeOfType = (error: string): string => {
  const expected = [...error.matchAll(/Expected ((?:"\w+"(?:, )?)+)/g)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  );
  return `should be ${[...new Set(expected)].map((name) => NOUNS[name] ?? name).join(' or ')}.`;
};

/** Returns the bound of a limit, with its full stop. */
const lastWord = (error: string): string => error.slice(error.lastIndexOf(' ') + 1);

/** Messages by keyword. For other keywords the message of the validator is used. */
const MESSAGES: Record<string, (error: string) => string> = {
  false: () => 'is not allowed.',
  type: shouldBeOfType,
  anyOf: (error) =>
    error.includes('Expected "') ? shouldBeOfType(error) : 'should match one of the alternatives in the schema.',
  oneOf: (error) =>
    error.includes('Expected "')
      ? shouldBeOfType(error)
      : 'should match exactly one of the alternatives in the schema.',
  // Without the number of the value: messages are logged, and event data must not be.
  minimum: (error) => `should be at least ${lastWord(error)}`,
  maximum: (error) => `should be at most ${lastWord(error)}`,
  exclusiveMinimum: (error) => `should be more than ${lastWord(error)}`,
  exclusiveMaximum: (error) => `should be less than ${lastWord(error)}`,
  multipleOf: (error) => `should be a multiple of ${lastWord(error)}`,
  const: (error) => error.replace('Instance does not match', 'should be'),
  enum: (error) => error.replace(/Instance does not match any of \[(.*)\]\.$/s, 'should be one of $1.'),
};
