/** `/v2/core/event_destinations` */
import {
  destinationPath,
  listDestinationsFilters,
  MAX_SECRET_OVERLAP,
} from '../../contract/destination/event-destination.ts';
import {
  type EventDestinationObject,
  toEventDestinationObject,
} from '../../contract/destination/event-destination-object.ts';
import * as operations from '../../contract/destination/operations.ts';
import { type Includable, includesSecret, signingSecretIn } from '../../contract/destination-types/by-type.ts';
import { V2_PAGE } from '../../contract/lists.ts';
import { type PageCursor, readPageToken, v2List } from '../../contract/page-token.ts';
import { thinBody } from '../../core/event/event-body.ts';
import { type ApiRequest, implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import * as destinations from './destinations.ts';
import { healthView } from './health-view.ts';
import { ping } from './ping.ts';

const VALIDATION = 'v2.core.event_destination_validation' as const;

export function eventDestinationRoutes(context: ApiContext): Route[] {
  const {
    platformName,
    awsAccountId: platformAwsAccountId,
    eventBridgePartnerMode,
    roleTemplateUrl,
  } = context.settings;
  const platform = { platformName, platformAwsAccountId, eventBridgePartnerMode, roleTemplateUrl };
  const show = async (
    { destination, signingSecret }: destinations.WithSecret,
    include: readonly Includable[] = [],
    withSecret = includesSecret(destination.type, include),
  ) =>
    toEventDestinationObject(destination, {
      ...platform,
      ...(await healthView(context, destination)),
      include,
      ...(withSecret && signingSecret !== undefined ? { signingSecret } : {}),
    });

  /** Returns the current destination, and the secret that the first call generated, for a repeat of a call. */
  const withCurrentState = async (
    { auth, body }: ApiRequest<unknown, { include?: Includable[] | undefined }>,
    first: EventDestinationObject,
  ) => {
    const destination = await destinations.findDestination(context, auth.tenant, first.id);
    const signingSecret = signingSecretIn(first);
    const secret = signingSecret === undefined ? {} : { signingSecret };
    return { body: await show({ destination, ...secret }, body.include, signingSecret !== undefined) };
  };

  /** Implements a call without a body that returns the destination. */
  const action = (
    operation: typeof operations.disableEventDestination | typeof operations.enableEventDestination,
    run: typeof destinations.disableDestination,
  ): Route =>
    implement(
      operation,
      async ({ auth, params }) => ({
        body: await show({ destination: await run(context, auth.tenant, idOf(params)) }),
      }),
      { replay: withCurrentState },
    );

  return [
    implement(
      operations.createEventDestination,
      async ({ auth, body, seed }) => {
        const draft = destinations.draftOf(body);
        const created = await destinations.createDestination(context, auth.tenant, draft, seed);
        return { body: await show(created, body.include), confidential: true };
      },
      { replay: withCurrentState },
    ),
    implement(
      operations.validateEventDestination,
      async ({ auth, body, seed }) => {
        await destinations.validateDestination(context, auth.tenant, destinations.draftOf(body), seed);
        return { body: { object: VALIDATION, valid: true, error: null } };
      },
      {
        onInvalid: ({ code, message, param = null }) => ({
          body: { object: VALIDATION, valid: false, error: { code, message, param } },
        }),
      },
    ),
    implement(operations.listEventDestinations, async ({ auth, query }) => {
      const { items, ...page } = await listPage(context, auth, query);
      const data = await Promise.all(items.map((destination) => show({ destination }, page.filters.include)));
      return { body: v2List(destinationPath, { ...page, items: data, idOf: ({ id }) => id }) };
    }),
    implement(operations.getEventDestination, async ({ auth, params, query }) => ({
      body: await show(
        { destination: await destinations.findDestination(context, auth.tenant, idOf(params)) },
        query.include,
      ),
    })),
    implement(
      operations.updateEventDestination,
      async ({ auth, params, body }) => {
        const changes = destinations.changesOf(body);
        const destination = await destinations.updateDestination(context, auth.tenant, idOf(params), changes);
        return { body: await show({ destination }, body.include) };
      },
      { replay: withCurrentState },
    ),
    implement(operations.deleteEventDestination, async ({ auth, params }) => {
      const id = idOf(params);
      await destinations.deleteDestination(context, auth.tenant, id);
      return { body: { id, object: 'v2.core.event_destination' as const } };
    }),
    action(operations.disableEventDestination, destinations.disableDestination),
    action(operations.enableEventDestination, destinations.enableDestination),
    implement(operations.pingEventDestination, async (request) => ({
      body: thinBody(await ping(context, request, idOf(request.params))),
    })),
    implement(
      operations.rollEventDestinationSecret,
      async ({ auth, params, body }) => {
        const { include, expires_in = MAX_SECRET_OVERLAP } = body;
        const rolled = await destinations.rollSecret(context, auth.tenant, idOf(params), expires_in);
        return { body: await show(rolled, include, true), confidential: true };
      },
      { replay: withCurrentState },
    ),
  ];
}

const idOf = (params: ApiRequest['params']): string => params.id ?? '';

/** Lists destinations, newest first. An account has few, so all are read and the page is a part of them. */
async function listPage(
  { ports }: ApiContext,
  auth: ApiRequest['auth'],
  query: { limit?: number | undefined; page?: string | undefined; include?: Includable[] | undefined },
) {
  const { limit = V2_PAGE.default, page, include } = query;
  const { filters, after, before }: PageCursor & { filters: { include?: Includable[] | undefined } } =
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
