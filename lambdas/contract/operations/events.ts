/** `/v1/events`, reading. */
import { eventDestinationOutcome } from '../delivery.ts';
import { listEventsSchema } from '../event.ts';
import { eventObject } from '../event-object.ts';
import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';

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
  access: 'events:read',
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
