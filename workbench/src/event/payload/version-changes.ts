/** The catalog changes between two API versions that affect an event type. */
import type { ApiVersion } from '../../api/types.ts';

export interface VersionChange {
  /** The version that introduced the change. */
  readonly version: string;
  readonly name: string;
  readonly description: string;
}

/** Sorts by name, because versions are dated names. */
export const newestFirst = (versions: readonly ApiVersion[]): ApiVersion[] =>
  [...versions].sort((a, b) => (a.version < b.version ? 1 : -1));

/**
 * Returns the version to compare with: the one before the version in which the event was published.
 * @param published version in which the event was published
 */
export const versionBefore = (versions: readonly ApiVersion[], published: string): string | undefined =>
  newestFirst(versions).find(({ version }) => version < published)?.version;

/** Returns the version in which an event is rendered. An event is never rendered in a newer version than its own. */
export const shownVersion = (version: string, published: string): string => (version < published ? version : published);

/** Returns changes newest first, regardless of the order of the two versions. */
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

/** Whether a pattern matches a type: `invoice.paid`, `invoice.*` or `*`. */
const isOf = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
