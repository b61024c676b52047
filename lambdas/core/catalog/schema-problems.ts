/**
 * What a JSON Schema validator found, as few sentences that a publisher can act on. A validator says of each schema on
 * the way down that it did not match, and of alternatives what each of them would have wanted; what counts is at the ends.
 */
import type { SchemaProblem } from '../event/event.ts';

/** The basic output unit: https://json-schema.org/draft/2020-12/json-schema-core#name-basic */
export interface SchemaFinding {
  readonly keyword: string;
  /** Place in the schema; those within another's place are part of it. */
  readonly keywordLocation: string;
  /** Place in the value, as a URI fragment: `#/lines/0`. */
  readonly instanceLocation: string;
  readonly error: string;
}

/** Keywords that only pass on what is wrong below them. */
const PASSING_ON = new Set(
  '$ref properties patternProperties additionalProperties unevaluatedProperties items prefixItems unevaluatedItems allOf if dependentSchemas'.split(
    ' ',
  ),
);
const ALTERNATIVES = new Set(['anyOf', 'oneOf']);

/** Longest message and pointer, characters: they are stored with the event. */
const MAX_TEXT = 200;

/** @returns each place once, at most `limit` */
export function schemaProblems(findings: readonly SchemaFinding[], limit: number): SchemaProblem[] {
  const found = new Map<string, SchemaProblem>();
  for (const finding of endsOf(withoutFalse(findings))) {
    const problem = problemOf(finding);
    if (!found.has(problem.pointer)) found.set(problem.pointer, problem);
    if (found.size === limit) break;
  }
  return [...found.values()];
}

/** The schema `false` does not say where it stands: the finding before it does. */
const withoutFalse = (findings: readonly SchemaFinding[]): SchemaFinding[] =>
  findings.map((finding, index) => {
    const before = findings[index - 1];
    return finding.keyword === 'false' && before
      ? { ...finding, keywordLocation: `${before.keywordLocation}/false` }
      : finding;
  });

function endsOf(findings: readonly SchemaFinding[]): SchemaFinding[] {
  const ends: SchemaFinding[] = [];
  for (let at = 0; at < findings.length; at++) {
    const finding = findings[at] as SchemaFinding;
    if (ALTERNATIVES.has(finding.keyword)) {
      const end = findings.findIndex((other, index) => index > at && !isWithin(other, finding));
      const inner = findings.slice(at + 1, end < 0 ? undefined : end);
      ends.push(...alternativeEnds(finding, inner));
      at += inner.length;
    } else if (!PASSING_ON.has(finding.keyword)) ends.push(finding);
  }
  return ends;
}

const isWithin = (inner: SchemaFinding, outer: SchemaFinding): boolean =>
  inner.keywordLocation.startsWith(`${outer.keywordLocation}/`) &&
  (inner.instanceLocation === outer.instanceLocation ||
    inner.instanceLocation.startsWith(`${outer.instanceLocation}/`));

/** Of the alternative that was meant, if that can be told: the one of the value's type, or with its constants. */
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
  const meant =
    ofType.length === 1 ? ofType : ofType.filter((branch) => !branch.some(({ keyword }) => keyword === 'const'));
  const [only] = meant;
  return meant.length === 1 && only ? endsOf(only) : [outer];
}

function problemOf({ keyword, instanceLocation, error }: SchemaFinding): SchemaProblem {
  const pointer = decodeURIComponent(instanceLocation.slice(1));
  const missing = /does not have required property "(.*)"/s.exec(error)?.[1];
  if (missing !== undefined) {
    const name = missing.replaceAll('~', '~0').replaceAll('/', '~1');
    return { pointer: cut(`${pointer}/${name}`), message: 'is required.' };
  }
  return { pointer: cut(pointer), message: cut(SAYINGS[keyword]?.(error) ?? error) };
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

/** `Instance type "string" is invalid. Expected "integer", "null".` once or several times */
const shouldBeOfType = (error: string): string => {
  const expected = [...error.matchAll(/Expected ((?:"\w+"(?:, )?)+)/g)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  );
  return `should be ${[...new Set(expected)].map((name) => NOUNS[name] ?? name).join(' or ')}.`;
};

/** The bound, with its full stop. */
const lastWord = (error: string): string => error.slice(error.lastIndexOf(' ') + 1);

/** What the validator says, as it is said elsewhere; its own words for the rest. */
const SAYINGS: Record<string, (error: string) => string> = {
  false: () => 'should not be there.',
  type: shouldBeOfType,
  anyOf: (error) =>
    error.includes('Expected "') ? shouldBeOfType(error) : 'should match one of the alternatives in the schema.',
  oneOf: (error) =>
    error.includes('Expected "')
      ? shouldBeOfType(error)
      : 'should match exactly one of the alternatives in the schema.',
  // Numbers of the value are left out: what is told is logged.
  minimum: (error) => `should be at least ${lastWord(error)}`,
  maximum: (error) => `should be at most ${lastWord(error)}`,
  exclusiveMinimum: (error) => `should be more than ${lastWord(error)}`,
  exclusiveMaximum: (error) => `should be less than ${lastWord(error)}`,
  multipleOf: (error) => `should be a multiple of ${lastWord(error)}`,
  const: (error) => error.replace('Instance does not match', 'should be'),
  enum: (error) => error.replace(/Instance does not match any of \[(.*)\]\.$/s, 'should be one of $1.'),
};
