/** Validates destinations and computes their changes. Pure: ids and time are arguments. */

import { InvalidFieldsError, invalidField } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Destination, DestinationType, DisabledReason, EventPayload, EventsFrom } from './destination.ts';
import type { DestinationSettings } from './destination-base.ts';
import { DESTINATION_TYPES, type NewDestination, withNewUpdated } from './destination-base.ts';
import { changedLimits, type LimitChanges } from './limits/delivery-limits.ts';
import { missedBefore, missedSince } from './missed-since.ts';
import { withSelectionHistory } from './selection-history.ts';
import * as registry from './types/registry.ts';
import type { ResourcePorts, TypeRules } from './types/type-rules.ts';

type Registry = typeof registry;
export type DraftOf<T extends DestinationType> = Parameters<Registry[T]['create']>[1];
export type ChangesOf<T extends DestinationType> = Parameters<Registry[T]['update']>[1];

/** The rules of a type that is known only at run time. */
type AnyRules = TypeRules<Destination, DraftOf<DestinationType>, ChangesOf<DestinationType>>;

const RULES: Readonly<Record<DestinationType, AnyRules>> = { ...registry };

const rulesOf = ({ type }: { readonly type: DestinationType }): AnyRules => RULES[type];

/** The type and the type's settings of a new destination. */
export type TargetDraft = {
  readonly [T in DestinationType]: { readonly type: T; readonly settings: DraftOf<T> };
}[DestinationType];

/** Changes of settings of a type, by type. */
export type TargetChanges = { readonly [T in DestinationType]?: ChangesOf<T> | undefined };

export interface DestinationDraft {
  readonly name: string;
  readonly description: string;
  readonly eventPayload: EventPayload;
  readonly enabledEvents: readonly string[];
  readonly eventsFrom: readonly EventsFrom[];
  readonly snapshotApiVersion?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly deliveryLimits?: LimitChanges | null | undefined;
  readonly target: TargetDraft;
}

/** The fields that can change after creation. Omitted fields keep their value. */
export interface DestinationChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabledEvents?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Null removes every limit. */
  readonly deliveryLimits?: LimitChanges | null | undefined;
  readonly targets?: TargetChanges | undefined;
}

/**
 * Returns a new, enabled destination without a signing secret. @param given `now` in unix milliseconds
 * @throws InvalidFieldsError with the field that breaks a rule
 */
export function newDestination(
  draft: DestinationDraft,
  given: { readonly tenant: Tenant; readonly id: string; readonly now: number; readonly settings: DestinationSettings },
): Destination {
  const { tenant, id, now, settings } = given;
  const { name, description, eventPayload, metadata, target } = draft;
  checkEnabledEvents(draft.enabledEvents, eventPayload);
  if (draft.eventsFrom.includes('@accounts') && tenant.account !== settings.platformAccount) {
    throw invalidField('events_from', 'should be @self: this account has no connected accounts.');
  }
  if (eventPayload === 'thin' && draft.snapshotApiVersion !== undefined) {
    throw invalidField('snapshot_api_version', 'should be omitted: thin events have no snapshot.');
  }
  const deliveryLimits = changedLimits(undefined, draft.deliveryLimits);
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
    ...(deliveryLimits ? { deliveryLimits } : {}),
  };
  return rulesOf(target).create(base, target.settings, settings);
}

/**
 * Returns the destination with changes applied. @param given `now` in unix milliseconds
 * @throws InvalidFieldsError with the field that breaks a rule or belongs to another destination type
 */
export function changedDestination(
  before: Destination,
  changes: DestinationChanges,
  given: { readonly now: number; readonly settings: DestinationSettings },
): Destination {
  const { name, description, enabledEvents, metadata } = changes;
  if (enabledEvents) checkEnabledEvents(enabledEvents, before.eventPayload);
  const { targets = {} } = changes;
  const { deliveryLimits: limitsBefore, ...rest } = withNewUpdated(before, given.now);
  const deliveryLimits = changedLimits(limitsBefore, changes.deliveryLimits);
  const after = {
    ...rest,
    ...(deliveryLimits ? { deliveryLimits } : {}),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabledEvents === undefined ? {} : { enabledEvents: [...new Set(enabledEvents)] }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  return withSelectionHistory(before, withTarget(after, targets, given.settings));
}

function withTarget(before: Destination, targets: TargetChanges, settings: DestinationSettings): Destination {
  let after = before;
  for (const type of DESTINATION_TYPES) {
    const changes = targets[type] ?? {};
    if (Object.values(changes).every((value) => value === undefined)) continue;
    if (type !== before.type) throw invalidField(type, `is not a field of a destination of type ${before.type}.`);
    after = rulesOf(before).update(after, changes, settings);
  }
  return after;
}

/** Disables a destination. A disabled destination keeps its reason. @param now unix milliseconds */
export const disabledDestination = (
  before: Destination,
  now: number,
  disabledReason: Extract<DisabledReason, 'user' | 'failing'> = 'user',
): Destination =>
  before.status === 'disabled'
    ? before
    : withSelectionHistory(before, {
        ...withNewUpdated(before, now),
        ...missedBefore(before),
        status: 'disabled',
        disabledReason,
      });

/** Enables a destination, with the settings that its type sets for that. @param now unix milliseconds */
export function enabledDestination(before: Destination, now: number): Destination {
  if (before.status === 'enabled') return before;
  const { disabledReason: _reason, missedSince: _missed, ...rest } = withNewUpdated(before, now);
  const missed = missedSince(before, now);
  const enabled = { ...rest, status: 'enabled', ...(missed === undefined ? {} : { missedSince: missed }) } as const;
  return withSelectionHistory(before, rulesOf(before).enable(enabled));
}

/** Returns the destination after the start of a recovery of the events since a time. @param now unix milliseconds */
export function recoveredDestination(before: Destination, since: number, now: number): Destination {
  if (before.missedSince === undefined || since > before.missedSince) return before;
  const { missedSince: _missed, ...rest } = withNewUpdated(before, now);
  return rest;
}

/** Returns whether destinations of this type have a signing secret. */
export const hasSigningSecret = (destination: Destination): boolean => rulesOf(destination).signingSecret !== null;

/** Sets the first signing secret. @throws InvalidFieldsError when destinations of this type have none */
export const withSigningSecret = (destination: Destination, sealed: string): Destination =>
  secretRulesOf(destination).set(destination, sealed);

/**
 * Rotates the signing secret. The former secrets continue to sign for at most `expiresIn` seconds. @param now unix milliseconds
 * @throws InvalidFieldsError when destinations of this type have no secret, or when too many secrets still sign
 */
export const withRotatedSecret = (before: Destination, sealed: string, expiresIn: number, now: number): Destination =>
  secretRulesOf(before).rotate(before, sealed, expiresIn, now);

function secretRulesOf(destination: Destination) {
  const { signingSecret } = rulesOf(destination);
  if (!signingSecret) {
    throw new InvalidFieldsError(`A destination of type ${destination.type} has no signing secret.`);
  }
  return signingSecret;
}

/** Creates the resource that the destination needs outside Waybill, if any. @returns the destination with its identifier */
export const withResource = async (
  destination: Destination,
  settings: DestinationSettings,
  ports: ResourcePorts,
): Promise<Destination> => rulesOf(destination).resource?.create(destination, settings, ports) ?? destination;

/** Deletes the resource that the destination has outside Waybill, if any. */
export const deleteResource = async (
  destination: Destination,
  settings: DestinationSettings,
  ports: ResourcePorts,
): Promise<void> => rulesOf(destination).resource?.delete(destination, settings, ports);

function checkEnabledEvents(enabledEvents: readonly string[], payload: EventPayload): void {
  const all = enabledEvents.indexOf('*');
  if (payload === 'thin' && all >= 0) {
    throw invalidField(
      `enabled_events[${all}]`,
      'should not be *: a destination with thin payloads has to list event types or groups such as invoice.*.',
    );
  }
}
