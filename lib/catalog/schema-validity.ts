/** Checks whether a schema is JSON Schema draft 2020-12, by its meta-schema and by what the functions support. */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { validateSchema } from '../../lambdas/adapters/catalog/validate-schema.ts';
import type { JsonSchema } from '../../lambdas/core/catalog/catalog.ts';
import { problemText } from '../../lambdas/core/catalog/rules.ts';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * The draft ignores unknown keywords, so that `requried` would require nothing. This schema rejects them; own keywords begin with
 * `x-`, as in later drafts.
 */
const META_SCHEMA = {
  $id: 'waybill:meta-schema',
  $dynamicAnchor: 'meta',
  allOf: [{ $ref: DRAFT }],
  properties: { $schema: { const: DRAFT } },
  patternProperties: { '^x-': true },
  unevaluatedProperties: false,
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(META_SCHEMA);

/** Returns the problems of a schema as sentences, or undefined when it is valid. */
export function schemaProblem(schema: JsonSchema): string | undefined {
  if (!isValid(schema)) return [...new Set(relevant(isValid.errors ?? []).map(sentenceOf))].join(' ');
  const problems = validateSchema(schema);
  return problems.length > 0 ? problemText(problems) : undefined;
}

/** Omits the other alternatives of a value that has a list of allowed values: a wrong `type` could also be an array. */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const listed = new Set(errors.filter(({ keyword }) => keyword === 'enum').map(({ instancePath }) => instancePath));
  return errors.filter(({ keyword, instancePath }) => keyword === 'enum' || !listed.has(instancePath));
}

function sentenceOf({ instancePath, keyword, params, message }: ErrorObject): string {
  const path = instancePath || '/';
  switch (keyword) {
    case 'unevaluatedProperties':
      return `${path}: ${params.unevaluatedProperty} is not a keyword of JSON Schema.`;
    case 'const':
      return `${path}: must be ${params.allowedValue}.`;
    case 'enum':
      return `${path}: must be one of ${params.allowedValues.join(', ')}.`;
    default:
      return `${path}: ${message}.`;
  }
}
