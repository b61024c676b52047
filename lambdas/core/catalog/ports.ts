import type { SchemaProblem } from '../event/event.ts';
import type { Mode } from '../tenant.ts';
import type { ApiVersion, EventTypeEntry, JsonSchema } from './catalog.ts';

/** What publishing and delivering read of a mode's catalog. How old it may be is the reader's to say. */
export interface CatalogReader {
  /** Newest first. */
  versions(mode: Mode): Promise<readonly ApiVersion[]>;
  type(mode: Mode, type: string): Promise<EventTypeEntry | undefined>;
  /** Whether there are types at all. */
  hasTypes(mode: Mode): Promise<boolean>;
}

/** The catalogs of both modes, strongly consistent. */
export interface CatalogStore extends CatalogReader {
  /** By type. */
  types(mode: Mode): Promise<readonly EventTypeEntry[]>;
  /** Creates it, or replaces the one of that name. @throws InvalidFieldsError when it is too large to store */
  putVersion(mode: Mode, version: ApiVersion): Promise<void>;
  /** Creates it, or replaces the one of that type. @throws InvalidFieldsError when it is too large to store */
  putType(mode: Mode, entry: EventTypeEntry): Promise<void>;
  /** May be made again. */
  deleteVersion(mode: Mode, version: string): Promise<void>;
  /** May be made again. */
  deleteType(mode: Mode, type: string): Promise<void>;
}

/** What is wrong with a value, by a schema: none when it fits. Never throws: a schema that cannot be used is a problem too. */
export type SchemaCheck = (schema: JsonSchema, value: unknown) => readonly SchemaProblem[];
