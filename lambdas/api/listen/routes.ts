/** `/v1/listen_sessions` and `/v1/stripecli/sessions` */

import * as operations from '../../contract/listen/operations.ts';
import {
  type CreatedListenSessionObject,
  listenSessionsPath,
  toListenAnswerObject,
  toListenSessionObject,
} from '../../contract/listen/session.ts';
import { V1_PAGE, v1List } from '../../contract/lists.ts';
import { defaultVersion } from '../../core/catalog/catalog.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { pageOfAll } from '../page-of-all.ts';
import { type CreatedSession, createListenSession, deleteListenSession, findListenSession } from './listen-sessions.ts';

/** The Stripe CLI reopens its socket after this time, seconds. API Gateway closes a socket after two hours. */
const RECONNECT_DELAY = 3600;

const toCreated = ({ session, websocketId, websocketUrl, secret }: CreatedSession): CreatedListenSessionObject => ({
  ...toListenSessionObject(session),
  websocket_id: websocketId,
  websocket_url: websocketUrl,
  secret,
});

export const listenSessionRoutes = (context: ApiContext): Route[] => [
  implement(operations.createListenSession, async (request) => ({
    body: toCreated(await createListenSession(context, request, request.body)),
    confidential: true,
  })),
  implement(operations.listListenSessions, async ({ auth, query }) => {
    const all = await context.ports.listenSessions.list(auth.tenant);
    const { items, hasMore } = pageOfAll(all, query, { idOf: ({ id }) => id, noun: 'listen session' });
    return { body: v1List(listenSessionsPath, items.map(toListenSessionObject), hasMore) };
  }),
  implement(operations.getListenSession, async ({ auth, params: { id = '' } }) => ({
    body: toListenSessionObject(await findListenSession(context, auth, id)),
  })),
  implement(operations.deleteListenSession, async ({ auth, params: { id = '' } }) => {
    await deleteListenSession(context, await findListenSession(context, auth, id));
    return { body: { id, object: 'listen_session' as const, deleted: true as const } };
  }),
  implement(operations.listListenAnswers, async ({ auth, params: { id = '' }, query }) => {
    const session = await findListenSession(context, auth, id);
    const { limit = V1_PAGE.default, starting_after: startingAfter, ending_before: endingBefore } = query;
    const page = await context.ports.localResponses.list(session.id, { limit, startingAfter, endingBefore });
    return { body: v1List(`${listenSessionsPath}/${id}/answers`, page.items.map(toListenAnswerObject), page.hasMore) };
  }),
  implement(operations.createStripeCliSession, async (request) => {
    const { auth, body } = request;
    const features = body.websocket_features ?? ['webhooks'];
    // A listener that wants both kinds receives each event once, as a snapshot.
    const thin = features.includes('v2_events') && !features.includes('webhooks');
    const forwardTo = thin ? body.forward_thin_to_url : body.forward_to_url;
    const requested = {
      event_payload: thin ? ('thin' as const) : ('snapshot' as const),
      // The Stripe CLI filters events by account itself.
      events_from:
        auth.account === context.settings.platformAccount
          ? (['@self', '@accounts'] as const).slice()
          : ['@self' as const],
      ...(forwardTo === undefined ? {} : { forward_to: forwardTo.slice(0, 500) }),
      ...(body.device_name === undefined ? {} : { device_name: body.device_name }),
    };
    const { session, websocketId, websocketUrl, secret } = await createListenSession(context, request, requested, true);
    const versions = await context.ports.catalog.versions(auth.mode);
    const fallback = defaultVersion(versions) ?? context.settings.defaultApiVersion;
    return {
      body: {
        websocket_id: websocketId,
        websocket_url: websocketUrl,
        websocket_authorized_feature: thin ? 'v2_events' : 'webhooks',
        secret,
        reconnect_delay: RECONNECT_DELAY,
        default_version: session.apiVersion ?? fallback,
        latest_version: versions[0]?.version ?? fallback,
        device_token: session.id,
        display_connect_filter_warning: false,
      },
      confidential: true,
    };
  }),
];
