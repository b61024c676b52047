/** Describes the type and the limits of a schema. */
import { refName } from '../openapi/resolved.ts';
import type { Schema } from '../openapi/types.ts';
import { type Html, html, type Part } from './html.ts';

/** Returns the anchor of a named object. */
export const objectAnchor = (name: string): string => `object-${name}`;

/** Returns a type such as `integer`, `array of event` or `string or null`. Named objects are links. */
export function typeOf(schema: Schema): Html {
  const { $ref, items, format, type } = schema;
  if ($ref !== undefined) return html`<a href="#${objectAnchor(refName($ref))}">${refName($ref)}</a>`;
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return joined(variants.map(variantOf), ' or ');
  if (type === 'array') return html`array of ${typeOf(items ?? {})}`;
  if (type === 'string' && format === 'date-time') return html`RFC 3339 time`;
  if (type === undefined) return html`any value`;
  return html`${[type].flat().join(' or ')}`;
}

const variantOf = (schema: Schema): Html =>
  html`${typeOf(schema)}${schema.description !== undefined && ` (${schema.description})`}`;

/** Returns the allowed values and sizes, each as a phrase. */
export function limitsOf(schema: Schema): Html[] {
  const { const: only, pattern, minItems, maxItems, maxProperties, propertyNames } = schema;
  const values = only === undefined ? enumOf(schema) : [only];
  const phrases: (Html | false | undefined)[] = [
    values && html`${values.length > 1 && 'one of '}${joined(values.map(code), ', ')}`,
    schema.default !== undefined && html`default ${code(schema.default)}`,
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(minItems, maxItems, ' entries'),
    range(undefined, maxProperties, ' keys'),
    range(undefined, propertyNames?.maxLength, ' characters per key'),
    pattern !== undefined && html`matches <code>${pattern}</code>`,
  ];
  const own = phrases.filter((phrase) => phrase instanceof Object);
  const inner = valueSchema(schema);
  return inner ? [...own, ...limitsOf(inner).map((limit) => html`each ${limit}`)] : own;
}

const enumOf = ({ enum: values, anyOf = [] }: Schema): readonly unknown[] | undefined =>
  values ?? anyOf.find((variant) => variant.enum)?.enum;

/** Returns the schema of the entries of a list or of the values of a map, unless those are objects, whose fields are listed. */
function valueSchema({ items, additionalProperties }: Schema): Schema | undefined {
  const inner = items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  return inner?.$ref === undefined && inner?.type !== 'object' ? inner : undefined;
}

function range(min: number | undefined, max: number | undefined, unit: string): Html | undefined {
  // "At least 1 character" is obvious.
  const from = unit !== '' && min === 1 ? undefined : min;
  if (from !== undefined && max !== undefined) return html`${from} to ${max}${unit}`;
  if (max !== undefined) return html`at most ${max}${unit}`;
  return from === undefined ? undefined : html`at least ${from}${unit}`;
}

const code = (value: unknown): Html => html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;

export const joined = (parts: readonly Part[], between: string): Html =>
  html`${parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]))}`;
