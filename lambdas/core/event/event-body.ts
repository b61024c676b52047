/** An event as the API shows it and as endpoints receive it. Shapes: Stripe's `event` and `v2.core.event`. */
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

/** The `v2.core.event` object as it is pushed. */
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

/** The same as it is fetched. */
export interface FetchedThinBody extends ThinBody {
  data: WaybillEvent['data'];
  /** Id of the `event` object of the same event; absent where there is none. */
  snapshot_event?: string;
}

export interface BodyOptions {
  /** Destinations that have not got it yet. */
  readonly pendingWebhooks: number;
  /** Account that reads it; `account` is shown when the event is another's. */
  readonly viewer?: string;
}

/** Events of this name space are Waybill's own and always thin, whatever the destination's payload style. */
const OWN_TYPE_PREFIX = 'v2.core.';
export const PING_TYPE = `${OWN_TYPE_PREFIX}event_destination.ping`;

/** Whether the event goes out as a thin body although the destination takes snapshots. */
export const isAlwaysThin = (type: string): boolean => type.startsWith(OWN_TYPE_PREFIX);

/** The `event` object of `/v1/events`, and the body of snapshot deliveries. */
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

/** The API object an event is about: as published, else read from `data.object`'s own `id` and `object`. */
export function relatedObject(event: WaybillEvent): RelatedObject | null {
  if (event.relatedObject) return event.relatedObject;
  const { id, object } = event.data.object;
  return typeof id === 'string' && typeof object === 'string'
    ? { id, type: object, url: `/v1/${object}s/${id}` }
    : null;
}

/** The `v2.core.event` object as it is pushed: no `data`, so that the receiver fetches what is true then. */
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

/** The JSON that a destination gets for an event: the same at every attempt. */
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
