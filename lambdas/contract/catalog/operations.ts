/** `/v1/event_types` and `/v1/api_versions` */

import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  apiVersionObject,
  apiVersionsPath,
  createApiVersionSchema,
  createEventTypeSchema,
  deletedApiVersionObject,
  deletedEventTypeObject,
  eventTypeObject,
  eventTypesPath,
  getEventTypeSchema,
  listApiVersionsSchema,
  listEventTypesSchema,
} from './catalog.ts';

const tag = 'Catalog';
const oneType = `${eventTypesPath}/{type}`;
const oneVersion = `${apiVersionsPath}/{version}`;

export const listEventTypes = operation({
  id: 'listEventTypes',
  method: 'GET',
  path: eventTypesPath,
  tag,
  summary: 'List event types',
  description:
    'Returns the event types of the catalog, ordered by group and type. The cursors are types. The types of Waybill itself, such as `v2.core.health.event_destination.failing`, are not in the catalog, because no one can publish or change them. `enabled_events` can select them.',
  access: 'any',
  query: listEventTypesSchema,
  response: v1ListOf(eventTypeObject),
});

export const getEventType = operation({
  id: 'getEventType',
  method: 'GET',
  path: oneType,
  tag,
  summary: 'Retrieve an event type',
  access: 'any',
  query: getEventTypeSchema,
  response: eventTypeObject,
});

export const putEventType = operation({
  id: 'putEventType',
  method: 'POST',
  path: eventTypesPath,
  tag,
  summary: 'Create or replace an event type',
  description:
    'Creates or replaces the event type in the mode of the calling key. Omitted fields are reset. Publishing uses the new type within 30 seconds.',
  access: 'platform',
  body: createEventTypeSchema,
  response: eventTypeObject,
});

export const deleteEventType = operation({
  id: 'deleteEventType',
  method: 'DELETE',
  path: oneType,
  tag,
  summary: 'Delete an event type',
  description: 'Events of this type are still accepted, unless the platform rejects types that are not in the catalog.',
  access: 'platform',
  response: deletedEventTypeObject,
});

export const listApiVersions = operation({
  id: 'listApiVersions',
  method: 'GET',
  path: apiVersionsPath,
  tag,
  summary: 'List API versions',
  description: 'Returns API versions with their changes, newest first.',
  access: 'any',
  query: listApiVersionsSchema,
  response: v1ListOf(apiVersionObject),
});

export const getApiVersion = operation({
  id: 'getApiVersion',
  method: 'GET',
  path: oneVersion,
  tag,
  summary: 'Retrieve an API version',
  access: 'any',
  response: apiVersionObject,
});

export const putApiVersion = operation({
  id: 'putApiVersion',
  method: 'POST',
  path: apiVersionsPath,
  tag,
  summary: 'Create an API version or replace the newest one',
  description:
    'Creates the version in the mode of the calling key. Destinations stay pinned to their versions. Events are rendered with the change within 30 seconds.',
  access: 'platform',
  body: createApiVersionSchema,
  response: apiVersionObject,
});

export const deleteApiVersion = operation({
  id: 'deleteApiVersion',
  method: 'DELETE',
  path: oneVersion,
  tag,
  summary: 'Delete the newest API version',
  description:
    'Only the newest version can be deleted. Delete it before events are published in it: such events are then delivered as they were published, whatever version a destination is pinned to.',
  access: 'platform',
  response: deletedApiVersionObject,
});
