/** JSON Schema, draft 2020-12. Formats that are known are checked too. */
import { type Schema, Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../core/catalog/catalog.ts';
import type { SchemaCheck } from '../../core/catalog/ports.ts';
import { schemaProblems } from '../../core/catalog/schema-problems.ts';
import type { SchemaProblem } from '../../core/event/event.ts';

/** Problems told of one value. */
export const MAX_PROBLEMS = 10;

const validators = new WeakMap<object, Validator>();

/** Of a schema that is kept, made once. */
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
    return [unusable(error)];
  }
};

/** A name that is no Unicode cannot be told in a pointer; anything else is the schema's fault. */
const unusable = (error: unknown): SchemaProblem => ({
  pointer: '',
  message:
    error instanceof URIError
      ? 'should have well-formed Unicode in its names.'
      : `could not be checked, for its schema cannot be used: ${reasonOf(error)}`,
});

/** Without the validator's name for the schema, and its list of all others. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+(Absolute URI|Known schemas:).*$/s, '');
