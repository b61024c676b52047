/** What the catalog says of an event before it is stored: its version, whether its type is known, whether its data fits. */

import type { AccountReader } from '../account/ports.ts';
import {
  type CheckMode,
  defaultVersion,
  type EventTypeEntry,
  schemaIn,
  type UnknownTypes,
} from '../catalog/catalog.ts';
import type { CatalogReader, SchemaCheck } from '../catalog/ports.ts';
import { sentencesOf, unknownVersion } from '../catalog/rules.ts';
import { invalid } from '../destination/settings.ts';
import type { InvalidFieldsError } from '../errors.ts';
import type { JsonObject, SchemaProblem, WaybillEvent } from '../event/event.ts';
import { isAlwaysThin } from '../event/event-body.ts';
import type { Tenant } from '../tenant.ts';
import type { PublishRequest } from './request.ts';

/** What the checks read. */
export interface CheckReads {
  readonly catalog: CatalogReader;
  readonly accounts: AccountReader;
}

export interface CheckPorts extends CheckReads {
  /** The same as of now, where the others may be some seconds old. */
  readonly current?: CheckReads;
  readonly checkSchema: SchemaCheck;
}

export interface CheckSettings {
  /** Version of what names none, where the catalog has no versions. */
  readonly defaultApiVersion: string;
  /** Where neither type nor account says. */
  readonly eventCheck: CheckMode;
  readonly unknownTypes: UnknownTypes;
}

/** What an event gets besides what its publisher said. */
export type Checked = Pick<WaybillEvent, 'apiVersion' | 'warnings' | 'uncatalogued'>;

/**
 * An event that names no version is in the catalog's default one. Waybill's own types are never checked.
 * @returns the error of what is refused, for the other events of the call go on
 */
export async function checkAgainstCatalog(
  request: PublishRequest,
  tenant: Tenant,
  { current, checkSchema, ...kept }: CheckPorts,
  settings: CheckSettings,
): Promise<Checked | InvalidFieldsError> {
  const { type, apiVersion = settings.defaultApiVersion } = request;
  if (isAlwaysThin(type)) return { apiVersion };
  const checked = await checkBy(kept, checkSchema, request, tenant, settings);
  // What was put in the catalog a moment ago counts at once for who would be refused without it.
  return 'apiVersion' in checked || !current ? checked : checkBy(current, checkSchema, request, tenant, settings);
}

async function checkBy(
  { catalog, accounts }: CheckReads,
  checkSchema: SchemaCheck,
  { type, data, apiVersion: named }: PublishRequest,
  tenant: Tenant,
  settings: CheckSettings,
): Promise<Checked | InvalidFieldsError> {
  const [versions, entry] = await Promise.all([catalog.versions(tenant.mode), catalog.type(tenant.mode, type)]);
  const problem = named === undefined ? undefined : unknownVersion(versions, named, 'api_version');
  if (problem) return problem;
  const apiVersion = named ?? defaultVersion(versions) ?? settings.defaultApiVersion;
  if (!entry) {
    if (!(await catalog.hasTypes(tenant.mode))) return { apiVersion };
    if (settings.unknownTypes === 'allow') return { apiVersion, uncatalogued: true };
    return invalid('type', `'${type}' is not in the catalog of event types.`);
  }
  const mode = await checkModeOf(entry, tenant, accounts, settings);
  const problems = mode === 'off' ? [] : problemsIn(entry, versions.length > 0, apiVersion, data.object, checkSchema);
  if (problems.length === 0) return { apiVersion };
  return mode === 'warn' ? { apiVersion, warnings: problems } : invalid('data.object', sentencesOf(problems));
}

/** The type's own, else the account's, else the stage's. */
async function checkModeOf(
  { check, schemas }: EventTypeEntry,
  tenant: Tenant,
  accounts: AccountReader,
  settings: CheckSettings,
): Promise<CheckMode> {
  if (Object.keys(schemas).length === 0) return 'off';
  return check ?? (await accounts.get(tenant))?.eventCheck ?? settings.eventCheck;
}

/** @param dated whether there are versions at all: where there are none, no type is too new for one */
function problemsIn(
  entry: EventTypeEntry,
  dated: boolean,
  apiVersion: string,
  object: JsonObject,
  checkSchema: SchemaCheck,
): readonly SchemaProblem[] {
  const [first = ''] = Object.keys(entry.schemas).sort();
  const schema = schemaIn(entry, apiVersion) ?? (dated ? undefined : entry.schemas[first]);
  if (schema !== undefined) return checkSchema(schema, object);
  return [
    { pointer: '', message: `should be in version ${first} or a later one: ${apiVersion} has no ${entry.type}.` },
  ];
}
