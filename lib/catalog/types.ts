/** Generates TypeScript types of events for receivers, one module per API version. */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { type Catalog, type EventTypeEntry, type JsonSchema, schemaIn } from '../../lambdas/core/catalog/catalog.ts';
import { eventsSource, headOf } from './types-source.ts';

/** Names in a module that are not titles of schemas, in lower case. */
const TAKEN = new Set(['event', 'events', 'eventof', 'eventtype', 'eventobjects', 'partial']);

/**
 * @returns the module's source: `Event`, the union of all events of the version by `type`; `Events`, each by its type; and
 *   the types of what they are about, named by the titles of their schemas
 */
export async function eventTypesOf({ types }: Catalog, version: string): Promise<string> {
  const known = types.flatMap((entry) => {
    const schema = schemaIn(entry, version);
    return schema === undefined ? [] : [{ entry, schema }];
  });
  const objects = await compile(objectsSchema(known), 'EventObjects', {
    bannerComment: '',
    // Receivers must not rely on fields that the schema does not name.
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  return `${headOf(version)}\n${eventsSource(known.map(({ entry }) => entry))}\n${objects.trim()}\n`;
}

interface Known {
  readonly entry: EventTypeEntry;
  readonly schema: JsonSchema;
}

/** Builds one object schema whose properties are the schemas by type. */
function objectsSchema(known: readonly Known[]): JSONSchema {
  const bySource = new Map<string, unknown>();
  const titled = new Map<string, unknown>();
  const properties = Object.fromEntries(
    known.map(({ entry: { type }, schema }) => {
      const source = JSON.stringify(schema);
      const property = bySource.get(source) ?? embedded(schema, `#/properties/${type}`, titled);
      bySource.set(source, property);
      return [type, property];
    }),
  );
  return { title: 'EventObjects', type: 'object', required: Object.keys(properties), properties } as JSONSchema;
}

/**
 * Converts a schema for the library: references point to the new location, and keywords of draft 2020-12 are written as in earlier
 * drafts. Equal schemas with the same title become the same object, and thus the same type.
 */
function embedded(value: unknown, root: string, titled: Map<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => embedded(one, root, titled));
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#')
        ? [key, root + inner.slice(1)]
        : [key, embedded(inner, root, titled)],
    ),
  );
  if (Array.isArray(copy.prefixItems)) {
    Object.assign(copy, { items: copy.prefixItems, additionalItems: copy.items ?? true });
    delete copy.prefixItems;
  }
  const saysNothing = copy.type === 'object' && !copy.properties && !copy.patternProperties && !copy.$ref;
  if (saysNothing) copy.additionalProperties ??= true;
  if (typeof copy.title !== 'string') return copy;
  if (TAKEN.has(copy.title.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase())) copy.title += 'Object';
  const key = JSON.stringify(copy);
  if (!titled.has(key)) titled.set(key, copy);
  return titled.get(key);
}
