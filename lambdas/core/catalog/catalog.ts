/** The catalog of a platform: its event types and API versions. */
import type { JsonObject } from '../event/event.ts';

/** What happens to an event whose data does not match the schema of its type: nothing, a warning, or an error. */
export const CHECK_MODES = ['off', 'warn', 'block'] as const;
export type CheckMode = (typeof CHECK_MODES)[number];

/** What happens to an event whose type is not in a catalog that has types. */
export const UNKNOWN_TYPES = ['allow', 'block'] as const;
export type UnknownTypes = (typeof UNKNOWN_TYPES)[number];

/** JSON Schema, draft 2020-12. */
export type JsonSchema = JsonObject | boolean;

export interface EventTypeEntry {
  /** `invoice.paid` */
  readonly type: string;
  /** Heading in lists of event types, such as `billing`. */
  readonly group: string;
  readonly description: string;
  /** Type of the related object, as in thin events. */
  readonly relatedObjectType?: string;
  /** Whether destinations with thin payloads may select it. */
  readonly thin: boolean;
  /** Overrides the check mode of the account and of the stage. */
  readonly check?: CheckMode;
  /** Schemas of `data.object`, by the first API version in which they are valid. @see schemaIn */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** `data.object` in the newest version. */
  readonly example: JsonObject;
}

/** Turns data of an API version into data of the version before. */
export type Downgrade =
  /** A JSONata expression over `data.object` that returns the new object. */
  | { readonly jsonata: string }
  /** A function of `catalog/functions.ts`. */
  | { readonly function: string };

/** A change from the version before. */
export interface VersionChange {
  /** Unique within its version: `invoice_total_split`. */
  readonly name: string;
  /** Exact types or `group.*`. */
  readonly types: readonly string[];
  /** One sentence for the changelog. */
  readonly description: string;
  readonly downgrade: Downgrade;
}

export interface ApiVersion {
  /** A date, so that versions sort by name: `2026-10-01`. */
  readonly version: string;
  /** Whether it is the version of events and destinations that name none. The newest is, when no version is marked. */
  readonly default?: boolean;
  /** Newest first. */
  readonly changes: readonly VersionChange[];
}

export interface Catalog {
  /** Newest first. */
  readonly versions: readonly ApiVersion[];
  /** By type. */
  readonly types: readonly EventTypeEntry[];
}

/** Returns the schema of a type in an API version: that of the newest version up to it; undefined when the type is newer. */
export function schemaIn({ schemas }: Pick<EventTypeEntry, 'schemas'>, version: string): JsonSchema | undefined {
  const from = Object.keys(schemas)
    .filter((one) => one <= version)
    .sort()
    .at(-1);
  return from === undefined ? undefined : schemas[from];
}

/** Returns the version of events and destinations that name none; undefined when there are no versions. */
export const defaultVersion = (versions: readonly ApiVersion[]): string | undefined =>
  (versions.find((one) => one.default) ?? versions[0])?.version;
