/** `/v2/core/event_destinations` */
import * as z from 'zod';
import { thinEventObject } from '../event/event-object.ts';
import { v2ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  createDestinationSchema,
  destinationPath,
  getDestinationSchema,
  listDestinationsSchema,
  rollSecretSchema,
  updateDestinationSchema,
} from './event-destination.ts';
import { eventDestinationObject, eventDestinationValidation } from './event-destination-object.ts';

const tag = 'Event destinations';
const one = `${destinationPath}/{id}`;

export const createEventDestination = operation({
  id: 'createEventDestination',
  method: 'POST',
  path: destinationPath,
  tag,
  summary: 'Create an event destination',
  description:
    'Only this call and `roll_secret` return the signing secret of a webhook endpoint. Send `webhook_endpoint.signing_secret` in `include`.',
  access: 'destinations:write',
  body: createDestinationSchema,
  response: eventDestinationObject,
});

export const validateEventDestination = operation({
  id: 'validateEventDestination',
  method: 'POST',
  path: `${destinationPath}/validate`,
  tag,
  summary: 'Validate an event destination',
  description:
    'Takes the same request as the create call, and returns whether it is valid or the error that the create call would return. Nothing is stored or sent.',
  access: 'destinations:write',
  body: createDestinationSchema,
  response: eventDestinationValidation,
  idempotency: 'none',
});

export const listEventDestinations = operation({
  id: 'listEventDestinations',
  method: 'GET',
  path: destinationPath,
  tag,
  summary: 'List event destinations',
  description: 'Returns event destinations, newest first.',
  access: 'destinations:read',
  query: listDestinationsSchema,
  response: v2ListOf(eventDestinationObject),
});

export const getEventDestination = operation({
  id: 'getEventDestination',
  method: 'GET',
  path: one,
  tag,
  summary: 'Retrieve an event destination',
  access: 'destinations:read',
  query: getDestinationSchema,
  response: eventDestinationObject,
});

export const updateEventDestination = operation({
  id: 'updateEventDestination',
  method: 'POST',
  path: one,
  tag,
  summary: 'Update an event destination',
  description:
    'Omitted fields keep their value. The type, payload style, scope, API version and AWS account cannot be changed.',
  access: 'destinations:write',
  body: updateDestinationSchema,
  response: eventDestinationObject,
});

export const deleteEventDestination = operation({
  id: 'deleteEventDestination',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete an event destination',
  access: 'destinations:write',
  response: z.object({ id: z.string(), object: z.literal('v2.core.event_destination') }),
});

export const disableEventDestination = operation({
  id: 'disableEventDestination',
  method: 'POST',
  path: `${one}/disable`,
  tag,
  summary: 'Disable an event destination',
  description:
    'Stops sending events to the destination. Events that are published while it is disabled are not sent later, but you can resend or recover them.',
  access: 'destinations:write',
  response: eventDestinationObject,
});

export const enableEventDestination = operation({
  id: 'enableEventDestination',
  method: 'POST',
  path: `${one}/enable`,
  tag,
  summary: 'Enable an event destination',
  access: 'destinations:write',
  response: eventDestinationObject,
});

export const pingEventDestination = operation({
  id: 'pingEventDestination',
  method: 'POST',
  path: `${one}/ping`,
  tag,
  summary: 'Send a ping',
  description: 'Publishes an event of type `v2.core.event_destination.ping` for this destination only.',
  access: 'destinations:write',
  response: thinEventObject,
});

export const rollEventDestinationSecret = operation({
  id: 'rollEventDestinationSecret',
  method: 'POST',
  path: `${one}/roll_secret`,
  tag,
  summary: 'Rotate the signing secret',
  description: 'Returns a new signing secret, only once. The former secrets continue to sign for `expires_in` seconds.',
  access: 'destinations:write',
  body: rollSecretSchema,
  response: eventDestinationObject,
});
