/** Creates, reads, changes and deletes destinations, with their signing secrets and event sources. */
import type * as z from 'zod';
import { toLimitChanges } from '../../contract/destination/delivery-limits.ts';
import type { createDestinationSchema, updateDestinationSchema } from '../../contract/destination/event-destination.ts';
import { targetChanges, targetDraft } from '../../contract/destination-types/by-type.ts';
import { mergedMetadata } from '../../core/account/metadata.ts';
import { checkThinTypes, destinationVersion, exactTypes } from '../../core/catalog/rules.ts';
import { sameTarget } from '../../core/delivery/destination-update.ts';
import type { Destination, EventPayload } from '../../core/destination/destination.ts';
import { changeHealth } from '../../core/destination/health/change-health.ts';
import { healthAnew } from '../../core/destination/health/failing.ts';
import type { DestinationHealth } from '../../core/destination/health/health.ts';
import {
  changedDestination,
  type DestinationChanges,
  type DestinationDraft,
  deleteResource,
  disabledDestination,
  enabledDestination,
  hasSigningSecret,
  newDestination,
  withResource,
  withRotatedSecret,
  withSigningSecret,
} from '../../core/destination/rules.ts';
import { newSigningSecret } from '../../core/destination/types/webhook/signature.ts';
import { NotFoundError } from '../../core/errors.ts';
import { destinationIdPrefix } from '../../core/ids.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { ApiContext } from '../context.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';

type CreateRequest = z.output<typeof createDestinationSchema>;
type UpdateRequest = z.output<typeof updateDestinationSchema>;

/** A destination and the signing secret that this call generated. */
export interface WithSecret {
  readonly destination: Destination;
  readonly signingSecret?: string;
}

/** Requested changes. The metadata is not merged yet. */
export interface RequestedChanges extends Omit<DestinationChanges, 'metadata'> {
  /** A null value deletes its key. Null instead of the object deletes all keys. */
  readonly metadata?: Readonly<Record<string, string | null>> | null | undefined;
  readonly disabled?: boolean | undefined;
}

/** Reads a destination. @throws NotFoundError */
export async function findDestination({ ports }: ApiContext, tenant: Tenant, id: string): Promise<Destination> {
  const destination = id.startsWith('ed_') ? await ports.destinations.get(tenant, id) : undefined;
  if (!destination) throw new NotFoundError(`No such event destination: '${id}'.`, { param: 'id' });
  return destination;
}

export async function createDestination(
  context: ApiContext,
  tenant: Tenant,
  draft: DestinationDraft,
  seed: string,
): Promise<WithSecret> {
  const { ports, settings } = context;
  const { destination, signingSecret } = await withSecret(context, await checked(context, tenant, draft, seed));
  const stored = await withResource(destination, settings, ports);
  try {
    await ports.destinations.create(stored, settings.destinationLimit);
  } catch (error) {
    await deleteResource(stored, settings, ports);
    throw error;
  }
  return { destination: stored, ...(signingSecret === undefined ? {} : { signingSecret }) };
}

/**
 * Makes every check of {@link createDestination} and stores nothing.
 * @throws the same errors
 */
export async function validateDestination(
  context: ApiContext,
  tenant: Tenant,
  draft: DestinationDraft,
  seed: string,
): Promise<void> {
  const destination = await checked(context, tenant, draft, seed);
  await context.ports.destinations.checkCapacity(destination, context.settings.destinationLimit);
}

/** Changes a destination. Omitted fields keep their value. */
export const updateDestination = (
  context: ApiContext,
  tenant: Tenant,
  id: string,
  { metadata, disabled, ...changes }: RequestedChanges,
) =>
  change(context, tenant, id, async (before) => {
    const now = context.ports.now();
    if (changes.enabledEvents) await checkThin(context, tenant, changes.enabledEvents, before.eventPayload);
    const merged = metadata === null ? {} : metadata && mergedMetadata(before.metadata, metadata);
    const after = changedDestination(before, { ...changes, metadata: merged }, { now, settings: context.settings });
    if (disabled === undefined) return after;
    return disabled ? disabledDestination(after, now) : enabledDestination(after, now);
  });

export const disableDestination = (context: ApiContext, tenant: Tenant, id: string) =>
  change(context, tenant, id, (before) => disabledDestination(before, context.ports.now()));

export const enableDestination = (context: ApiContext, tenant: Tenant, id: string) =>
  change(context, tenant, id, async (before) => {
    const { ports, settings } = context;
    const enabled = enabledDestination(before, ports.now());
    return enabled === before ? before : withResource(enabled, settings, ports);
  });

/** Rotates the signing secret. @param expiresIn seconds for which the former secrets continue to sign */
export async function rollSecret(
  context: ApiContext,
  tenant: Tenant,
  id: string,
  expiresIn: number,
): Promise<WithSecret> {
  const { ports } = context;
  const signingSecret = newSigningSecret(ports.randomBytes);
  const destination = await change(context, tenant, id, async (before) => {
    const sealed = await ports.secrets.seal(before.account, before.id, signingSecret);
    return withRotatedSecret(before, sealed, expiresIn, ports.now());
  });
  return { destination, signingSecret };
}

export async function deleteDestination(context: ApiContext, tenant: Tenant, id: string): Promise<void> {
  const { ports, settings } = context;
  const destination = await findDestination(context, tenant, id);
  // The destination is deleted last, so that a call that failed can be repeated.
  await deleteResource(destination, settings, ports);
  await ports.destinations.delete(destination);
}

/** Returns a new destination that passed every check except the limit. @throws InvalidFieldsError naming the field */
async function checked(
  context: ApiContext,
  tenant: Tenant,
  draft: DestinationDraft,
  seed: string,
): Promise<Destination> {
  const { ports, settings } = context;
  const id = destinationIdPrefix(tenant.mode) + seed;
  return newDestination(await byCatalog(context, tenant, draft), { tenant, id, now: ports.now(), settings });
}

/** Returns the draft with a version of the catalog. @throws InvalidFieldsError when the catalog has no such version, or no thin form of a type */
async function byCatalog(context: ApiContext, tenant: Tenant, draft: DestinationDraft): Promise<DestinationDraft> {
  const { ports, settings } = context;
  await checkThin(context, tenant, draft.enabledEvents, draft.eventPayload);
  if (draft.eventPayload === 'thin') return draft;
  const named = draft.snapshotApiVersion;
  const [versions, account] = await Promise.all([
    ports.catalog.versions(tenant.mode),
    named === undefined ? ports.accounts.get(tenant) : undefined,
  ]);
  const snapshotApiVersion = destinationVersion(
    versions,
    named,
    account?.defaultApiVersion,
    settings.defaultApiVersion,
  );
  return { ...draft, snapshotApiVersion };
}

/** Checks types of thin events. Reads the catalog only when it is needed. @throws InvalidFieldsError */
async function checkThin(
  { ports }: ApiContext,
  { mode }: Tenant,
  enabledEvents: readonly string[],
  payload: EventPayload,
) {
  if (payload !== 'thin' || exactTypes(enabledEvents).length === 0) return;
  checkThinTypes(enabledEvents, payload, await ports.catalog.types(mode));
}

async function change(
  context: ApiContext,
  tenant: Tenant,
  id: string,
  apply: (before: Destination) => Destination | Promise<Destination>,
): Promise<Destination> {
  let anew: Destination | undefined;
  const changed = await retryOnConflict(
    () => findDestination(context, tenant, id),
    apply,
    async (before, after) => {
      // The health is written first: while a destination is enabled, its circuit is never one that the sweep is about to remove.
      if (isEnabledBy(before, after) || !sameTarget(before, after)) anew = await withHealthAnew(context, before);
      await context.ports.destinations.replace(before, after);
    },
  );
  return anew?.health ? { ...changed, health: anew.health } : changed;
}

const isEnabledBy = (before: Destination, after: Destination): boolean =>
  before.status === 'disabled' && after.status === 'enabled';

/** Closes the circuit of a destination that was enabled or sends to another target, and counts its failures from zero. */
async function withHealthAnew({ ports }: ApiContext, destination: Destination): Promise<Destination> {
  const anew = (health: DestinationHealth | undefined) => health && healthAnew(health, ports.now());
  return (await changeHealth(destination, anew, ports)) ?? destination;
}

async function withSecret({ ports }: ApiContext, destination: Destination): Promise<WithSecret> {
  if (!hasSigningSecret(destination)) return { destination };
  const signingSecret = newSigningSecret(ports.randomBytes);
  const sealed = await ports.secrets.seal(destination.account, destination.id, signingSecret);
  return { destination: withSigningSecret(destination, sealed), signingSecret };
}

export const draftOf = (request: CreateRequest): DestinationDraft => ({
  name: request.name,
  description: request.description ?? '',
  eventPayload: request.event_payload,
  enabledEvents: request.enabled_events,
  eventsFrom: request.events_from ?? ['@self'],
  snapshotApiVersion: request.snapshot_api_version,
  metadata: request.metadata ?? {},
  deliveryLimits: toLimitChanges(request.delivery_limits),
  target: targetDraft(request),
});

export const changesOf = (request: UpdateRequest): RequestedChanges => ({
  name: request.name,
  description: request.description === null ? '' : request.description,
  enabledEvents: request.enabled_events,
  metadata: request.metadata,
  deliveryLimits: toLimitChanges(request.delivery_limits),
  targets: targetChanges(request),
});
