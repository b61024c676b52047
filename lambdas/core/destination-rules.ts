/** What makes a destination valid, and how it changes by what its owner asks. Pure: ids and time are arguments. */
import type { Destination, EventBridgeTarget, EventPayload, EventsFrom, StoredSecret } from './destination.ts';
import { InvalidFieldsError } from './errors.ts';
import { defaultBusArn, parseBusArn, parseRoleArn } from './eventbridge-target.ts';
import type { Tenant } from './tenant.ts';
import { checkEndpointUrl } from './url-guard.ts';

export interface DestinationSettings {
  readonly platformAccount: string;
  readonly defaultApiVersion: string;
  /** Local development: private addresses, and plain http in live mode too. */
  readonly permitPrivateEndpoints: boolean;
  /** Whether EventBridge is reached by partner event sources. */
  readonly eventBridgePartnerMode: boolean;
}

/** Whether the type is reached by a URL or by an EventBridge bus, and where. */
export type TargetDraft =
  | { readonly type: 'webhook_endpoint'; readonly url: string }
  | {
      readonly type: 'amazon_eventbridge';
      readonly awsAccountId: string;
      readonly awsRegion: string;
      readonly eventBusArn?: string | undefined;
      readonly roleArn?: string | undefined;
    };

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

/** What may change after creation; what is left out stays. A null role is removed. */
export interface DestinationChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabledEvents?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly url?: string | undefined;
  readonly eventBusArn?: string | undefined;
  readonly roleArn?: string | null | undefined;
}

const invalid = (param: string, text: string): InvalidFieldsError =>
  new InvalidFieldsError(`${param}: ${text}`, { param });

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
  return {
    ...touched(before, given.now),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabledEvents === undefined ? {} : { enabledEvents: [...new Set(enabledEvents)] }),
    ...(metadata === undefined ? {} : { metadata }),
    ...changedUrl(before, changes, given.settings),
    ...changedTarget(before, changes, given.settings),
  };
}

/** Off by its owner's wish; one that is off already keeps its reason. */
export const disabledDestination = (before: Destination, now: number): Destination =>
  before.status === 'disabled' ? before : { ...touched(before, now), status: 'disabled', disabledReason: 'user' };

/** On again. An EventBridge target that was lost has to prove itself anew. */
export function enabledDestination(before: Destination, now: number): Destination {
  if (before.status === 'enabled') return before;
  const { disabledReason: _reason, ...rest } = touched(before, now);
  const target = rest.amazonEventbridge;
  return {
    ...rest,
    status: 'enabled',
    ...(target?.status === 'deleted' ? { amazonEventbridge: { ...target, status: 'pending' } } : {}),
  };
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

const BUS = 'amazon_eventbridge.event_bus_arn';

function newTarget(
  { awsAccountId, awsRegion, eventBusArn, roleArn }: Extract<TargetDraft, { type: 'amazon_eventbridge' }>,
  settings: DestinationSettings,
): EventBridgeTarget {
  return checkedTarget(
    {
      awsAccountId,
      awsRegion,
      eventBusArn: eventBusArn ?? defaultBusArn(awsRegion, awsAccountId),
      ...(roleArn === undefined ? {} : { roleArn }),
      status: 'pending',
    },
    eventBusArn !== undefined || roleArn !== undefined,
    settings,
  );
}

function changedTarget(before: Destination, changes: DestinationChanges, settings: DestinationSettings) {
  const { eventBusArn, roleArn } = changes;
  if (eventBusArn === undefined && roleArn === undefined) return {};
  if (!before.amazonEventbridge) throw invalid('amazon_eventbridge', 'is not part of a destination of this type.');
  const { roleArn: roleBefore, ...target } = before.amazonEventbridge;
  const role = roleArn === undefined ? roleBefore : (roleArn ?? undefined);
  const next: EventBridgeTarget = {
    ...target,
    ...(eventBusArn === undefined ? {} : { eventBusArn }),
    ...(role === undefined ? {} : { roleArn: role }),
    status: 'pending',
  };
  return { amazonEventbridge: checkedTarget(next, true, settings) };
}

function checkedTarget(target: EventBridgeTarget, chosen: boolean, settings: DestinationSettings): EventBridgeTarget {
  if (settings.eventBridgePartnerMode) {
    if (chosen) {
      const text = 'should have neither event_bus_arn nor role_arn: events come by a partner event source here.';
      throw invalid('amazon_eventbridge', text);
    }
    return target;
  }
  const { accountId, region } = naming(() => parseBusArn(target.eventBusArn));
  if (accountId !== target.awsAccountId) throw invalid(BUS, `should be a bus of account ${target.awsAccountId}.`);
  if (region !== target.awsRegion) throw invalid(BUS, `should be a bus in region ${target.awsRegion}.`);
  if (target.roleArn !== undefined) {
    const { roleArn } = target;
    const role = naming(() => parseRoleArn(roleArn));
    if (role.accountId !== target.awsAccountId) {
      throw invalid('amazon_eventbridge.role_arn', `should be a role of account ${target.awsAccountId}.`);
    }
  }
  return target;
}

/** Puts the field's name before a message that goes on from it. */
function naming<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidFieldsError && error.param) throw invalid(error.param, `${error.message}.`);
    throw error;
  }
}
