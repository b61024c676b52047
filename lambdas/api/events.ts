/** Reading events, and what became of them. */

import type * as z from 'zod';
import { type EventDestinationOutcome, toDeliveryDetailObject } from '../contract/delivery.ts';
import type { listEventsSchema } from '../contract/event.ts';
import { V1_PAGE } from '../contract/lists.ts';
import type { Delivery } from '../core/delivery.ts';
import { unattempted } from '../core/delivery-transitions.ts';
import type { Destination } from '../core/destination.ts';
import { InvalidFieldsError, NotFoundError } from '../core/errors.ts';
import type { DestinationRef, WaybillEvent } from '../core/event.ts';
import { type SnapshotBody, snapshotBody } from '../core/event-body.ts';
import { isNativeEventId, publishedAt } from '../core/ids.ts';
import type { Page } from '../core/ports.ts';
import type { Tenant } from '../core/tenant.ts';
import { UNMATCHED_EXPLANATIONS, whyUnmatched } from '../core/unmatched.ts';
import type { Auth } from '../middleware/api-request.ts';
import type { ApiContext } from './context.ts';
import { planned } from './deliveries.ts';

type ListRequest = z.output<typeof listEventsSchema>;

/** @throws NotFoundError */
export async function findEvent({ ports }: ApiContext, tenant: Tenant, id: string): Promise<WaybillEvent> {
  const event = await ports.events.getById(tenant, id);
  if (!event) throw new NotFoundError(`No such event: '${id}'.`, { param: 'id' });
  return event;
}

/** Newest first. */
export async function listEvents(
  context: ApiContext,
  tenant: Tenant,
  request: ListRequest,
): Promise<Page<WaybillEvent>> {
  const { limit = V1_PAGE.default, type, types = type === undefined ? undefined : [type] } = request;
  const cursor = async (param: 'starting_after' | 'ending_before'): Promise<string | undefined> => {
    const id = request[param];
    if (id === undefined || isNativeEventId(id)) return id;
    const event = await context.ports.events.getById(tenant, id);
    if (!event) throw new InvalidFieldsError(`${param}: No such event: '${id}'.`, { param });
    return event.key;
  };
  const [startingAfter, endingBefore] = await Promise.all([cursor('starting_after'), cursor('ending_before')]);
  const page = await context.ports.events.list(tenant, {
    limit,
    ...(types ? { types } : {}),
    ...(startingAfter === undefined ? {} : { startingAfter }),
    ...(endingBefore === undefined ? {} : { endingBefore }),
  });
  return withinAnswer(page, endingBefore !== undefined);
}

/**
 * Bytes of events in one answer. A function's answer may have 6 MB, and the body is a string in it: every quote counts twice.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_PAGE_BYTES = 5 * 1024 * 1024;

/** The part of a page next to its cursor that fits an answer; at least one event, which always does. */
function withinAnswer(page: Page<WaybillEvent>, fromOldest: boolean): Page<WaybillEvent> {
  const nearestFirst = fromOldest ? page.items.toReversed() : page.items;
  let bytes = 0;
  const tooMany = nearestFirst.findIndex(({ data }) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(data)));
    return bytes > MAX_PAGE_BYTES;
  });
  if (tooMany < 0) return page;
  const kept = nearestFirst.slice(0, Math.max(1, tooMany));
  return { items: fromOldest ? kept.reverse() : kept, hasMore: true };
}

/** `pending_webhooks` counts, as Stripe's does, the destinations that have not got the event yet, failed ones too. */
export async function eventObject({ ports }: ApiContext, auth: Auth, event: WaybillEvent): Promise<SnapshotBody> {
  const refs = visibleTo(auth, event);
  const rows = refs.length > 0 ? await ports.deliveries.getForEvent(refs, event.key) : [];
  const delivered = rows.filter(({ status }) => status === 'delivered').length;
  return snapshotBody(event, { pendingWebhooks: refs.length - delivered, viewer: auth.account });
}

/** Every destination the caller can see: what became of the event there, or why it did not go there. */
export async function outcomes(
  context: ApiContext,
  auth: Auth,
  event: WaybillEvent,
): Promise<EventDestinationOutcome[]> {
  const { ports } = context;
  const refs = visibleTo(auth, event);
  const [candidates, rows] = await Promise.all([
    candidatesFor(context, auth),
    refs.length > 0 ? ports.deliveries.getForEvent(refs, event.key) : [],
  ]);
  const known = new Map(candidates.map((destination) => [destination.id, destination]));
  const listed = new Set(refs.map(({ id }) => id));
  const matched = refs.map(({ id }) => {
    const row = rows.find(({ destinationId }) => destinationId === id);
    return matchedOutcome(context, known.get(id)?.name ?? null, row ?? unattempted(event, id));
  });
  const others = candidates.filter(({ id }) => !listed.has(id));
  return [...matched, ...others.map((destination) => unmatchedOutcome(destination, event))];
}

/** The platform's own destinations are nobody else's business. */
const visibleTo = ({ platform, account }: Auth, event: WaybillEvent): readonly DestinationRef[] =>
  platform ? event.destinations : event.destinations.filter((ref) => ref.account === account);

/** The account's destinations in both modes, and for the platform its own that take other accounts' events. */
async function candidatesFor({ ports, settings }: ApiContext, { account, platform }: Auth): Promise<Destination[]> {
  const accounts = platform && account !== settings.platformAccount ? [account, settings.platformAccount] : [account];
  const lists = accounts.flatMap((owner) =>
    (['live', 'sandbox'] as const).map((mode) => ports.destinations.list({ account: owner, mode })),
  );
  return (await Promise.all(lists)).flat();
}

const matchedOutcome = (context: ApiContext, name: string | null, delivery: Delivery): EventDestinationOutcome => ({
  object: 'event_destination_outcome',
  destination: delivery.destinationId,
  destination_name: name,
  matched: true,
  reason: null,
  explanation: null,
  delivery: toDeliveryDetailObject(delivery, publishedAt(delivery.eventKey), planned(context, delivery)),
});

function unmatchedOutcome(destination: Destination, event: WaybillEvent): EventDestinationOutcome {
  const reason = whyUnmatched(destination, event, publishedAt(event.key));
  return {
    object: 'event_destination_outcome',
    destination: destination.id,
    destination_name: reason === 'other_mode' ? null : destination.name,
    matched: false,
    reason,
    explanation: UNMATCHED_EXPLANATIONS[reason],
    delivery: null,
  };
}
