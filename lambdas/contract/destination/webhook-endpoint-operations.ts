/** `/v1/webhook_endpoints` */
import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  createWebhookEndpointSchema,
  deletedWebhookEndpointObject,
  getWebhookEndpointSchema,
  listWebhookEndpointsSchema,
  updateWebhookEndpointSchema,
  webhookEndpointObject,
} from './webhook-endpoint.ts';

const tag = 'Webhook endpoints';
const path = '/v1/webhook_endpoints';
const one = `${path}/{id}`;

export const createWebhookEndpoint = operation({
  id: 'createWebhookEndpoint',
  method: 'POST',
  path,
  tag,
  summary: 'Create a webhook endpoint',
  description:
    'Creates an event destination of type `webhook_endpoint` for snapshot events. Only this call returns `secret`.',
  access: 'destinations:write',
  body: createWebhookEndpointSchema,
  response: webhookEndpointObject,
});

export const listWebhookEndpoints = operation({
  id: 'listWebhookEndpoints',
  method: 'GET',
  path,
  tag,
  summary: 'List webhook endpoints',
  description:
    'Returns webhook endpoints, newest first. Destinations for thin events and other destination types are only in `/v2/core/event_destinations`.',
  access: 'destinations:read',
  query: listWebhookEndpointsSchema,
  response: v1ListOf(webhookEndpointObject),
});

export const getWebhookEndpoint = operation({
  id: 'getWebhookEndpoint',
  method: 'GET',
  path: one,
  tag,
  summary: 'Retrieve a webhook endpoint',
  access: 'destinations:read',
  query: getWebhookEndpointSchema,
  response: webhookEndpointObject,
});

export const updateWebhookEndpoint = operation({
  id: 'updateWebhookEndpoint',
  method: 'POST',
  path: one,
  tag,
  summary: 'Update a webhook endpoint',
  access: 'destinations:write',
  body: updateWebhookEndpointSchema,
  response: webhookEndpointObject,
});

export const deleteWebhookEndpoint = operation({
  id: 'deleteWebhookEndpoint',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete a webhook endpoint',
  access: 'destinations:write',
  response: deletedWebhookEndpointObject,
});
