/** The catalog of a platform: its event types, and the dated API versions that the shape of their data has gone through. */
import type { JsonObject } from '../event/event.ts';

/** What becomes of an event whose data does not match its type's schema. */
export const CHECK_MODES = ['off', 'warn', 'block'] as const;
export type CheckMode = (typeof CHECK_MODES)[number];

/** What becomes of events whose type the catalog does not have, where it has any. */
export const UNKNOWN_TYPES = ['allow', 'block'] as const;
export type UnknownTypes = (typeof UNKNOWN_TYPES)[number];

/** JSON Schema, draft 2020-12. */
export type JsonSchema = JsonObject | boolean;

export interface EventTypeEntry {
  /** `invoice.paid` */
  readonly type: string;
  /** Heading it stands under, such as `billing`. */
  readonly group: string;
  readonly description: string;
  /** Type of the object it is about, as thin events name it. */
  readonly relatedObjectType?: string;
  /** Whether destinations with thin payloads may take it. */
  readonly thin: boolean;
  /** Overrides what the account and the platform say. */
  readonly check?: CheckMode;
  /** Schema of `data.object`, by the API version from which on it holds. @see schemaIn */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** `data.object` in the newest version. */
  readonly example: JsonObject;
}

/** How data of a version is made into data of the one before. */
export type Downgrade =
  /** A JSONata expression over `data.object`, which gives the whole of it. */
  | { readonly jsonata: string }
  /** A function of `catalog/functions.ts`. */
  | { readonly function: string };

/** One thing that changed from the version before. */
export interface VersionChange {
  /** Unique in its version: `invoice_total_split`. */
  readonly name: string;
  /** Exact types or `group.*`. */
  readonly types: readonly string[];
  /** One sentence for those who read the changelog. */
  readonly description: string;
  readonly downgrade: Downgrade;
}

export interface ApiVersion {
  /** Dated, so that the order of versions is the order of their names: `2026-10-01`. */
  readonly version: string;
  /** Whether events and destinations that name none are in it; one is, the newest when none says so. */
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

/** The schema of a type's data in a version: that of the newest version up to it; undefined when the type came later. */
export function schemaIn({ schemas }: Pick<EventTypeEntry, 'schemas'>, version: string): JsonSchema | undefined {
  const from = Object.keys(schemas)
    .filter((one) => one <= version)
    .sort()
    .at(-1);
  return from === undefined ? undefined : schemas[from];
}

/** The version of what names none; undefined where there are no versions. */
export const defaultVersion = (versions: readonly ApiVersion[]): string | undefined =>
  (versions.find((one) => one.default) ?? versions[0])?.version;
