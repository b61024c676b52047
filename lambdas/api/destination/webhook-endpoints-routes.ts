/** `/v1/webhook_endpoints` */

import { toWebhookEndpointObject } from '../../contract/destination/webhook-endpoint.ts';
import * as operations from '../../contract/destination/webhook-endpoint-operations.ts';
import { v1List } from '../../contract/lists.ts';
import { webhookEndpointId } from '../../core/ids.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import * as destinations from './destinations.ts';
import {
  changesOf,
  draftOf,
  findWebhookEndpoint,
  listWebhookEndpoints,
  webhookOf,
  withV1Names,
} from './webhook-endpoints.ts';

export const webhookEndpointRoutes = (context: ApiContext): Route[] => [
  implement(operations.createWebhookEndpoint, async ({ auth, body, seed }) => {
    const { destination, signingSecret } = await withV1Names(
      destinations.createDestination(context, auth.tenant, draftOf(body), seed),
    );
    return { body: toWebhookEndpointObject(webhookOf(destination), signingSecret), confidential: true };
  }),
  implement(operations.listWebhookEndpoints, async ({ auth, query }) => {
    const { items, hasMore } = await listWebhookEndpoints(context, auth.tenant, query);
    const data = items.map((destination) => toWebhookEndpointObject(destination));
    return { body: v1List(operations.listWebhookEndpoints.path, data, hasMore) };
  }),
  implement(operations.getWebhookEndpoint, async ({ auth, params }) => ({
    body: toWebhookEndpointObject(await findWebhookEndpoint(context, auth.tenant, params.id ?? '')),
  })),
  implement(operations.updateWebhookEndpoint, async ({ auth, params, body }) => {
    const { id } = await findWebhookEndpoint(context, auth.tenant, params.id ?? '');
    const changed = await withV1Names(destinations.updateDestination(context, auth.tenant, id, changesOf(body)));
    return { body: toWebhookEndpointObject(webhookOf(changed)) };
  }),
  implement(operations.deleteWebhookEndpoint, async ({ auth, params }) => {
    const { id } = await findWebhookEndpoint(context, auth.tenant, params.id ?? '');
    await destinations.deleteDestination(context, auth.tenant, id);
    return { body: { id: webhookEndpointId(id), object: 'webhook_endpoint' as const, deleted: true as const } };
  }),
];
