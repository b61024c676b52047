import type { SchemaProblem } from '../event/event.ts';
import type { Mode } from '../tenant.ts';
import type { ApiVersion, EventTypeEntry, JsonSchema } from './catalog.ts';

/** Reads the catalog of a mode. The implementation decides whether reads are cached. */
export interface CatalogReader {
  /** Returns the API versions, newest first. */
  versions(mode: Mode): Promise<readonly ApiVersion[]>;
  /** Returns the entry of an event type; undefined when there is none. */
  type(mode: Mode, type: string): Promise<EventTypeEntry | undefined>;
  /** Returns whether the catalog has event types. */
  hasTypes(mode: Mode): Promise<boolean>;
}

/** The catalogs of both modes, strongly consistent. */
export interface CatalogStore extends CatalogReader {
  /** Returns the event types, sorted by type. */
  types(mode: Mode): Promise<readonly EventTypeEntry[]>;
  /** Creates or replaces a version. @throws InvalidFieldsError when it is too large to store */
  putVersion(mode: Mode, version: ApiVersion): Promise<void>;
  /** Creates or replaces an event type. @throws InvalidFieldsError when it is too large to store */
  putType(mode: Mode, entry: EventTypeEntry): Promise<void>;
  /** Deletes a version. Does nothing when it does not exist. */
  deleteVersion(mode: Mode, version: string): Promise<void>;
  /** Deletes an event type. Does nothing when it does not exist. */
  deleteType(mode: Mode, type: string): Promise<void>;
}

/** Returns the problems of a value by a schema; an empty list when it matches. Never throws: an invalid schema is a problem too. */
export type SchemaCheck = (schema: JsonSchema, value: unknown) => readonly SchemaProblem[];
