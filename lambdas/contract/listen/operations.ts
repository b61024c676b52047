/** `/v1/listen_sessions`, and `/v1/stripecli/sessions` for the Stripe CLI. */

import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  createdListenSessionObject,
  createListenSessionSchema,
  deletedListenSessionObject,
  listenAnswerObject,
  listenSessionObject,
  listenSessionsPath,
  listListenAnswersSchema,
  listListenSessionsSchema,
} from './session.ts';
import { createStripeCliSessionSchema, stripeCliSessionObject } from './stripecli-session.ts';

const tag = 'Listen sessions';

export const createListenSession = operation({
  id: 'createListenSession',
  method: 'POST',
  path: listenSessionsPath,
  tag,
  summary: 'Create a listen session',
  description:
    'A session receives events live over the WebSocket at `websocket_url`. Open it with the header `Websocket-Id` or, in a browser, with the subprotocols `stripecli-devproxy-v1, waybill.<websocket_id>`. Events that were published while the socket was closed, up to 24 hours, are sent when it is opened again, in order and at least once, until they are acknowledged. An account can have 20 sessions in each mode.',
  access: 'events:read',
  body: createListenSessionSchema,
  response: createdListenSessionObject,
});

export const listListenSessions = operation({
  id: 'listListenSessions',
  method: 'GET',
  path: listenSessionsPath,
  tag,
  summary: 'List listen sessions',
  description: 'Returns listen sessions, newest first.',
  access: 'events:read',
  query: listListenSessionsSchema,
  response: v1ListOf(listenSessionObject),
});

export const getListenSession = operation({
  id: 'getListenSession',
  method: 'GET',
  path: `${listenSessionsPath}/{id}`,
  tag,
  summary: 'Retrieve a listen session',
  access: 'events:read',
  response: listenSessionObject,
});

export const deleteListenSession = operation({
  id: 'deleteListenSession',
  method: 'DELETE',
  path: `${listenSessionsPath}/{id}`,
  tag,
  summary: 'End a listen session',
  description: 'Closes the socket of the session. Its `websocket_id` stops working.',
  access: 'events:read',
  response: deletedListenSessionObject,
});

export const listListenAnswers = operation({
  id: 'listListenAnswers',
  method: 'GET',
  path: `${listenSessionsPath}/{id}/answers`,
  tag,
  summary: 'List the local responses of a listen session',
  description: 'Returns the responses of the local endpoint to forwarded events of the last 24 hours, newest first.',
  access: 'events:read',
  query: listListenAnswersSchema,
  response: v1ListOf(listenAnswerObject),
});

export const createStripeCliSession = operation({
  id: 'createStripeCliSession',
  method: 'POST',
  path: '/v1/stripecli/sessions',
  tag,
  summary: 'Create a listen session for the Stripe CLI',
  description:
    'Called by `stripe listen --api-base`. Creates a listen session and returns it in the shape that the Stripe CLI reads. It replaces an earlier session of the same device and address whose socket is closed.',
  access: 'events:read',
  body: createStripeCliSessionSchema,
  response: stripeCliSessionObject,
});
