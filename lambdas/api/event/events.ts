/** Reads events and their outcomes. */

import { type EventDestinationOutcome, toDeliveryDetailObject } from '../../contract/delivery/delivery.ts';
import { type EventObject, toEventObject } from '../../contract/event/event-object.ts';
import type { Delivery } from '../../core/delivery/delivery.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { NOT_SENT_EXPLANATIONS, notSentReason } from '../../core/destination/not-sent-reason.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { DestinationRef, WaybillEvent } from '../../core/event/event.ts';
import { type FetchedThinBody, isAlwaysThin, thinBody } from '../../core/event/event-body.ts';
import { publishedAt } from '../../core/ids.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { planned, timesOf, unrecorded } from '../delivery/deliveries.ts';

/** @throws NotFoundError */
export async function findEvent({ ports }: ApiContext, tenant: Tenant, id: string): Promise<WaybillEvent> {
  const event = await ports.events.getById(tenant, id);
  if (!event) throw new NotFoundError(`No such event: '${id}'.`, { param: 'id' });
  return event;
}

/** Counts, for each event key, the destinations that the event was not delivered to. Failed deliveries count. */
export async function undelivered(
  { ports }: ApiContext,
  auth: Auth,
  events: readonly WaybillEvent[],
): Promise<ReadonlyMap<string, number>> {
  const refs = events.flatMap((event) =>
    visibleTo(auth, event).map(({ id }) => ({ destinationId: id, eventKey: event.key })),
  );
  const statuses = refs.length > 0 ? await ports.deliveries.statuses(refs) : new Map<string, string>();
  const counts = new Map(events.map(({ key }) => [key, 0]));
  for (const { destinationId, eventKey } of refs) {
    if (statuses.get(`${destinationId} ${eventKey}`) === 'delivered') continue;
    counts.set(eventKey, (counts.get(eventKey) ?? 0) + 1);
  }
  return counts;
}

/** Returns the objects of `/v1/events`. Eventually consistent. */
export async function eventObjects(
  context: ApiContext,
  auth: Auth,
  events: readonly WaybillEvent[],
): Promise<EventObject[]> {
  const counts = await undelivered(context, auth, events);
  return events.map((event) =>
    toEventObject(event, { pendingWebhooks: counts.get(event.key) ?? 0, viewer: auth.account }),
  );
}

/** Returns the object of `/v1/events/{id}`. Strongly consistent. */
export async function eventObject({ ports }: ApiContext, auth: Auth, event: WaybillEvent): Promise<EventObject> {
  const refs = visibleTo(auth, event);
  const rows = refs.length > 0 ? await ports.deliveries.getForEvent(refs, event.key) : [];
  const delivered = rows.filter(({ status }) => status === 'delivered').length;
  return toEventObject(event, { pendingWebhooks: refs.length - delivered, viewer: auth.account });
}

/** Returns the object of `/v2/core/events`: the thin event with its data. */
export const coreEventObject = (auth: Auth, event: WaybillEvent): FetchedThinBody => ({
  ...thinBody(event, auth.account),
  data: event.data,
  ...(isAlwaysThin(event.type) ? {} : { snapshot_event: event.id }),
});

/** Returns the outcome of an event for every destination that the caller can see. */
export async function outcomes(
  context: ApiContext,
  auth: Auth,
  event: WaybillEvent,
): Promise<EventDestinationOutcome[]> {
  const { ports } = context;
  const refs = visibleTo(auth, event);
  const candidates = await candidatesFor(context, auth);
  const others = candidates.filter(({ id }) => !refs.some((ref) => ref.id === id));
  // Other destinations can also have a row, because the event was resent to them.
  const candidateRefs = [...refs, ...others.filter(({ mode }) => mode === event.mode)];
  const rows = candidateRefs.length > 0 ? await ports.deliveries.getForEvent(candidateRefs, event.key) : [];
  const rowOf = new Map(rows.map((row) => [row.destinationId, row]));
  const candidateOf = new Map(candidates.map((destination) => [destination.id, destination]));
  return [
    ...refs.map(({ id }) =>
      matchedOutcome(context, candidateOf.get(id), rowOf.get(id) ?? unrecorded(context, event, id)),
    ),
    ...others.map((destination) => notSentOutcome(context, destination, event, rowOf.get(destination.id))),
  ];
}

/** Returns the destinations that the caller can see. Only the platform sees its own destinations. */
const visibleTo = ({ platform, account }: Auth, event: WaybillEvent): readonly DestinationRef[] =>
  platform ? event.destinations : event.destinations.filter((ref) => ref.account === account);

/** Returns the destinations of the account in both modes, and for the platform also its own. */
async function candidatesFor({ ports, settings }: ApiContext, { account, platform }: Auth): Promise<Destination[]> {
  const accounts = platform && account !== settings.platformAccount ? [account, settings.platformAccount] : [account];
  const lists = accounts.flatMap((owner) =>
    (['live', 'sandbox'] as const).map((mode) => ports.destinations.list({ account: owner, mode })),
  );
  return (await Promise.all(lists)).flat();
}

const shown = (context: ApiContext, destination: Destination | undefined, delivery: Delivery) =>
  toDeliveryDetailObject(delivery, timesOf(delivery, destination), planned(context, delivery));

/** @param destination undefined: it was deleted */
const matchedOutcome = (
  context: ApiContext,
  destination: Destination | undefined,
  delivery: Delivery,
): EventDestinationOutcome => ({
  object: 'event_destination_outcome',
  destination: delivery.destinationId,
  destination_name: destination?.name ?? null,
  matched: true,
  reason: null,
  explanation: null,
  delivery: shown(context, destination, delivery),
});

function notSentOutcome(
  context: ApiContext,
  destination: Destination,
  event: WaybillEvent,
  resent: Delivery | undefined,
): EventDestinationOutcome {
  const reason = notSentReason(destination, event, publishedAt(event.key));
  return {
    object: 'event_destination_outcome',
    destination: destination.id,
    destination_name: reason === 'other_mode' ? null : destination.name,
    matched: false,
    reason,
    explanation: NOT_SENT_EXPLANATIONS[reason],
    delivery: resent ? shown(context, destination, resent) : null,
  };
}
