/** The fields of an object as nested lists. */
import { isDeepStrictEqual } from 'node:util';
import { type Named, resolved } from '../openapi/resolved.ts';
import type { Schema } from '../openapi/types.ts';
import { type Html, html } from './html.ts';
import { inline } from './prose.ts';
import { joined, limitsOf, typeOf } from './schema-text.ts';

/** Of a request it is said what has to be given, of an answer what may be missing. */
export type Side = 'request' | 'response';

/** One field, or one parameter: its name, what it is, and what is in it. */
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
 * @param named what `$ref` leads to; only the outermost one is followed, others are links
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

/** What is in a field: of an object, of what may be one, or of a list of them. */
function nested(schema: Schema, side: Side): Html | undefined {
  const inner = [schema, ...(schema.anyOf ?? []), schema.items ?? {}].find(({ properties }) => properties);
  return inner && list(Object.entries(inner.properties ?? {}), inner.required, side);
}

/** Variants differ in some fields by a field with one value: first what they share, then each one's own. */
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
