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
  description:
    'Returns deliveries, newest first. A delivery appears in the list after its first attempt. Before that, it is in the list of the deliveries of the event.',
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
  description: 'With `include=body`, also returns the request body that an attempt made now would send.',
  access: 'destinations:read',
  query: getDeliverySchema,
  response: deliveryWithBodyObject,
});
