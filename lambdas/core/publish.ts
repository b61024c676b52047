/**
 * Publishing: the one function behind the HTTP API, the ingest bus and pings. When it answers with an event, that event
 * is stored, and each of its deliveries is either in the queue or parked in the due list. Whoever listens is told beside
 * that, and holds up nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Delivery, DeliveryMessage } from './delivery.ts';
import { unattempted } from './delivery-transitions.ts';
import type { Destination } from './destination.ts';
import { invalid } from './destination-settings.ts';
import { IdempotencyError, PermissionError, WaybillError } from './errors.ts';
import { type DestinationRef, MAX_LEAD_SECONDS, type WaybillEvent } from './event.ts';
import { eventKeysFrom, isNativeEventId, isTimely, publishedAt } from './ids.ts';
import type { HandOver } from './listen-hand-over.ts';
import { whyNotMatched } from './matching.ts';
import type {
  Clock,
  DeliveryQueue,
  DeliveryStore,
  DestinationStore,
  EventStore,
  OutgoingMessage,
  Random,
} from './ports.ts';
import { type Checked, type CheckPorts, type CheckSettings, checkAgainstCatalog } from './publish-checks.ts';
import type { PublishRequest } from './publish-request.ts';
import { FIRST_ATTEMPT_MS, secondsUntil } from './retry-policy.ts';
import { type Tenant, tenantKey } from './tenant.ts';

/** A message carries its event when the event's JSON is no longer than this, bytes. */
export const MAX_INLINE_BYTES = 32 * 1024;

export interface PublishPorts extends CheckPorts {
  readonly events: EventStore;
  readonly destinations: DestinationStore;
  readonly deliveries: Pick<DeliveryStore, 'replace'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  /** To whoever listens; absent where nobody may. */
  readonly listeners?: HandOver;
  readonly now: Clock;
  readonly random: Random;
}

export interface PublishSettings extends CheckSettings {
  /** Account of the platform, whose `@accounts` destinations get the events of every account. */
  readonly platformAccount: string;
}

/** Who publishes. */
export interface Publisher extends Tenant {
  /** Whether it may publish for other accounts. */
  readonly platform: boolean;
  /** The API call, shown on the event; null for the ingest bus. */
  readonly request: WaybillEvent['request'];
  /** ULID of which the events' keys are made. */
  readonly seed: string;
  /** The same call may come again, or be under way at this moment, with the same seed. */
  readonly repeatable: boolean;
}

export type PublishResult = { readonly event: WaybillEvent } | { readonly error: WaybillError };

interface Prepared {
  readonly event: WaybillEvent;
  /** Nothing can be stored under its key yet. */
  readonly fresh: boolean;
}

/**
 * Publishes each request, in order, on its own: one that is refused does not hold up the others.
 * @param only deliver to this destination alone, whatever it selects (a ping)
 */
export async function publishEvents(
  requests: readonly PublishRequest[],
  publisher: Publisher,
  settings: PublishSettings,
  ports: PublishPorts,
  only?: Destination,
): Promise<PublishResult[]> {
  const keys = eventKeysFrom(publisher.seed, requests.length);
  const destinationsOf = memoisedDestinations(settings, ports.destinations, only);
  const prepared = await Promise.all(
    requests.map(async (request, index): Promise<Prepared | WaybillError> => {
      const tenant = { account: request.account ?? publisher.account, mode: publisher.mode };
      const refusal = refusalOf(request, tenant, publisher, ports.now());
      if (refusal) return refusal;
      if (!only) ports.listeners?.prepare(tenant);
      const [candidates, checked] = await Promise.all([
        destinationsOf(tenant),
        checkAgainstCatalog(request, tenant, ports, settings),
      ]);
      if (checked instanceof WaybillError) return checked;
      const own = keys[index] as string;
      const chosen = request.id !== undefined && !isNativeEventId(request.id);
      const key = chosen ? await ports.events.claimId(tenant, request.id, own) : (request.id ?? own);
      const destinations = only
        ? [{ account: only.account, id: only.id }]
        : candidates
            .filter((destination) => whyNotMatched(destination, tenant.account, request.type) === undefined)
            .map(({ account, id }): DestinationRef => ({ account, id }));
      const event = newEvent(request, { tenant, key, destinations, publisher, checked, now: ports.now() });
      return { event, fresh: request.id === undefined && !publisher.repeatable };
    }),
  );
  return store(prepared, ports, only === undefined);
}

/** Why an event is refused whatever the catalog says. */
function refusalOf(
  request: PublishRequest,
  tenant: Tenant,
  publisher: Publisher,
  now: number,
): WaybillError | undefined {
  if (tenant.account !== publisher.account && !publisher.platform) {
    return new PermissionError('Only the platform may publish for another account.', { param: 'account' });
  }
  if (request.id !== undefined && isNativeEventId(request.id) && !isTimely(request.id, now)) {
    return invalid(
      'id',
      'has the form of a ULID, which says when it was made; that should be within the last 15 days.',
    );
  }
  if (request.created !== undefined && request.created > now / 1000 + MAX_LEAD_SECONDS) {
    return invalid('created', 'should not be more than an hour from now: it says when it happened.');
  }
  return undefined;
}

/** Reads an account's candidates once a call: its own destinations, then the platform's that take other accounts'. */
function memoisedDestinations(settings: PublishSettings, store: DestinationStore, only: Destination | undefined) {
  const read = new Map<string, Promise<Destination[]>>();
  const list = (tenant: Tenant) => {
    const key = tenantKey(tenant);
    const known = read.get(key) ?? store.list(tenant);
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
    return [...own, ...platform];
  };
}

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

async function store(
  prepared: (Prepared | WaybillError)[],
  ports: PublishPorts,
  isForListeners: boolean,
): Promise<PublishResult[]> {
  const valid = prepared.filter((one): one is Prepared => !(one instanceof WaybillError));
  await ports.events.putFresh(valid.filter(({ fresh }) => fresh).map(({ event }) => event));
  const messages: OutgoingMessage[] = [];
  const results = await Promise.all(
    prepared.map(async (one): Promise<PublishResult> => {
      if (one instanceof WaybillError) return { error: one };
      const stored = one.fresh ? undefined : await ports.events.putIfAbsent(one.event);
      if (stored && !sameContent(stored, one.event)) {
        return {
          error: new IdempotencyError(`Event '${one.event.id}' was published before with other content.`, {
            param: 'id',
          }),
        };
      }
      const event = stored ?? one.event;
      // Mostly the first messages are being delivered; a repeat's are for the case that those were never sent.
      const delaySeconds = stored ? secondsUntil(firstAttemptOverAt(event.key), ports.now()) : 0;
      messages.push(...messagesFor(event, !stored).map((message) => ({ message, delaySeconds })));
      return { event };
    }),
  );
  const stored = results.flatMap((result) => ('event' in result ? [result.event] : []));
  await Promise.all([sendOrPark(messages, ports), isForListeners ? ports.listeners?.handOver(stored) : undefined]);
  return results;
}

/** Unix milliseconds from which on no first message of the event can be at its attempt, and another may record one. */
const firstAttemptOverAt = (key: string): number => publishedAt(key) + FIRST_ATTEMPT_MS;

/** What the publisher said, leaving out what Waybill added by itself at the time. */
const sameContent = (stored: WaybillEvent, now: WaybillEvent): boolean =>
  stored.type === now.type &&
  isDeepStrictEqual(stored.data, asStored(now.data)) &&
  isDeepStrictEqual(stored.relatedObject, now.relatedObject);

/** Some numbers come back from JSON as others: -0 as 0. */
const asStored = <T>(data: T): T => JSON.parse(JSON.stringify(data));

/** The event travels along when it is small enough: then an attempt need not read it. */
export function messageFor(
  event: WaybillEvent,
  { account, id }: DestinationRef,
  how: Pick<DeliveryMessage, 'first' | 'trigger'>,
  size = Buffer.byteLength(JSON.stringify(event)),
): DeliveryMessage {
  return {
    destination: { account, id },
    event: { account: event.account, mode: event.mode, key: event.key },
    ...(size <= MAX_INLINE_BYTES ? { inline: event } : {}),
    ...how,
  };
}

function messagesFor(event: WaybillEvent, first: boolean): DeliveryMessage[] {
  const size = event.destinations.length > 0 ? Buffer.byteLength(JSON.stringify(event)) : 0;
  return event.destinations.map((ref) => messageFor(event, ref, { first, trigger: 'automatic' }, size));
}

/**
 * A message the queue does not take is parked, due now, and the sweep sends it. One that the queue may have taken is due
 * when its attempt would be over. Only when parking fails too do we throw.
 */
async function sendOrPark(messages: readonly OutgoingMessage[], ports: PublishPorts): Promise<void> {
  const refused = messages.length > 0 ? await ports.queue.send(messages) : [];
  const now = ports.now();
  await Promise.all(
    refused.map(async ({ outgoing: { message }, mayBeQueued }) => {
      const { inline, event, destination } = message;
      const whole = inline ?? (await ports.events.getById(event, event.key));
      if (!whole) throw new WaybillError(`Event ${event.key} vanished while it was published.`);
      const nextAttemptAt = mayBeQueued ? Math.max(now, firstAttemptOverAt(event.key)) : now;
      const parked: Delivery = { ...unattempted(whole, destination.id), nextAttemptAt, parked: true };
      await ports.deliveries.replace(undefined, parked, destination.account);
    }),
  );
}
