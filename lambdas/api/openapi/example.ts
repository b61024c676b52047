/** Generates a minimal example of a schema. */
import { type Named, resolved } from './resolved.ts';
import type { Schema } from './types.ts';

/** Returns a value that the schema allows. @param named the schemas that `$ref` can name */
export function exampleOf(schema: Schema, named: Named): unknown {
  const { $ref, examples, const: only, enum: values, default: preset } = schema;
  if (examples !== undefined) return examples[0];
  if ($ref !== undefined) return exampleOf(resolved(schema, named), named);
  if (only !== undefined) return only;
  if (values !== undefined) return values[0];
  if (preset !== undefined) return preset;
  const [variant] = schema.oneOf ?? schema.anyOf ?? [];
  if (variant !== undefined) return exampleOf(variant, named);
  return ofType(schema, named);
}

function ofType(schema: Schema, named: Named): unknown {
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return objectExample(schema, named);
    case 'array':
      return [exampleOf(schema.items ?? {}, named)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return schema.format === 'date-time' ? '2026-01-31T12:00:00Z' : 'text';
  }
}

/** Returns the required fields, or one optional field when none is required. */
function objectExample({ properties = {}, required = [] }: Schema, named: Named): object {
  const fields = Object.entries(properties);
  const needed = fields.filter(([name]) => required.includes(name));
  const shown = needed.length > 0 ? needed : fields.slice(0, 1);
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, named)]));
}
