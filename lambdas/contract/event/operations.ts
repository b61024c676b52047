/** `/v1/events` and `/v2/core/events`: reading and resending events. */
import { eventDestinationOutcome } from '../delivery/delivery.ts';
import { v1ListOf, v2ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import { getEventSchema, listCoreEventsSchema, listEventsSchema, retryEventSchema } from './event.ts';
import { coreEventObject, eventObject } from './event-object.ts';

const tag = 'Events';

export const listEvents = operation({
  id: 'listEvents',
  method: 'GET',
  path: '/v1/events',
  tag,
  summary: 'List events',
  description: 'Returns the events of the last 30 days, newest first.',
  access: 'events:read',
  query: listEventsSchema,
  response: v1ListOf(eventObject),
});

export const getEvent = operation({
  id: 'getEvent',
  method: 'GET',
  path: '/v1/events/{id}',
  tag,
  summary: 'Retrieve an event',
  description:
    'Returns the event as it was published, or rendered in `api_version`. When a downgrade of the catalog fails for the event, the error has the code `render_failed` and names the downgrade.',
  access: 'events:read',
  query: getEventSchema,
  response: eventObject,
});

export const listEventOutcomes = operation({
  id: 'listEventOutcomes',
  method: 'GET',
  path: '/v1/events/{id}/deliveries',
  tag,
  summary: 'List the deliveries of an event',
  description:
    'Returns each destination that the event was sent to, with the delivery and its attempts, and each destination that it was not sent to, with the reason.',
  access: 'events:read',
  response: v1ListOf(eventDestinationOutcome),
});

export const retryEvent = operation({
  id: 'retryEvent',
  method: 'POST',
  path: '/v1/events/{id}/retry',
  tag,
  summary: 'Resend an event',
  description:
    'Makes one `manual` attempt at the destination. The event need not have been sent to this destination before. When the attempt succeeds, scheduled retries are canceled; otherwise they stay as they are.',
  access: 'deliveries:retry',
  body: retryEventSchema,
  response: eventObject,
});

export const listCoreEvents = operation({
  id: 'listCoreEvents',
  method: 'GET',
  path: '/v2/core/events',
  tag,
  summary: 'List events as v2 events',
  description:
    'Returns the events of the last 30 days, newest first. A page can be empty although there is a next page.',
  access: 'events:read',
  query: listCoreEventsSchema,
  response: v2ListOf(coreEventObject),
});

export const getCoreEvent = operation({
  id: 'getCoreEvent',
  method: 'GET',
  path: '/v2/core/events/{id}',
  tag,
  summary: 'Retrieve an event as a v2 event',
  description: 'Returns the data that a thin event refers to.',
  access: 'events:read',
  response: coreEventObject,
});
