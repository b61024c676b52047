/** What makes a destination valid, and how it changes by what its owner asks. Pure: ids and time are arguments. */

import { InvalidFieldsError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Destination, DestinationType, EventPayload, EventsFrom } from './destination.ts';
import { DESTINATION_TYPES, type NewDestination, touched } from './destination-base.ts';
import { remembering } from './selection-history.ts';
import { type DestinationSettings, invalid } from './settings.ts';
import * as registry from './types/registry.ts';
import type { ResourcePorts, TypeRules } from './types/type-rules.ts';

type Registry = typeof registry;
export type DraftOf<T extends DestinationType> = Parameters<Registry[T]['create']>[1];
export type ChangesOf<T extends DestinationType> = Parameters<Registry[T]['update']>[1];

/** The rules of any type, as they are called where the type is not known. */
type AnyRules = TypeRules<Destination, DraftOf<DestinationType>, ChangesOf<DestinationType>>;

const RULES: Readonly<Record<DestinationType, AnyRules>> = { ...registry };

const rulesOf = ({ type }: { readonly type: DestinationType }): AnyRules => RULES[type];

/** The type of a new destination with its settings. */
export type TargetDraft = {
  readonly [T in DestinationType]: { readonly type: T; readonly settings: DraftOf<T> };
}[DestinationType];

/** Changes of the settings that only one type has, by that type. */
export type TargetChanges = { readonly [T in DestinationType]?: ChangesOf<T> | undefined };

export interface DestinationDraft {
  readonly name: string;
  readonly description: string;
  readonly eventPayload: EventPayload;
  readonly enabledEvents: readonly string[];
  readonly eventsFrom: readonly EventsFrom[];
  readonly snapshotApiVersion?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly target: TargetDraft;
}

/** What may change after creation; what is left out stays. */
export interface DestinationChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabledEvents?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly targets?: TargetChanges | undefined;
}

/**
 * A new, enabled destination, without its signing secret yet.
 * @throws InvalidFieldsError naming the field that breaks a rule
 */
export function newDestination(
  draft: DestinationDraft,
  given: { readonly tenant: Tenant; readonly id: string; readonly now: number; readonly settings: DestinationSettings },
): Destination {
  const { tenant, id, now, settings } = given;
  const { name, description, eventPayload, metadata, target } = draft;
  checkEnabledEvents(draft.enabledEvents, eventPayload);
  if (draft.eventsFrom.includes('@accounts') && tenant.account !== settings.platformAccount) {
    throw invalid('events_from', 'should be @self: this account has no connected accounts.');
  }
  if (eventPayload === 'thin' && draft.snapshotApiVersion !== undefined) {
    throw invalid('snapshot_api_version', 'should be left out: thin events carry no snapshot.');
  }
  const base: NewDestination = {
    ...tenant,
    id,
    name,
    description,
    eventPayload,
    enabledEvents: [...new Set(draft.enabledEvents)],
    eventsFrom: [...new Set(draft.eventsFrom)],
    snapshotApiVersion: eventPayload === 'thin' ? null : (draft.snapshotApiVersion ?? settings.defaultApiVersion),
    status: 'enabled',
    metadata,
    created: now,
    updated: now,
  };
  return rulesOf(target).create(base, target.settings, settings);
}

/** @throws InvalidFieldsError naming the field that breaks a rule or that this destination does not have */
export function changedDestination(
  before: Destination,
  changes: DestinationChanges,
  given: { readonly now: number; readonly settings: DestinationSettings },
): Destination {
  const { name, description, enabledEvents, metadata } = changes;
  if (enabledEvents) checkEnabledEvents(enabledEvents, before.eventPayload);
  const { targets = {} } = changes;
  const after = {
    ...touched(before, given.now),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabledEvents === undefined ? {} : { enabledEvents: [...new Set(enabledEvents)] }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  return remembering(before, withTarget(after, targets, given.settings));
}

function withTarget(before: Destination, targets: TargetChanges, settings: DestinationSettings): Destination {
  let after = before;
  for (const type of DESTINATION_TYPES) {
    const changes = targets[type] ?? {};
    if (Object.values(changes).every((value) => value === undefined)) continue;
    if (type !== before.type) throw invalid(type, 'is not part of a destination of this type.');
    after = rulesOf(before).update(after, changes, settings);
  }
  return after;
}

/** Off by its owner's wish; one that is off already keeps its reason. */
export const disabledDestination = (before: Destination, now: number): Destination =>
  before.status === 'disabled'
    ? before
    : remembering(before, { ...touched(before, now), status: 'disabled', disabledReason: 'user' });

/** Enables a destination again, with the settings that its type enables it with. */
export function enabledDestination(before: Destination, now: number): Destination {
  if (before.status === 'enabled') return before;
  const { disabledReason: _reason, ...rest } = touched(before, now);
  return remembering(before, rulesOf(before).enable({ ...rest, status: 'enabled' }));
}

export const hasSigningSecret = (destination: Destination): boolean => rulesOf(destination).signingSecret !== null;

/** @throws InvalidFieldsError when destinations of this type have no secret */
export const withSigningSecret = (destination: Destination, sealed: string): Destination =>
  secretRulesOf(destination).set(destination, sealed);

/**
 * Puts the new secret first. The secrets before it sign for at most `expiresIn` more seconds.
 * @throws InvalidFieldsError when destinations of this type have no secret, or when too many still sign
 */
export const withRolledSecret = (before: Destination, sealed: string, expiresIn: number, now: number): Destination =>
  secretRulesOf(before).rotate(before, sealed, expiresIn, now);

function secretRulesOf(destination: Destination) {
  const { signingSecret } = rulesOf(destination);
  if (!signingSecret) {
    throw new InvalidFieldsError(`A destination of type ${destination.type} has no signing secret.`);
  }
  return signingSecret;
}

/** Creates what the destination needs outside Waybill. @returns the destination with what is known of it now */
export const withResource = async (
  destination: Destination,
  settings: DestinationSettings,
  ports: ResourcePorts,
): Promise<Destination> => rulesOf(destination).resource?.create(destination, settings, ports) ?? destination;

/** Deletes what the destination has outside Waybill. */
export const deleteResource = async (
  destination: Destination,
  settings: DestinationSettings,
  ports: ResourcePorts,
): Promise<void> => rulesOf(destination).resource?.delete(destination, settings, ports);

function checkEnabledEvents(enabledEvents: readonly string[], payload: EventPayload): void {
  const all = enabledEvents.indexOf('*');
  if (payload === 'thin' && all >= 0) {
    throw invalid(`enabled_events[${all}]`, 'should not be *: a thin destination names its event types or groups.');
  }
}
