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
  summary: 'Begin to listen',
  description:
    'A session gets events live over the WebSocket at `websocket_url`, opened with the header `Websocket-Id` or, by a browser, with the subprotocols `stripecli-devproxy-v1, waybill.<websocket_id>`. What came while its socket was away, up to 24 hours, is sent when it is opened again, in order and at least once, until it is acknowledged. An account has at most 20 in each mode.',
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
  description: 'Newest first.',
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
  description: 'Its socket is closed, and its `websocket_id` opens none any more.',
  access: 'events:read',
  response: deletedListenSessionObject,
});

export const listListenAnswers = operation({
  id: 'listListenAnswers',
  method: 'GET',
  path: `${listenSessionsPath}/{id}/answers`,
  tag,
  summary: 'List what a listener answered',
  description: 'What the local endpoint answered to forwarded events in the last 24 hours, newest first.',
  access: 'events:read',
  query: listListenAnswersSchema,
  response: v1ListOf(listenAnswerObject),
});

export const createStripeCliSession = operation({
  id: 'createStripeCliSession',
  method: 'POST',
  path: '/v1/stripecli/sessions',
  tag,
  summary: 'Begin to listen with the Stripe CLI',
  description:
    'What `stripe listen --api-base` calls: a listen session like the others, in the shape that the Stripe CLI reads. It takes the place of an earlier one of the same device and address whose socket is closed.',
  access: 'events:read',
  body: createStripeCliSessionSchema,
  response: stripeCliSessionObject,
});
