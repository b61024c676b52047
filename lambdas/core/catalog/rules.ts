/** What makes an entry of the catalog valid, and which versions others may name. Pure. */

import type { EventPayload } from '../destination/destination.ts';
import { invalid } from '../destination/settings.ts';
import type { InvalidFieldsError } from '../errors.ts';
import type { SchemaProblem } from '../event/event.ts';
import { type ApiVersion, defaultVersion, type EventTypeEntry, type JsonSchema } from './catalog.ts';
import type { SchemaCheck } from './ports.ts';

/** Versions an error lists. */
const MAX_LISTED = 10;

/** The error of naming a version that is not one; undefined when it is, or where there are none to choose from. */
export function unknownVersion(
  versions: readonly ApiVersion[],
  named: string,
  param: string,
): InvalidFieldsError | undefined {
  if (versions.length === 0 || versions.some(({ version }) => version === named)) return undefined;
  const known = versions.slice(0, MAX_LISTED).map(({ version }) => version);
  const more = versions.length > known.length ? ', …' : '';
  return invalid(param, `'${named}' is not an API version; there are ${known.join(', ')}${more}.`);
}

/**
 * The version that a new destination's snapshots are in: the one it names, else the account's default, else the catalog's.
 * @param fallback where the catalog has no versions
 * @throws InvalidFieldsError when it names one that is not there
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
  // A version may be deleted that accounts still have as theirs.
  const theirs =
    accountDefault !== undefined && !unknownVersion(versions, accountDefault, '') ? accountDefault : undefined;
  return theirs ?? defaultVersion(versions) ?? fallback;
}

/** Event types that a destination names one by one, patterns left out. */
export const exactTypes = (enabledEvents: readonly string[]): string[] =>
  enabledEvents.filter((one) => !one.endsWith('*'));

/** @throws InvalidFieldsError when a thin destination names a type that has no thin form */
export function checkThinTypes(
  enabledEvents: readonly string[],
  payload: EventPayload,
  types: readonly Pick<EventTypeEntry, 'type' | 'thin'>[],
): void {
  if (payload !== 'thin') return;
  const without = new Set(types.filter(({ thin }) => !thin).map(({ type }) => type));
  const at = enabledEvents.findIndex((type) => without.has(type));
  if (at < 0) return;
  throw invalid(
    `enabled_events[${at}]`,
    `${enabledEvents[at]} has no thin form; take it by a destination of snapshots.`,
  );
}

export interface SchemaReview {
  readonly checkSchema: SchemaCheck;
  readonly schemaFaults: (schema: JsonSchema) => readonly SchemaProblem[];
}

/** @throws InvalidFieldsError when a schema cannot be used or is of no known version, or the example does not fit the newest */
export function checkEventType(
  { schemas, example }: EventTypeEntry,
  versions: readonly ApiVersion[],
  { checkSchema, schemaFaults }: SchemaReview,
): void {
  const dates = Object.keys(schemas).sort();
  for (const version of dates) {
    const param = `schemas.${version}`;
    const problem = unknownVersion(versions, version, param);
    if (problem) throw problem;
    const faults = schemaFaults(schemas[version] as JsonSchema);
    if (faults.length > 0) throw invalid(param, sentencesOf(faults));
  }
  const newest = dates.at(-1);
  const misfits = newest === undefined ? [] : checkSchema(schemas[newest] as JsonSchema, example);
  if (misfits.length > 0) throw invalid('example', sentencesOf(misfits));
}

/** `/lines/0/amount: should be a number.` and so on */
export const sentencesOf = (problems: readonly SchemaProblem[]): string =>
  problems.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`)).join(' ');

/**
 * Whether a version may be written: a new one comes after all others, and of those that are there only the newest changes.
 * @throws InvalidFieldsError otherwise
 */
export function checkVersionOrder(versions: readonly ApiVersion[], version: string): void {
  const newest = versions[0]?.version;
  if (newest === undefined || version >= newest) return;
  throw invalid('version', `should be ${newest}, which is the newest and can be replaced, or a later one.`);
}
