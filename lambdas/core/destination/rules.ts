/** What makes a destination valid, and how it changes by what its owner asks. Pure: ids and time are arguments. */

import { InvalidFieldsError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import type { Destination, EventPayload, EventsFrom, StoredSecret } from './destination.ts';
import { remembering } from './selection-history.ts';
import { type DestinationSettings, invalid } from './settings.ts';
import { changedTarget, type EventBridgeChanges, type EventBridgeDraft, newTarget } from './types/eventbridge/rules.ts';
import { checkEndpointUrl } from './types/webhook/url-guard.ts';

/** How the type is reached. */
export type TargetDraft =
  | { readonly type: 'webhook_endpoint'; readonly url: string }
  | ({ readonly type: 'amazon_eventbridge' } & EventBridgeDraft);

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
export interface DestinationChanges extends EventBridgeChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabledEvents?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly url?: string | undefined;
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
  return {
    ...tenant,
    id,
    name,
    description,
    type: target.type,
    eventPayload,
    enabledEvents: [...new Set(draft.enabledEvents)],
    eventsFrom: [...new Set(draft.eventsFrom)],
    snapshotApiVersion: eventPayload === 'thin' ? null : (draft.snapshotApiVersion ?? settings.defaultApiVersion),
    status: 'enabled',
    metadata,
    created: now,
    updated: now,
    ...(target.type === 'webhook_endpoint'
      ? { webhookEndpoint: { url: checkedUrl(target.url, tenant, settings), secrets: [] } }
      : { amazonEventbridge: newTarget(target, settings) }),
  };
}

/** @throws InvalidFieldsError naming the field that breaks a rule or that this destination does not have */
export function changedDestination(
  before: Destination,
  changes: DestinationChanges,
  given: { readonly now: number; readonly settings: DestinationSettings },
): Destination {
  const { name, description, enabledEvents, metadata } = changes;
  if (enabledEvents) checkEnabledEvents(enabledEvents, before.eventPayload);
  return remembering(before, {
    ...touched(before, given.now),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabledEvents === undefined ? {} : { enabledEvents: [...new Set(enabledEvents)] }),
    ...(metadata === undefined ? {} : { metadata }),
    ...changedUrl(before, changes, given.settings),
    ...changedTarget(before, changes, given.settings),
  });
}

/** Off by its owner's wish; one that is off already keeps its reason. */
export const disabledDestination = (before: Destination, now: number): Destination =>
  before.status === 'disabled'
    ? before
    : remembering(before, { ...touched(before, now), status: 'disabled', disabledReason: 'user' });

/** On again. An EventBridge target that was lost has to prove itself anew. */
export function enabledDestination(before: Destination, now: number): Destination {
  if (before.status === 'enabled') return before;
  const { disabledReason: _reason, ...rest } = touched(before, now);
  const target = rest.amazonEventbridge;
  return remembering(before, {
    ...rest,
    status: 'enabled',
    ...(target?.status === 'deleted' ? { amazonEventbridge: { ...target, status: 'pending' } } : {}),
  });
}

/** Signing secrets at once active, the newest included: each adds a signature to every delivery. */
export const MAX_ACTIVE_SECRETS = 5;

/**
 * The new secret in front; those before it sign for `expiresIn` more seconds at the most.
 * @throws InvalidFieldsError when the destination has no secret, or too many still sign
 */
export function withRolledSecret(before: Destination, sealed: string, expiresIn: number, now: number): Destination {
  const endpoint = before.webhookEndpoint;
  if (!endpoint) throw new InvalidFieldsError('Only a webhook endpoint has a signing secret.');
  const last = now + expiresIn * 1000;
  const still = endpoint.secrets
    .map((secret): StoredSecret => ({ ...secret, expiresAt: Math.min(secret.expiresAt ?? last, last) }))
    .filter(({ expiresAt = 0 }) => expiresAt > now);
  if (still.length >= MAX_ACTIVE_SECRETS) {
    throw invalid('expires_in', `should be 0, or wait: ${still.length} earlier secrets have not expired yet.`);
  }
  return { ...touched(before, now), webhookEndpoint: { ...endpoint, secrets: [{ sealed }, ...still] } };
}

/** Every write moves `updated`, by which a conditional write knows what it saw. */
export const touched = (before: Destination, now: number): Destination => ({
  ...before,
  updated: Math.max(now, before.updated + 1),
});

function checkEnabledEvents(enabledEvents: readonly string[], payload: EventPayload): void {
  const all = enabledEvents.indexOf('*');
  if (payload === 'thin' && all >= 0) {
    throw invalid(`enabled_events[${all}]`, 'should not be *: a thin destination names its event types or groups.');
  }
}

function checkedUrl(url: string, { mode }: Tenant, { permitPrivateEndpoints }: DestinationSettings): string {
  const policy = { permitPrivate: permitPrivateEndpoints, requireHttps: mode === 'live' && !permitPrivateEndpoints };
  const problem = checkEndpointUrl(url, policy);
  if (problem) throw invalid('webhook_endpoint.url', `${problem.message}.`);
  return url;
}

function changedUrl(before: Destination, { url }: DestinationChanges, settings: DestinationSettings) {
  if (url === undefined) return {};
  if (!before.webhookEndpoint) throw invalid('webhook_endpoint', 'is not part of a destination of this type.');
  return { webhookEndpoint: { ...before.webhookEndpoint, url: checkedUrl(url, before, settings) } };
}
