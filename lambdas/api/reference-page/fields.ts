/** The fields of an object as nested lists. */
import { isDeepStrictEqual } from 'node:util';
import { type Named, resolved } from '../openapi/resolved.ts';
import type { Schema } from '../openapi/types.ts';
import { type Html, html } from './html.ts';
import { inline } from './prose.ts';
import { joined, limitsOf, typeOf } from './schema-text.ts';

/** Fields of a request are marked when required, fields of a response when optional. */
export type Side = 'request' | 'response';

/** Renders a field or a parameter with its type, description and nested fields. */
export function field(name: string, schema: Schema, required: boolean, side: Side): Html {
  const limits = limitsOf(schema);
  const mark = required === (side === 'request') && (required ? 'required' : 'optional');
  return html`<li><code class="name">${name}</code> <span class="type">${typeOf(schema)}</span>${
    mark && html` <span class="${mark}">${mark}</span>`
  }${schema.description !== undefined && html`<p>${inline(schema.description)}</p>`}${
    limits.length > 0 && html`<p class="limits">${joined(limits, '; ')}</p>`
  }${nested(schema, side)}</li>
`;
}

/**
 * Renders the fields of a schema.
 * @param named the schemas that `$ref` can name. Only the outermost reference is resolved; others become links
 */
export function fields(schema: Schema, named: Named, side: Side): Html {
  const { oneOf, ...whole } = resolved(schema, named);
  if (oneOf)
    return variantFields(
      oneOf.map((variant) => resolved(variant, named)),
      side,
    );
  return list(Object.entries(whole.properties ?? {}), whole.required, side);
}

type Entries = readonly (readonly [string, Schema])[];

const list = (entries: Entries, required: readonly string[] = [], side: Side): Html =>
  html`<ul class="fields">
${entries.map(([name, schema]) => field(name, schema, required.includes(name), side))}</ul>
`;

/** Renders the fields of an object, a nullable object or a list of objects. */
function nested(schema: Schema, side: Side): Html | undefined {
  const inner = [schema, ...(schema.anyOf ?? []), schema.items ?? {}].find(({ properties }) => properties);
  return inner && list(Object.entries(inner.properties ?? {}), inner.required, side);
}

/** Renders the variants of a union: first the shared fields, then those of each variant under its distinguishing value. */
function variantFields(variants: readonly Schema[], side: Side): Html {
  const [first = {}] = variants;
  const isShared = (name: string) =>
    variants.every(({ properties }) => isDeepStrictEqual(properties?.[name], first.properties?.[name]));
  const own = ({ properties = {} }: Schema) => Object.entries(properties).filter(([name]) => !isShared(name));
  const shared = Object.entries(first.properties ?? {}).filter(([name]) => isShared(name));
  return html`${list(shared, first.required, side)}${variants.map((variant) => {
    const choice = own(variant).find(([, { const: value }]) => value !== undefined);
    return html`<h5>${choice ? html`With <code>${choice[0]}</code> <code>${String(choice[1].const)}</code>` : 'Or'}</h5>
${list(own(variant), variant.required, side)}`;
  })}`;
}
