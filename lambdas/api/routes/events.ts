/** `/v1/events`, reading. */
import { v1List } from '../../contract/lists.ts';
import * as operations from '../../contract/operations/events.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { eventObject, findEvent, listEvents, outcomes } from '../events.ts';

export const eventRoutes = (context: ApiContext): Route[] => [
  implement(operations.listEvents, async ({ auth, query }) => {
    const { items, hasMore } = await listEvents(context, auth.tenant, query);
    const data = await Promise.all(items.map((event) => eventObject(context, auth, event)));
    return { body: v1List('/v1/events', data, hasMore) };
  }),
  implement(operations.getEvent, async ({ auth, params }) => ({
    body: await eventObject(context, auth, await findEvent(context, auth.tenant, params.id ?? '')),
  })),
  implement(operations.listEventOutcomes, async ({ auth, params }) => {
    const event = await findEvent(context, auth.tenant, params.id ?? '');
    return { body: v1List(`/v1/events/${event.id}/deliveries`, await outcomes(context, auth, event), false) };
  }),
];
