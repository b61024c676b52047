/** `/v1/events` and `/v2/core/events`: reading, and sending again. */
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
  description: 'Newest first, of the last 30 days.',
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
    'As it was published, or as a destination pinned to `api_version` would get it. Where a change of the catalog fails on it, the error has the code `render_failed` and names the change.',
  access: 'events:read',
  query: getEventSchema,
  response: eventObject,
});

export const listEventOutcomes = operation({
  id: 'listEventOutcomes',
  method: 'GET',
  path: '/v1/events/{id}/deliveries',
  tag,
  summary: 'What became of an event at each destination',
  description: 'Each destination it went to, with delivery and attempts, and each it did not go to, with the reason.',
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
    'One more attempt, marked `manual`, at the destination named by either of its ids. It may be one that the event did not go to. Scheduled retries stay as they are unless it gets through.',
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
  description: 'Newest first, of the last 30 days. A page may be empty although there is a next one.',
  access: 'events:read',
  query: listCoreEventsSchema,
  response: v2ListOf(coreEventObject),
});

export const getCoreEvent = operation({
  id: 'getCoreEvent',
  method: 'GET',
  path: '/v2/core/events/{id}',
  tag,
  summary: 'Retrieve an event as v2 event',
  description: 'What a thin event is fetched by.',
  access: 'events:read',
  response: coreEventObject,
});
