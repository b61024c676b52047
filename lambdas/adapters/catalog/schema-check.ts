/** Checks values against JSON Schema, draft 2020-12. Known formats are checked too. */
import { type Schema, Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../core/catalog/catalog.ts';
import type { SchemaCheck } from '../../core/catalog/ports.ts';
import { schemaProblems } from '../../core/catalog/schema-problems.ts';
import type { SchemaProblem } from '../../core/event/event.ts';

/** Largest number of problems that are returned for a value. */
export const MAX_PROBLEMS = 10;

const validators = new WeakMap<object, Validator>();

/** Returns the validator of a schema, cached for as long as the schema object is in use. */
function validatorOf(schema: JsonSchema): Validator {
  const make = () => new Validator(schema as Schema, '2020-12', false);
  if (typeof schema === 'boolean') return make();
  const known = validators.get(schema) ?? make();
  validators.set(schema, known);
  return known;
}

/** @see SchemaCheck */
export const checkSchema: SchemaCheck = (schema, value) => {
  try {
    const { valid, errors } = validatorOf(schema).validate(value);
    if (valid) return [];
    const problems = schemaProblems(errors, MAX_PROBLEMS);
    return problems.length > 0 ? problems : [{ pointer: '', message: 'does not match the schema.' }];
  } catch (error) {
    return [uncheckable(error)];
  }
};

/** A URIError means that a name of the value is not well-formed Unicode. Any other error means that the schema is invalid. */
const uncheckable = (error: unknown): SchemaProblem => ({
  pointer: '',
  message:
    error instanceof URIError
      ? 'should have well-formed Unicode in its names.'
      : `cannot be checked, because its schema is invalid: ${reasonOf(error)}`,
});

/** Returns the message without the validator's name of the schema and its list of all schemas. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+(Absolute URI|Known schemas:).*$/s, '');
