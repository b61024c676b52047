/** Validates entries of the catalog, and the versions that destinations and events name. Pure. */

import type { EventPayload } from '../destination/destination.ts';
import type { InvalidFieldsError } from '../errors.ts';
import { invalidField } from '../errors.ts';
import type { SchemaProblem } from '../event/event.ts';
import { type ApiVersion, defaultVersion, type EventTypeEntry, type JsonSchema } from './catalog.ts';
import type { SchemaCheck } from './ports.ts';

/** Largest number of versions that an error lists. */
const MAX_LISTED = 10;

/** Returns the error when the version is not in the catalog; undefined when it is, or when the catalog has no versions. */
export function unknownVersion(
  versions: readonly ApiVersion[],
  named: string,
  param: string,
): InvalidFieldsError | undefined {
  if (versions.length === 0 || versions.some(({ version }) => version === named)) return undefined;
  const known = versions.slice(0, MAX_LISTED).map(({ version }) => version);
  const more = versions.length > known.length ? ', …' : '';
  return invalidField(param, `'${named}' is not an API version of the catalog. Use one of ${known.join(', ')}${more}.`);
}

/**
 * Returns the pinned version of a new destination: the one that it names, else the default of the account, else of the catalog.
 * @param fallback the version when the catalog has none
 * @throws InvalidFieldsError when the destination names a version that is not in the catalog
 */
export function destinationVersion(
  versions: readonly ApiVersion[],
  named: string | undefined,
  accountDefault: string | undefined,
  fallback: string,
): string {
  if (named !== undefined) {
    const problem = unknownVersion(versions, named, 'snapshot_api_version');
    if (problem) throw problem;
    return named;
  }
  // The default of an account may have been deleted from the catalog.
  const ofAccount =
    accountDefault !== undefined && !unknownVersion(versions, accountDefault, '') ? accountDefault : undefined;
  return ofAccount ?? defaultVersion(versions) ?? fallback;
}

/** Returns the exact event types of a selection, without its patterns. */
export const exactTypes = (enabledEvents: readonly string[]): string[] =>
  enabledEvents.filter((one) => !one.endsWith('*'));

/** Checks a selection. @throws InvalidFieldsError when a thin destination selects a type that has no thin form */
export function checkThinTypes(
  enabledEvents: readonly string[],
  payload: EventPayload,
  types: readonly Pick<EventTypeEntry, 'type' | 'thin'>[],
): void {
  if (payload !== 'thin') return;
  const without = new Set(types.filter(({ thin }) => !thin).map(({ type }) => type));
  const at = enabledEvents.findIndex((type) => without.has(type));
  if (at < 0) return;
  throw invalidField(
    `enabled_events[${at}]`,
    `should not be ${enabledEvents[at]}, which has no thin form. Select it with a destination for snapshot events.`,
  );
}

export interface SchemaReview {
  readonly checkSchema: SchemaCheck;
  readonly validateSchema: (schema: JsonSchema) => readonly SchemaProblem[];
}

/**
 * Checks an event type.
 * @throws InvalidFieldsError when a schema is invalid or its version is not in the catalog, or the example does not match the
 * newest schema
 */
export function checkEventType(
  { schemas, example }: EventTypeEntry,
  versions: readonly ApiVersion[],
  { checkSchema, validateSchema }: SchemaReview,
): void {
  const dates = Object.keys(schemas).sort();
  for (const version of dates) {
    const param = `schemas.${version}`;
    const problem = unknownVersion(versions, version, param);
    if (problem) throw problem;
    const problems = validateSchema(schemas[version] as JsonSchema);
    if (problems.length > 0) throw invalidField(param, problemText(problems));
  }
  const newest = dates.at(-1);
  const mismatches = newest === undefined ? [] : checkSchema(schemas[newest] as JsonSchema, example);
  if (mismatches.length > 0) throw invalidField('example', problemText(mismatches));
}

/** Returns problems as sentences: `/lines/0/amount: should be a number.` */
export const problemText = (problems: readonly SchemaProblem[]): string =>
  problems.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`)).join(' ');

/** Checks a version before it is written. @throws InvalidFieldsError when it is older than the newest version of the catalog */
export function checkVersionOrder(versions: readonly ApiVersion[], version: string): void {
  const newest = versions[0]?.version;
  if (newest === undefined || version >= newest) return;
  throw invalidField(
    'version',
    `should be ${newest}, the newest version, or a later one. Older versions cannot be replaced.`,
  );
}
