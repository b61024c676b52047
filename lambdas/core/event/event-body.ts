/**
 * Renders an event as the API returns it and as endpoints receive it. The shapes are those of Stripe's `event`
 * (https://docs.stripe.com/api/events/object) and `v2.core.event` (https://docs.stripe.com/api/v2/core/events/object).
 */
import type { RelatedObject, WaybillEvent } from './event.ts';

/** The `event` object. */
export interface SnapshotBody {
  id: string;
  object: 'event';
  account?: string;
  api_version: string;
  /** Unix seconds. */
  created: number;
  data: WaybillEvent['data'];
  livemode: boolean;
  pending_webhooks: number;
  request: WaybillEvent['request'];
  type: string;
}

/** The `v2.core.event` object as it is delivered. */
export interface ThinBody {
  id: string;
  object: 'v2.core.event';
  context?: string;
  /** RFC 3339. */
  created: string;
  livemode: boolean;
  reason: { type: 'request'; request: NonNullable<WaybillEvent['request']> } | null;
  related_object: RelatedObject | null;
  type: string;
}

/** The `v2.core.event` object as the API returns it. */
export interface FetchedThinBody extends ThinBody {
  data: WaybillEvent['data'];
  /** Id of the `event` object of the same event; absent when there is none. */
  snapshot_event?: string;
}

export interface BodyOptions {
  /** Number of destinations to which the event is not delivered yet. */
  readonly pendingWebhooks: number;
  /** Account of the reader. The body names the event's account when it is another one. */
  readonly viewer?: string;
}

/** Prefix of Waybill's own event types. They are thin for destinations of both payload styles. */
const OWN_TYPE_PREFIX = 'v2.core.';
export const PING_TYPE = `${OWN_TYPE_PREFIX}event_destination.ping`;
/** Prefix of the types of events about the health of destinations. */
export const HEALTH_TYPE_PREFIX = `${OWN_TYPE_PREFIX}health.`;

/** Returns whether events of the type are thin even for a destination that takes snapshots. */
export const isAlwaysThin = (type: string): boolean => type.startsWith(OWN_TYPE_PREFIX);

/** Returns the `event` object of `/v1/events`, which is also the body of snapshot deliveries. */
export function snapshotBody(event: WaybillEvent, { pendingWebhooks, viewer }: BodyOptions): SnapshotBody {
  return {
    id: event.id,
    object: 'event',
    ...(viewer !== undefined && viewer !== event.account ? { account: event.account } : {}),
    api_version: event.apiVersion,
    created: event.created,
    data: event.data,
    livemode: event.mode === 'live',
    pending_webhooks: pendingWebhooks,
    request: event.request,
    type: event.type,
  };
}

/** Returns the API object that an event is about: as published, else from the `id` and `object` of `data.object`. */
export function relatedObject(event: WaybillEvent): RelatedObject | null {
  if (event.relatedObject) return event.relatedObject;
  const { id, object } = event.data.object;
  return typeof id === 'string' && typeof object === 'string'
    ? { id, type: object, url: `/v1/${object}s/${id}` }
    : null;
}

/** Returns the `v2.core.event` object as it is delivered: without `data`, which the receiver fetches. */
export function thinBody(event: WaybillEvent, viewer?: string): ThinBody {
  return {
    id: event.id,
    object: 'v2.core.event',
    ...(viewer !== undefined && viewer !== event.account ? { context: event.account } : {}),
    created: new Date(event.created * 1000).toISOString(),
    livemode: event.mode === 'live',
    reason: event.request
      ? { type: 'request', request: { id: event.request.id, idempotency_key: event.request.idempotency_key } }
      : null,
    related_object: relatedObject(event),
    type: event.type,
  };
}

/** Returns the JSON body of an event for a destination. It is the same for every attempt. */
export function renderBody(
  event: WaybillEvent,
  destination: { readonly eventPayload: 'snapshot' | 'thin'; readonly account: string },
): string {
  const thin = destination.eventPayload === 'thin' || isAlwaysThin(event.type);
  return JSON.stringify(
    thin
      ? thinBody(event, destination.account)
      : snapshotBody(event, { pendingWebhooks: event.destinations.length, viewer: destination.account }),
  );
}
