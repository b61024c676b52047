/** Arranges the catalog as a tree: groups, prefixes, types. */
import { type CatalogType, prefixOf } from './patterns.ts';

export interface PrefixBranch {
  /** Undefined for types without a dot, which no prefix pattern matches. */
  readonly prefix: string | undefined;
  readonly types: readonly CatalogType[];
}

export interface GroupBranch {
  readonly name: string;
  readonly prefixes: readonly PrefixBranch[];
  /** All types of the group. */
  readonly types: readonly CatalogType[];
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function gathered<T>(all: readonly T[], nameOf: (one: T) => string): [name: string, of: T[]][] {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    const of = found.get(name);
    if (of) of.push(one);
    else found.set(name, [one]);
  }
  return [...found].sort(([a], [b]) => byName(a, b));
}

/** Groups types, sorted by name. */
export const grouped = (types: readonly CatalogType[]): GroupBranch[] =>
  gathered(
    [...types].sort((a, b) => byName(a.type, b.type)),
    ({ group }) => group,
  ).map(([name, of]) => ({
    name,
    types: of,
    prefixes: gathered(of, ({ type }) => prefixOf(type) ?? '').map(([prefix, under]) => ({
      prefix: prefix === '' ? undefined : prefix,
      types: under,
    })),
  }));

/** Returns the types that contain every word of the text in their name, group or description, regardless of case. */
export function searched(types: readonly CatalogType[], text: string): readonly CatalogType[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return types;
  return types.filter(({ type, group, description }) => {
    const all = `${type} ${group} ${description}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
