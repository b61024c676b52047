/** `/v1/events` and `/v2/core/events`: reading and resending events. */
import { type CoreEventFilters, createdRange, listCoreEventsFilters } from '../../contract/event/event.ts';
import * as operations from '../../contract/event/operations.ts';
import { V2_PAGE, v1List } from '../../contract/lists.ts';
import { neighbours, type PageCursor, readPageToken, v2List } from '../../contract/page-token.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { resend } from '../delivery/resend.ts';
import { listCoreEvents, listEvents } from './event-lists.ts';
import { coreEventObject, eventObject, eventObjects, findEvent, outcomes } from './events.ts';
import { inVersion } from './renderings.ts';

export const eventRoutes = (context: ApiContext): Route[] => [
  implement(operations.listEvents, async ({ auth, query }) => {
    const { items, hasMore } = await listEvents(context, auth, query);
    return { body: v1List('/v1/events', await eventObjects(context, auth, items), hasMore) };
  }),
  implement(operations.getEvent, async ({ auth, params, query }) => {
    const event = await findEvent(context, auth.tenant, params.id ?? '');
    return { body: await eventObject(context, auth, await inVersion(context, event, query.api_version)) };
  }),
  implement(operations.listEventOutcomes, async ({ auth, params }) => {
    const event = await findEvent(context, auth.tenant, params.id ?? '');
    return { body: v1List(`/v1/events/${event.id}/deliveries`, await outcomes(context, auth, event), false) };
  }),
  implement(operations.retryEvent, async ({ auth, params, body }) => ({
    body: await eventObject(context, auth, await resend(context, auth, params.id ?? '', body)),
  })),
  implement(operations.listCoreEvents, async ({ auth, query }) => {
    const { path } = operations.listCoreEvents;
    const { limit = V2_PAGE.default, page: token, types, object_id } = query;
    const { filters, ...cursor }: PageCursor & { filters: CoreEventFilters } =
      token === undefined
        ? { filters: { types, object_id, ...createdRange(query.created) } }
        : readPageToken(path, token, listCoreEventsFilters);
    const page = await listCoreEvents(context, auth.tenant, filters, limit, cursor);
    const { next_page_url, previous_page_url } = v2List(path, {
      items: page.items,
      idOf: ({ key }) => key,
      limit,
      filters,
      ...neighbours(page, cursor),
    });
    const data = page.items.map((event) => coreEventObject(auth, event));
    return { body: { data, next_page_url, previous_page_url } };
  }),
  implement(operations.getCoreEvent, async ({ auth, params }) => ({
    body: coreEventObject(auth, await findEvent(context, auth.tenant, params.id ?? '')),
  })),
];
