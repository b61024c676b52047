/** What a schema allows, in a few words. */
import { refName } from '../openapi/resolved.ts';
import type { Schema } from '../openapi/types.ts';
import { type Html, html, type Part } from './html.ts';

/** Where a named object is on the page. */
export const objectAnchor = (name: string): string => `object-${name}`;

/** `integer`, `array of event`, `string or null`; named objects are links. */
export function typeOf(schema: Schema): Html {
  const { $ref, items, format, type } = schema;
  if ($ref !== undefined) return html`<a href="#${objectAnchor(refName($ref))}">${refName($ref)}</a>`;
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return joined(variants.map(variantOf), ' or ');
  if (type === 'array') return html`array of ${typeOf(items ?? {})}`;
  if (type === 'string' && format === 'date-time') return html`RFC 3339 time`;
  if (type === undefined) return html`anything`;
  return html`${[type].flat().join(' or ')}`;
}

const variantOf = (schema: Schema): Html =>
  html`${typeOf(schema)}${schema.description !== undefined && ` (${schema.description})`}`;

/** The values and sizes it may have, each a phrase. */
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
    range(undefined, propertyNames?.maxLength, ' characters a key'),
    pattern !== undefined && html`matches <code>${pattern}</code>`,
  ];
  const own = phrases.filter((phrase) => phrase instanceof Object);
  const inner = valueSchema(schema);
  return inner ? [...own, ...limitsOf(inner).map((limit) => html`each ${limit}`)] : own;
}

const enumOf = ({ enum: values, anyOf = [] }: Schema): readonly unknown[] | undefined =>
  values ?? anyOf.find((variant) => variant.enum)?.enum;

/** Of a list its entries, of a map its values; nothing where those are objects, which are listed field by field. */
function valueSchema({ items, additionalProperties }: Schema): Schema | undefined {
  const inner = items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  return inner?.$ref === undefined && inner?.type !== 'object' ? inner : undefined;
}

function range(min: number | undefined, max: number | undefined, unit: string): Html | undefined {
  // One character at least goes without saying.
  const from = unit !== '' && min === 1 ? undefined : min;
  if (from !== undefined && max !== undefined) return html`${from} to ${max}${unit}`;
  if (max !== undefined) return html`at most ${max}${unit}`;
  return from === undefined ? undefined : html`at least ${from}${unit}`;
}

const code = (value: unknown): Html => html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;

export const joined = (parts: readonly Part[], between: string): Html =>
  html`${parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]))}`;
