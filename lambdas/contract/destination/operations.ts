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
    'The signing secret of a webhook endpoint is told here and by roll_secret only, when `include` asks for `webhook_endpoint.signing_secret`.',
  access: 'destinations:write',
  body: createDestinationSchema,
  response: eventDestinationObject,
});

export const validateEventDestination = operation({
  id: 'validateEventDestination',
  method: 'POST',
  path: `${destinationPath}/validate`,
  tag,
  summary: 'Check an event destination before creating it',
  description:
    'Takes what create takes, and answers whether it would be taken, or the error that create would answer. Nothing is stored, and nothing is sent.',
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
  description: 'Newest first.',
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
  description: 'What is left out stays. Type, payload, scope, API version and AWS account never change.',
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
    'Nothing is sent to it from now on. Events published meanwhile are not sent later either, but can be resent or recovered.',
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
  description: 'Publishes an event of type `v2.core.event_destination.ping` for this destination alone.',
  access: 'destinations:write',
  response: thinEventObject,
});

export const rollEventDestinationSecret = operation({
  id: 'rollEventDestinationSecret',
  method: 'POST',
  path: `${one}/roll_secret`,
  tag,
  summary: 'Roll the signing secret',
  description: 'Answers the new secret, this once. The ones before it go on signing for `expires_in` more seconds.',
  access: 'destinations:write',
  body: rollSecretSchema,
  response: eventDestinationObject,
});
