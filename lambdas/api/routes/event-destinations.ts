/** `/v2/core/event_destinations` */
import {
  createDestinationSchema,
  destinationPath,
  emptySchema,
  getDestinationSchema,
  type Includable,
  listDestinationsFilters,
  listDestinationsSchema,
  MAX_SECRET_OVERLAP,
  rollSecretSchema,
  updateDestinationSchema,
} from '../../contract/event-destination.ts';
import { toEventDestinationObject } from '../../contract/event-destination-object.ts';
import { V2_PAGE } from '../../contract/lists.ts';
import { type Place, readPageToken, v2List } from '../../contract/page-token.ts';
import { parse } from '../../contract/parse.ts';
import { thinBody } from '../../core/event-body.ts';
import type { ApiRequest, Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import * as destinations from '../destinations.ts';
import { ping } from '../ping.ts';

const one = `${destinationPath}/{id}`;

export function eventDestinationRoutes(context: ApiContext): Route[] {
  const { platformName, awsAccountId: platformAwsAccountId, eventBridgePartnerMode } = context.settings;
  const platform = { platformName, platformAwsAccountId, eventBridgePartnerMode };
  const show = (
    { destination, signingSecret }: destinations.WithSecret,
    include: readonly Includable[] = [],
    tellSecret = include.includes('webhook_endpoint.signing_secret'),
  ) =>
    toEventDestinationObject(destination, {
      ...platform,
      include,
      ...(tellSecret && signingSecret !== undefined ? { signingSecret } : {}),
    });

  /** A call on one destination that takes nothing and answers it. */
  const action = (name: 'disable' | 'enable', run: typeof destinations.disableDestination): Route => ({
    method: 'POST',
    path: `${one}/${name}`,
    async handler({ auth, params, body }) {
      parse(emptySchema, body);
      return { body: show({ destination: await run(context, auth.tenant, idOf(params)) }) };
    },
  });

  return [
    {
      method: 'POST',
      path: destinationPath,
      async handler({ auth, body }) {
        const request = parse(createDestinationSchema, body);
        return { body: show(await destinations.createDestination(context, auth.tenant, request), request.include) };
      },
    },
    {
      method: 'GET',
      path: destinationPath,
      async handler(request) {
        const { items, ...page } = await listPage(context, request);
        const { include } = page.filters;
        const data = items.map((destination) => show({ destination }, include));
        return { body: v2List(destinationPath, { ...page, items: data, idOf: ({ id }) => id }) };
      },
    },
    {
      method: 'GET',
      path: one,
      async handler({ auth, params, query }) {
        const { include } = parse(getDestinationSchema, query);
        return {
          body: show({ destination: await destinations.findDestination(context, auth.tenant, idOf(params)) }, include),
        };
      },
    },
    {
      method: 'POST',
      path: one,
      async handler({ auth, params, body }) {
        const request = parse(updateDestinationSchema, body);
        const destination = await destinations.updateDestination(context, auth.tenant, idOf(params), request);
        return { body: show({ destination }, request.include) };
      },
    },
    {
      method: 'DELETE',
      path: one,
      async handler({ auth, params }) {
        const id = idOf(params);
        await destinations.deleteDestination(context, auth.tenant, id);
        return { body: { id, object: 'v2.core.event_destination' } };
      },
    },
    action('disable', destinations.disableDestination),
    action('enable', destinations.enableDestination),
    {
      method: 'POST',
      path: `${one}/ping`,
      async handler(request) {
        parse(emptySchema, request.body);
        return { body: thinBody(await ping(context, request, idOf(request.params))) };
      },
    },
    {
      method: 'POST',
      path: `${one}/roll_secret`,
      async handler({ auth, params, body }) {
        const { include, expires_in = MAX_SECRET_OVERLAP } = parse(rollSecretSchema, body);
        return {
          body: show(await destinations.rollSecret(context, auth.tenant, idOf(params), expires_in), include, true),
        };
      },
    },
  ];
}

const idOf = (params: ApiRequest['params']): string => params.id ?? '';

/** Newest first. There are few, so all are read and the page is cut out of them. */
async function listPage({ ports }: ApiContext, { auth, query }: ApiRequest) {
  const { limit = V2_PAGE.default, page, include } = parse(listDestinationsSchema, query);
  const { filters, after, before }: Place & { filters: { include?: Includable[] | undefined } } =
    page === undefined ? { filters: { include } } : readPageToken(destinationPath, page, listDestinationsFilters);
  const all = (await ports.destinations.list(auth.tenant)).reverse();
  const older = after === undefined ? all : all.filter(({ id }) => id < after);
  const newer = before === undefined ? [] : all.filter(({ id }) => id > before);
  const items = before === undefined ? older.slice(0, limit) : newer.slice(-limit);
  const [first, last] = [items[0], items.at(-1)];
  return {
    items,
    limit,
    filters,
    hasPrevious: first !== undefined && first !== all[0],
    hasNext: last !== undefined && last !== all.at(-1),
  };
}
