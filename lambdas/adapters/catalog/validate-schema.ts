/** Validates the JSON Schemas of event types before they are stored in the catalog. */
import { dereference, type Schema } from '@cfworker/json-schema';
import type { JsonSchema } from '../../core/catalog/catalog.ts';
import type { SchemaProblem } from '../../core/event/event.ts';
import { checkSchema, MAX_PROBLEMS } from './schema-check.ts';

const ANY = { $ref: '#' };
const LIST = { type: 'array', items: ANY, minItems: 1 };
const MAP = { type: 'object', additionalProperties: ANY };
const NAMES = { type: 'array', items: { type: 'string' } };
const COUNT = { type: 'integer', minimum: 0 };
const NUMBER = { type: 'number' };
const TEXT = { type: 'string' };
const FLAG = { type: 'boolean' };
const TYPE = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] };
const each = (names: string, schema: object) => Object.fromEntries(names.split(' ').map((name) => [name, schema]));

/** Schema of the known keywords. Unknown keywords are allowed. https://json-schema.org/draft/2020-12/schema */
const META_SCHEMA: JsonSchema = {
  type: ['object', 'boolean'],
  properties: {
    type: { anyOf: [TYPE, { type: 'array', items: TYPE, minItems: 1 }] },
    ...each('additionalProperties unevaluatedProperties propertyNames items unevaluatedItems contains', ANY),
    ...each('not if then else', ANY),
    ...each('allOf anyOf oneOf prefixItems', LIST),
    ...each('properties $defs definitions dependentSchemas', MAP),
    ...each('minLength maxLength minItems maxItems minContains maxContains minProperties maxProperties', COUNT),
    ...each('minimum maximum exclusiveMinimum exclusiveMaximum', NUMBER),
    ...each('$id $ref $anchor $schema $comment title description format', TEXT),
    ...each('uniqueItems deprecated readOnly writeOnly', FLAG),
    patternProperties: { ...MAP, propertyNames: { format: 'regex' } },
    dependentRequired: { type: 'object', additionalProperties: NAMES },
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    pattern: { type: 'string', format: 'regex' },
    required: NAMES,
    enum: { type: 'array' },
  },
};

/** Returns the problems of a schema, with paths in it; an empty list when it is valid. A `$ref` must refer to the same schema. */
export function validateSchema(schema: JsonSchema): readonly SchemaProblem[] {
  const problems = checkSchema(META_SCHEMA, schema);
  if (problems.length > 0 || typeof schema === 'boolean') return problems;
  try {
    const byUri: Record<string, Schema | boolean> = dereference(structuredClone(schema));
    return Object.values(byUri)
      .filter(
        (one) => typeof one === 'object' && one.__absolute_ref__ !== undefined && !(one.__absolute_ref__ in byUri),
      )
      .slice(0, MAX_PROBLEMS)
      .map((one) => ({ pointer: pointerOf(one as Schema), message: 'should refer to a path in the same schema.' }));
  } catch {
    // A name is not a URL, or two schemas have the same name.
    return [{ pointer: '', message: 'should have valid URLs in $id, $anchor and $ref, and no $id or $anchor twice.' }];
  }
}

const pointerOf = ({ __absolute_uri__: uri = '' }: Schema): string =>
  `${decodeURIComponent(uri.split('#')[1] ?? '')}/$ref`;
