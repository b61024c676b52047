/** `/v2/core/event_destinations/{id}/deliveries` */

import { destinationPath } from '../destination/event-destination.ts';
import { v2ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import { deliveryObject, deliveryWithBodyObject, getDeliverySchema, listDeliveriesSchema } from './delivery.ts';

const tag = 'Deliveries';
const path = `${destinationPath}/{id}/deliveries`;

export const listDeliveries = operation({
  id: 'listDeliveries',
  method: 'GET',
  path,
  tag,
  summary: 'List the deliveries of a destination',
  description: 'Newest first. What waits for its first attempt is not in the list; it is seen on the event.',
  access: 'destinations:read',
  query: listDeliveriesSchema,
  response: v2ListOf(deliveryObject),
});

export const getDelivery = operation({
  id: 'getDelivery',
  method: 'GET',
  path: `${path}/{event}`,
  tag,
  summary: 'Retrieve a delivery with its attempts',
  description: 'And, when `include` asks for `body`, with what would be sent now.',
  access: 'destinations:read',
  query: getDeliverySchema,
  response: deliveryWithBodyObject,
});
