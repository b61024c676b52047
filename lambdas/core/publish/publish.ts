/**
 * Publishes events for the HTTP API, the ingest bus and pings. An event that is returned is stored, and each of its deliveries
 * is in the queue, in the due list or in the waiting list. Each event of a call succeeds or fails independently of the others. Listen sessions are
 * notified in parallel.
 */
import { ulid } from 'ulid';
import type { Clock, Random } from '../clock.ts';
import type { DeliveryQueue, DeliveryStore } from '../delivery/ports.ts';
import type { Destination } from '../destination/destination.ts';
import { isOwnHealth, notMatchedReason } from '../destination/matching.ts';
import type { DestinationStore } from '../destination/ports.ts';
import { invalidField, PermissionError, WaybillError } from '../errors.ts';
import { type DestinationRef, MAX_LEAD_SECONDS, type WaybillEvent } from '../event/event.ts';
import type { EventStore } from '../event/ports.ts';
import { eventKeysFrom } from '../ids.ts';
import type { SessionNotifier } from '../listen/notify-sessions.ts';
import { type Tenant, tenantKey } from '../tenant.ts';
import { type Checked, type CheckPorts, type CheckSettings, checkAgainstCatalog } from './checks.ts';
import { keyStateAt } from './event-identity.ts';
import type { Publishers, PublishRequest } from './ports.ts';
import { sendOrDefer } from './send.ts';
import { type Draft, notPublished, storeEvents, unavailable } from './store.ts';

/** Largest number of deliveries of one call: all of them can be sent or deferred before the function times out (decision 56). */
export const MAX_CALL_DELIVERIES = 3_200;

export interface PublishPorts extends CheckPorts {
  readonly events: EventStore;
  readonly destinations: DestinationStore;
  readonly deliveries: Pick<DeliveryStore, 'replace' | 'addWaiting'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  /** Reports deliveries that have begun to wait; absent where only pings are published, which do not wait. */
  readonly reportWaiting?: (count: number) => void;
  /** Notifies listen sessions; absent when they are disabled. */
  readonly listeners?: SessionNotifier;
  /** Absent when events are published for the account of the platform only. */
  readonly publishers?: Publishers;
  /** Called with an internal error of one event; the others of its call continue. */
  readonly reportInternalError: (error: unknown) => void;
  readonly now: Clock;
  readonly random: Random;
}

export interface PublishSettings extends CheckSettings {
  /** Account of the platform. Its `@accounts` destinations take the events of every account. */
  readonly platformAccount: string;
}

export interface Publisher extends Tenant {
  /** Whether it may publish for other accounts. */
  readonly platform: boolean;
  /** The API call, shown with the event; null for the ingest bus. */
  readonly request: WaybillEvent['request'];
  /** ULID from which the event keys are made. */
  readonly seed: string;
  /** Number of shards over which the events are spread. */
  readonly shards: number;
  /** Whether the same call may be repeated with the same seed, also concurrently. */
  readonly repeatable: boolean;
}

export type PublishResult = { readonly event: WaybillEvent } | { readonly error: WaybillError };

/**
 * Publishes events.
 * @param only delivers to this destination alone, regardless of its selection (a ping)
 * @returns one result for each request, in the same order
 * @throws InvalidFieldsError when the call would make too many deliveries; then nothing is stored
 */
export async function publishEvents(
  requests: readonly PublishRequest[],
  publisher: Publisher,
  settings: PublishSettings,
  ports: PublishPorts,
  only?: Destination,
): Promise<PublishResult[]> {
  const keysOf = keysFor(publisher, requests.length, ports);
  const known = new Map<string, Destination>();
  const destinationsOf = memoisedDestinations(settings, ports, only);
  const drafts = await Promise.all(
    requests.map(async (request, index): Promise<Draft | WaybillError> => {
      const tenant = { account: request.account ?? publisher.account, mode: publisher.mode };
      const refusal = refusalOf(request, tenant, publisher, ports.now());
      if (refusal) return refusal;
      if (!only) ports.listeners?.prepare(tenant);
      try {
        const [candidates, checked] = await Promise.all([
          destinationsOf(tenant),
          checkAgainstCatalog(request, tenant, ports, settings),
        ]);
        for (const destination of candidates) known.set(destination.id, destination);
        if (checked instanceof WaybillError) return checked;
        const destinations = only
          ? [{ account: only.account, id: only.id }]
          : candidates
              .filter((destination) => notMatchedReason(destination, tenant.account, request.type) === undefined)
              .filter((destination) => !isOwnHealth(destination, request.type, request.relatedObject?.id))
              .map(({ account, id }): DestinationRef => ({ account, id }));
        const now = ports.now();
        const withKey = (key: string) => newEvent(request, { tenant, key, destinations, publisher, checked, now });
        return { tenant, identity: request.id ?? request.identity, ...keysOf(index), withKey, destinations };
      } catch (error) {
        return unavailable(ports)(error);
      }
    }),
  );
  return publishDrafts(drafts, known, ports, only === undefined);
}

/** Returns the keys of a call's events by their index. A call that is repeated late gets fresh keys. */
function keysFor(
  { seed, shards, repeatable }: Publisher,
  count: number,
  { now, random }: Pick<PublishPorts, 'now' | 'random'>,
): (index: number) => Pick<Draft, 'fresh' | 'earlier'> {
  const keys = eventKeysFrom(seed, count, shards);
  const state = keyStateAt(`evt_${seed}`, now());
  const fresh = state === 'usable' ? keys : eventKeysFrom(ulid(now(), random), count, shards);
  return (index) => ({
    fresh: fresh[index] as string,
    ...(repeatable ? { earlier: { key: keys[index] as string, state } } : {}),
  });
}

async function publishDrafts(
  drafts: readonly (Draft | WaybillError)[],
  destinations: ReadonlyMap<string, Destination>,
  ports: PublishPorts,
  notifiesListeners: boolean,
): Promise<PublishResult[]> {
  const valid = drafts.filter(isNoError);
  checkSize(valid);
  const outcomes = await storeEvents(valid, ports);
  const stored = outcomes.filter(isNoError);
  const [failed] = await Promise.all([
    sendOrDefer(stored, destinations, ports),
    notifiesListeners ? ports.listeners?.notify(stored.map(({ event }) => event)) : undefined,
  ]);
  const left = outcomes.values();
  return drafts.map((draft): PublishResult => {
    const one = draft instanceof WaybillError ? draft : (left.next().value as (typeof outcomes)[number]);
    if (one instanceof WaybillError) return { error: one };
    return failed.has(one.event) ? { error: notPublished() } : { event: one.event };
  });
}

const isNoError = <T>(one: T | WaybillError): one is T => !(one instanceof WaybillError);

/** @throws InvalidFieldsError */
function checkSize(drafts: readonly Draft[]): void {
  const deliveries = drafts.reduce((sum, { destinations }) => sum + destinations.length, 0);
  if (deliveries <= MAX_CALL_DELIVERIES) return;
  throw invalidField(
    'events',
    `go to ${deliveries} destinations together; one call makes up to ${MAX_CALL_DELIVERIES} deliveries. Publish fewer events a call.`,
  );
}

/** Returns the error of an event that is refused before the catalog is read. */
function refusalOf(
  request: PublishRequest,
  tenant: Tenant,
  publisher: Publisher,
  now: number,
): WaybillError | undefined {
  if (tenant.account !== publisher.account && !publisher.platform) {
    return new PermissionError('Only the platform may publish for another account.', { param: 'account' });
  }
  if (request.created !== undefined && request.created > now / 1000 + MAX_LEAD_SECONDS) {
    return invalidField('created', 'should be the time when the event happened, and not more than an hour from now.');
  }
  return undefined;
}

/** Reads the candidates of an account once a call: its own destinations, then the `@accounts` destinations of the platform. */
function memoisedDestinations(settings: PublishSettings, ports: PublishPorts, only: Destination | undefined) {
  const read = new Map<string, Promise<Destination[]>>();
  const list = (tenant: Tenant) => {
    const key = tenantKey(tenant);
    const known = read.get(key) ?? ports.destinations.list(tenant);
    read.set(key, known);
    return known;
  };
  return async (tenant: Tenant): Promise<Destination[]> => {
    if (only) return [only];
    if (tenant.account === settings.platformAccount) return list(tenant);
    const [own, platform] = await Promise.all([
      list(tenant),
      list({ account: settings.platformAccount, mode: tenant.mode }),
    ]);
    if (platform.some(takesOtherAccounts)) await ports.publishers?.record(tenant).catch(ports.reportInternalError);
    return [...own, ...platform];
  };
}

const takesOtherAccounts = ({ eventsFrom }: Destination): boolean => eventsFrom.includes('@accounts');

function newEvent(
  request: PublishRequest,
  given: {
    tenant: Tenant;
    key: string;
    destinations: DestinationRef[];
    publisher: Publisher;
    checked: Checked;
    now: number;
  },
): WaybillEvent {
  return {
    id: request.id ?? given.key,
    key: given.key,
    account: given.tenant.account,
    mode: given.tenant.mode,
    type: request.type,
    apiVersion: given.checked.apiVersion,
    created: request.created ?? Math.floor(given.now / 1000),
    data: request.data,
    ...(request.relatedObject ? { relatedObject: request.relatedObject } : {}),
    request: given.publisher.request,
    destinations: given.destinations,
    ...(given.checked.warnings ? { warnings: given.checked.warnings } : {}),
    ...(given.checked.uncatalogued ? { uncatalogued: true } : {}),
  };
}
