/** The changes of the catalog between two API versions that touch an event type. */
import type { ApiVersion } from '../../api/types.ts';

export interface VersionChange {
  /** The version that brought it. */
  readonly version: string;
  readonly name: string;
  readonly description: string;
}

/** Versions are dated names, in the order of their names. */
export const newestFirst = (versions: readonly ApiVersion[]): ApiVersion[] =>
  [...versions].sort((a, b) => (a.version < b.version ? 1 : -1));

/**
 * What to compare an event with: the version before the one it was published in, where there is one.
 * @param published the version the event is in
 */
export const versionBefore = (versions: readonly ApiVersion[], published: string): string | undefined =>
  newestFirst(versions).find(({ version }) => version < published)?.version;

/** The version that an event really is in, asked for in `version`: it is never made newer than it was published. */
export const shownVersion = (version: string, published: string): string => (version < published ? version : published);

/** Newest first, whichever of the two is the older. */
export function changesBetween(
  versions: readonly ApiVersion[],
  [one, other]: readonly [string, string],
  type: string,
): VersionChange[] {
  const [older, newer] = one < other ? [one, other] : [other, one];
  return newestFirst(versions)
    .filter(({ version }) => version > older && version <= newer)
    .flatMap(({ version, changes }) =>
      changes
        .filter(({ types }) => types.some((pattern) => isOf(pattern, type)))
        .map(({ name, description }) => ({ version, name, description })),
    );
}

/** Whether a type is what a pattern means: `invoice.paid`, `invoice.*` or `*`. */
const isOf = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
