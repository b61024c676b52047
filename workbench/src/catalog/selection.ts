/** How choosing types, prefixes and headings changes the patterns of a destination, and back. */
import { type CatalogType, groupPattern, isGroup, isTaken, prefixOf, takes } from './patterns.ts';

/** How much of something is chosen. */
export type Share = 'none' | 'some' | 'all';

export interface Choosing {
  /** All types there are, not only those that are shown. */
  readonly catalog: readonly CatalogType[];
  /** Whether the destination takes thin events: types without a thin form cannot be named then. */
  readonly thin: boolean;
}

/** Whether a type can be named one by one. */
export const canName = ({ thin: hasThin }: CatalogType, thin: boolean): boolean => hasThin || !thin;

const nameable = (types: readonly CatalogType[], thin: boolean): readonly CatalogType[] =>
  types.filter((type) => canName(type, thin));

/** Of those that can be named; where none can, whether a group pattern takes them. */
export function shareOf(patterns: readonly string[], types: readonly CatalogType[], thin: boolean): Share {
  const able = nameable(types, thin);
  const counted = able.length > 0 ? able : types;
  const chosen = counted.filter(({ type }) => isTaken(patterns, type)).length;
  if (chosen === 0) return 'none';
  return chosen === counted.length ? 'all' : 'some';
}

/** Types of a prefix, wherever they stand in the catalog. */
export const underPrefix = (catalog: readonly CatalogType[], prefix: string): readonly CatalogType[] =>
  catalog.filter(({ type }) => prefixOf(type) === prefix);

/** Adds what is not yet chosen, one by one. */
export function withTypes(patterns: readonly string[], types: readonly CatalogType[], thin: boolean): string[] {
  const added = nameable(types, thin)
    .map(({ type }) => type)
    .filter((type) => !isTaken(patterns, type));
  return [...new Set([...patterns, ...added])];
}

/** A group pattern that takes what is removed becomes the list of what else it takes in the catalog. */
export function withoutTypes(
  patterns: readonly string[],
  types: readonly CatalogType[],
  { catalog, thin }: Choosing,
): string[] {
  const removed = new Set(types.map(({ type }) => type));
  const kept = patterns.flatMap((pattern) => {
    if (removed.has(pattern)) return [];
    if (!types.some(({ type }) => takes(pattern, type))) return [pattern];
    return nameable(catalog, thin)
      .map(({ type }) => type)
      .filter((type) => takes(pattern, type) && !removed.has(type));
  });
  return [...new Set(kept)];
}

/**
 * Chooses all of a prefix: as its group pattern, or as the list of the types there are. What was typed and is not in the
 * catalog stays.
 */
export function withPrefix(
  patterns: readonly string[],
  prefix: string,
  { catalog, thin, toCome }: Choosing & { readonly toCome: boolean },
): string[] {
  const types = underPrefix(catalog, prefix);
  const named = new Set(types.map(({ type }) => type));
  const rest = patterns.filter(
    (pattern) => !named.has(pattern) && !(isGroup(pattern) && pattern.startsWith(`${prefix}.`)),
  );
  return toCome ? [...rest, groupPattern(prefix)] : withTypes(rest, types, thin);
}

/** Chooses all under a heading. A prefix that has types under another heading, too, is chosen type by type. */
export function withGroup(
  patterns: readonly string[],
  types: readonly CatalogType[],
  choosing: Choosing & { readonly toCome: boolean },
): string[] {
  const shown = new Set(types.map(({ type }) => type));
  return [...new Set(types.map(({ type }) => prefixOf(type)))].reduce<string[]>(
    (chosen, prefix) => {
      const here = types.filter(({ type }) => prefixOf(type) === prefix);
      const whole = prefix !== undefined && underPrefix(choosing.catalog, prefix).every(({ type }) => shown.has(type));
      return whole ? withPrefix(chosen, prefix, choosing) : withTypes(chosen, here, choosing.thin);
    },
    [...patterns],
  );
}

/** All that a thin destination can take, since it cannot take `*`: each prefix that has thin events, and the rest by name. */
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

/** How many types of the catalog the patterns take. */
export const takenCount = (patterns: readonly string[], catalog: readonly CatalogType[]): number =>
  catalog.filter(({ type }) => isTaken(patterns, type)).length;

/** Whether it is neither in the catalog nor takes anything of it. */
export const isUncatalogued = (pattern: string, catalog: readonly CatalogType[]): boolean =>
  !catalog.some(({ type }) => takes(pattern, type));
