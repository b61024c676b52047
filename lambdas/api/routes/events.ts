/** `/v1/events`, reading. */
import { listEventsSchema } from '../../contract/event.ts';
import { emptySchema } from '../../contract/event-destination.ts';
import type { V1List } from '../../contract/lists.ts';
import { parse } from '../../contract/parse.ts';
import type { Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { eventObject, findEvent, listEvents, outcomes } from '../events.ts';

const list = <T>(url: string, data: readonly T[], has_more: boolean): V1List<T> => ({
  object: 'list',
  url,
  has_more,
  data,
});

export const eventRoutes = (context: ApiContext): Route[] => [
  {
    method: 'GET',
    path: '/v1/events',
    async handler({ auth, query }) {
      const { items, hasMore } = await listEvents(context, auth.tenant, parse(listEventsSchema, query));
      const data = await Promise.all(items.map((event) => eventObject(context, auth, event)));
      return { body: list('/v1/events', data, hasMore) };
    },
  },
  {
    method: 'GET',
    path: '/v1/events/{id}',
    async handler({ auth, params, query }) {
      parse(emptySchema, query);
      return { body: await eventObject(context, auth, await findEvent(context, auth.tenant, params.id ?? '')) };
    },
  },
  {
    method: 'GET',
    path: '/v1/events/{id}/deliveries',
    async handler({ auth, params, query }) {
      parse(emptySchema, query);
      const event = await findEvent(context, auth.tenant, params.id ?? '');
      return { body: list(`/v1/events/${event.id}/deliveries`, await outcomes(context, auth, event), false) };
    },
  },
];
