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
  description: 'In the order of groups, then of types. The cursors are types.',
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
    'In the mode of the calling key. What is left out is not kept from before. Publishing goes by it 30 seconds later at the latest.',
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
  description: 'Events of that type are still taken, unless the platform refuses types that are not in the catalog.',
  access: 'platform',
  response: deletedEventTypeObject,
});

export const listApiVersions = operation({
  id: 'listApiVersions',
  method: 'GET',
  path: apiVersionsPath,
  tag,
  summary: 'List API versions',
  description: 'Newest first, each with what changed in it.',
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
  summary: 'Create an API version, or replace the newest',
  description:
    'In the mode of the calling key. Destinations stay in their versions, and what they get is rendered in it from 30 seconds later on at the latest.',
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
    'Only the newest can be deleted, best before anything was published in it: what was goes out from then on as it was published, whatever version its destination is pinned to.',
  access: 'platform',
  response: deletedApiVersionObject,
});
