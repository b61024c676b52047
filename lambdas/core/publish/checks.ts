/** Checks an event against the catalog before it is stored: its API version, its type, and its data. */

import type { AccountReader } from '../account/ports.ts';
import {
  type CheckMode,
  defaultVersion,
  type EventTypeEntry,
  schemaIn,
  type UnknownTypes,
} from '../catalog/catalog.ts';
import type { CatalogReader, SchemaCheck } from '../catalog/ports.ts';
import { problemText, unknownVersion } from '../catalog/rules.ts';
import type { InvalidFieldsError } from '../errors.ts';
import { invalidField } from '../errors.ts';
import type { JsonObject, SchemaProblem, WaybillEvent } from '../event/event.ts';
import { isAlwaysThin } from '../event/event-body.ts';
import type { Tenant } from '../tenant.ts';
import type { PublishRequest } from './ports.ts';

export interface CheckReads {
  readonly catalog: CatalogReader;
  readonly accounts: AccountReader;
}

export interface CheckPorts extends CheckReads {
  /** Strongly consistent reads. The other two readers may be some seconds old. */
  readonly current?: CheckReads;
  readonly checkSchema: SchemaCheck;
}

export interface CheckSettings {
  /** API version of events that name none, when the catalog has no versions. */
  readonly defaultApiVersion: string;
  /** Applies when neither the type nor the account has a check mode. */
  readonly eventCheck: CheckMode;
  readonly unknownTypes: UnknownTypes;
}

/** The fields of an event that the checks set. */
export type Checked = Pick<WaybillEvent, 'apiVersion' | 'warnings' | 'uncatalogued'>;

/**
 * Checks one event. An event that names no API version gets the catalog's default. Waybill's own types are not checked.
 * @returns the error when the event is refused; it is not thrown, because the other events of the call continue
 */
export async function checkAgainstCatalog(
  request: PublishRequest,
  tenant: Tenant,
  { current, checkSchema, ...cached }: CheckPorts,
  settings: CheckSettings,
): Promise<Checked | InvalidFieldsError> {
  const { type, apiVersion = settings.defaultApiVersion } = request;
  if (isAlwaysThin(type)) return { apiVersion };
  const checked = await checkBy(cached, checkSchema, request, tenant, settings);
  // An entry that was just added to the catalog may not be in the cache yet.
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
    return invalidField('type', `'${type}' is not in the catalog of event types.`);
  }
  const mode = await checkModeOf(entry, tenant, accounts, settings);
  const problems = mode === 'off' ? [] : problemsIn(entry, versions.length > 0, apiVersion, data.object, checkSchema);
  if (problems.length === 0) return { apiVersion };
  return mode === 'warn' ? { apiVersion, warnings: problems } : invalidField('data.object', problemText(problems));
}

/** Returns the check mode of the type, else of the account, else of the stage. */
async function checkModeOf(
  { check, schemas }: EventTypeEntry,
  tenant: Tenant,
  accounts: AccountReader,
  settings: CheckSettings,
): Promise<CheckMode> {
  if (Object.keys(schemas).length === 0) return 'off';
  return check ?? (await accounts.get(tenant))?.eventCheck ?? settings.eventCheck;
}

/** @param hasVersions whether the catalog has versions; without them, no type is too new for one */
function problemsIn(
  entry: EventTypeEntry,
  hasVersions: boolean,
  apiVersion: string,
  object: JsonObject,
  checkSchema: SchemaCheck,
): readonly SchemaProblem[] {
  const [first = ''] = Object.keys(entry.schemas).sort();
  const schema = schemaIn(entry, apiVersion) ?? (hasVersions ? undefined : entry.schemas[first]);
  if (schema !== undefined) return checkSchema(schema, object);
  return [
    { pointer: '', message: `should be in version ${first} or a later one: ${apiVersion} has no ${entry.type}.` },
  ];
}
