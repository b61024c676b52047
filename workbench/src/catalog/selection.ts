/** Converts between selected types and the patterns of a destination. */
import {
  type CatalogType,
  groupPattern,
  HEALTH_EVENTS,
  isGroup,
  matches,
  matchesAny,
  OWN_PREFIX,
  prefixOf,
} from './patterns.ts';

/** How much of a group is selected. */
export type Share = 'none' | 'some' | 'all';

export interface SelectionContext {
  /** All types, and not only the search results. */
  readonly catalog: readonly CatalogType[];
  /** Whether the destination receives thin events. It cannot select types without a thin form. */
  readonly thin: boolean;
}

/** Whether a type can be selected by its name. */
export const canSelect = ({ thin: hasThin }: CatalogType, thin: boolean): boolean => hasThin || !thin;

const selectable = (types: readonly CatalogType[], thin: boolean): readonly CatalogType[] =>
  types.filter((type) => canSelect(type, thin));

/** Considers the types that can be selected; without any, whether a pattern matches the types. */
export function selectedShareOf(patterns: readonly string[], types: readonly CatalogType[], thin: boolean): Share {
  const able = selectable(types, thin);
  const counted = able.length > 0 ? able : types;
  const chosen = counted.filter(({ type }) => matchesAny(patterns, type)).length;
  if (chosen === 0) return 'none';
  return chosen === counted.length ? 'all' : 'some';
}

/** Returns all types with a prefix, in every group. */
export const underPrefix = (catalog: readonly CatalogType[], prefix: string): readonly CatalogType[] =>
  catalog.filter(({ type }) => prefixOf(type) === prefix);

/** Adds the types that are not selected yet. */
export function withTypes(patterns: readonly string[], types: readonly CatalogType[], thin: boolean): string[] {
  const added = selectable(types, thin)
    .map(({ type }) => type)
    .filter((type) => !matchesAny(patterns, type));
  return [...new Set([...patterns, ...added])];
}

/** Removes types. A pattern that matches one of them is replaced by the other types that it matches. */
export function withoutTypes(
  patterns: readonly string[],
  types: readonly CatalogType[],
  { catalog, thin }: SelectionContext,
): string[] {
  const removed = new Set(types.map(({ type }) => type));
  const remaining = patterns.flatMap((pattern) => {
    if (removed.has(pattern)) return [];
    if (!types.some(({ type }) => matches(pattern, type))) return [pattern];
    return selectable(catalog, thin)
      .map(({ type }) => type)
      .filter((type) => matches(pattern, type) && !removed.has(type));
  });
  return [...new Set(remaining)];
}

/**
 * Selects a prefix, as its pattern or as the list of its current types. Entered patterns that are not in the catalog
 * stay.
 */
export function withPrefix(
  patterns: readonly string[],
  prefix: string,
  { catalog, thin, includeFuture }: SelectionContext & { readonly includeFuture: boolean },
): string[] {
  const types = underPrefix(catalog, prefix);
  const named = new Set(types.map(({ type }) => type));
  const rest = patterns.filter(
    (pattern) => !named.has(pattern) && !(isGroup(pattern) && pattern.startsWith(`${prefix}.`)),
  );
  return includeFuture ? [...rest, groupPattern(prefix)] : withTypes(rest, types, thin);
}

/** Selects a group. A prefix that also has types in another group is selected type by type. */
export function withGroup(
  patterns: readonly string[],
  types: readonly CatalogType[],
  context: SelectionContext & { readonly includeFuture: boolean },
): string[] {
  const shown = new Set(types.map(({ type }) => type));
  return [...new Set(types.map(({ type }) => prefixOf(type)))].reduce<string[]>(
    (chosen, prefix) => {
      const here = types.filter(({ type }) => prefixOf(type) === prefix);
      const selectsPrefix =
        prefix !== undefined && underPrefix(context.catalog, prefix).every(({ type }) => shown.has(type));
      return selectsPrefix ? withPrefix(chosen, prefix, context) : withTypes(chosen, here, context.thin);
    },
    [...patterns],
  );
}

/** Returns the replacement of `*` for thin destinations: each prefix with thin events, and other types by name. */
export const everyGroup = (catalog: readonly CatalogType[]): string[] => [
  ...new Set(
    catalog
      .filter(({ thin }) => thin)
      .map(({ type }) => {
        const prefix = prefixOf(type);
        return prefix === undefined ? type : groupPattern(prefix);
      }),
  ),
];

/** Counts the types of the catalog that the patterns match. */
export const matchCount = (patterns: readonly string[], catalog: readonly CatalogType[]): number =>
  catalog.filter(({ type }) => matchesAny(patterns, type)).length;

/** Whether the patterns select every event about the health of destinations. */
export const hasHealthEvents = (patterns: readonly string[]): boolean =>
  patterns.some(
    (pattern) => pattern === HEALTH_EVENTS || (isGroup(pattern) && HEALTH_EVENTS.startsWith(pattern.slice(0, -1))),
  );

/** Adds or removes the events about the health of destinations. */
export function withHealthEvents(patterns: readonly string[], selected: boolean): string[] {
  const rest = patterns.filter((pattern) => !matches(HEALTH_EVENTS, pattern) && !hasHealthEvents([pattern]));
  return selected ? [...rest, HEALTH_EVENTS] : rest;
}

/** Whether a pattern matches no type of the catalog, and none of the platform itself. */
export const isUncatalogued = (pattern: string, catalog: readonly CatalogType[]): boolean =>
  !pattern.startsWith(OWN_PREFIX) && !catalog.some(({ type }) => matches(pattern, type));
