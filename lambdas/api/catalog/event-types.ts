/** Reads and changes the event types of a mode. Every key can read them, only the platform can change them. */
import type * as z from 'zod';
import type {
  createEventTypeSchema,
  EventTypeObject,
  getEventTypeSchema,
  listEventTypesSchema,
} from '../../contract/catalog/catalog.ts';
import { type ApiVersion, type EventTypeEntry, schemaIn } from '../../core/catalog/catalog.ts';
import { checkEventType, unknownVersion } from '../../core/catalog/rules.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/event/event.ts';
import type { Page } from '../../core/page.ts';
import { ProcessorAllowance } from '../../core/rendering/processor-allowance.ts';
import { renderData } from '../../core/rendering/render-data.ts';
import { RenderError } from '../../core/rendering/render-error.ts';
import type { Mode } from '../../core/tenant.ts';
import type { ApiContext } from '../context.ts';
import { pageOfAll } from '../page-of-all.ts';
import { withinResponse } from '../response-size.ts';

/** `GET /v1/event_types` */
export async function listEventTypes(
  context: ApiContext,
  mode: Mode,
  { search, group, api_version, ...page }: z.output<typeof listEventTypesSchema>,
): Promise<Page<EventTypeObject>> {
  const { catalog } = context.ports;
  const [versions, types] = await Promise.all([checkedVersions(context, mode, api_version), catalog.types(mode)]);
  const wanted = search?.toLowerCase();
  const fits = (entry: EventTypeEntry): boolean =>
    (group === undefined || entry.group === group) &&
    (api_version === undefined || existsIn(entry, api_version)) &&
    (wanted === undefined || `${entry.type}\n${entry.description}`.toLowerCase().includes(wanted));
  const { items, hasMore } = pageOfAll(types.toSorted(byGroup), page, {
    idOf: ({ type }) => type,
    noun: 'event type',
    fits,
  });
  const shown: EventTypeObject[] = [];
  // One after the other, because a rendering is limited by the processor time that passes meanwhile.
  for (const entry of items) shown.push(await eventTypeObject(context, mode, entry, versions, api_version));
  return withinResponse({ items: shown, hasMore }, (item) => item, page.ending_before !== undefined);
}

/** Reads an event type. @throws NotFoundError when it is not in the catalog or does not exist in the requested version */
export async function findEventType(
  context: ApiContext,
  mode: Mode,
  type: string,
  { api_version }: z.output<typeof getEventTypeSchema> = {},
): Promise<EventTypeObject> {
  const [versions, entry] = await Promise.all([
    checkedVersions(context, mode, api_version),
    context.ports.catalog.type(mode, type),
  ]);
  if (!entry) throw noSuchType(type);
  if (api_version !== undefined && !existsIn(entry, api_version)) {
    throw new NotFoundError(`Event type '${type}' does not exist in version ${api_version}.`, { param: 'type' });
  }
  return eventTypeObject(context, mode, entry, versions, api_version);
}

/** Creates or replaces an event type. @throws InvalidFieldsError naming the field */
export async function putEventType(
  context: ApiContext,
  mode: Mode,
  body: z.output<typeof createEventTypeSchema>,
): Promise<EventTypeObject> {
  const { catalog, checkSchema, validateSchema } = context.ports;
  const { type, group, description = '', related_object_type, thin = true, check, schemas = {}, example } = body;
  const entry: EventTypeEntry = {
    type,
    group,
    description,
    ...(related_object_type ? { relatedObjectType: related_object_type } : {}),
    thin,
    ...(check ? { check } : {}),
    schemas,
    example,
  };
  const versions = await catalog.versions(mode);
  checkEventType(entry, versions, { checkSchema, validateSchema });
  await catalog.putType(mode, entry);
  return eventTypeObject(context, mode, entry, versions);
}

/** @throws NotFoundError */
export async function deleteEventType({ ports }: ApiContext, mode: Mode, type: string): Promise<void> {
  if (!(await ports.catalog.type(mode, type))) throw noSuchType(type);
  await ports.catalog.deleteType(mode, type);
}

/** Checks the requested version. @throws InvalidFieldsError when the catalog has no such version */
async function checkedVersions({ ports }: ApiContext, mode: Mode, requested: string | undefined) {
  const versions = await ports.catalog.versions(mode);
  const problem = requested === undefined ? undefined : unknownVersion(versions, requested, 'api_version');
  if (problem) throw problem;
  return versions;
}

async function eventTypeObject(
  { ports, settings }: ApiContext,
  mode: Mode,
  entry: EventTypeEntry,
  versions: readonly ApiVersion[],
  requested?: string,
): Promise<EventTypeObject> {
  const { type, group, description, relatedObjectType, thin, check, schemas } = entry;
  const dates = Object.keys(schemas).sort().reverse();
  const newest = versions[0]?.version ?? dates[0] ?? settings.defaultApiVersion;
  const version = requested ?? newest;
  return {
    id: type,
    object: 'event_type',
    type,
    group,
    description,
    related_object_type: relatedObjectType ?? null,
    thin,
    check: check ?? null,
    api_version: version,
    schema: schemaIn(entry, version) ?? null,
    schema_versions: dates,
    example: await exampleIn(entry, version, versions, ports),
    livemode: mode === 'live',
  };
}

/** Renders the example. Null when a downgrade fails, so that the other fields can still be returned. */
async function exampleIn(
  { type, example }: EventTypeEntry,
  version: string,
  versions: readonly ApiVersion[],
  { downgrades, processorTime }: ApiContext['ports'],
): Promise<JsonObject | null> {
  const event = { type, apiVersion: versions[0]?.version ?? version, data: { object: example } };
  try {
    return (await renderData(event, version, versions, downgrades, new ProcessorAllowance(processorTime))).data.object;
  } catch (error) {
    if (error instanceof RenderError) return null;
    throw error;
  }
}

/** A type without schemas exists in every version. */
const existsIn = (entry: EventTypeEntry, version: string): boolean =>
  Object.keys(entry.schemas).length === 0 || schemaIn(entry, version) !== undefined;

const byGroup = (a: EventTypeEntry, b: EventTypeEntry): number =>
  a.group === b.group ? (a.type < b.type ? -1 : 1) : a.group < b.group ? -1 : 1;

const noSuchType = (type: string) => new NotFoundError(`No such event type: '${type}'.`, { param: 'type' });
