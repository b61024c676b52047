/** Lists events, filtered by type, time, object and delivery status. */
import type * as z from 'zod';
import { type CoreEventFilters, createdRange, type listEventsSchema } from '../../contract/event/event.ts';
import { V1_PAGE } from '../../contract/lists.ts';
import type { PageCursor } from '../../contract/page-token.ts';
import { InvalidFieldsError } from '../../core/errors.ts';
import { MAX_LEAD_SECONDS, type WaybillEvent } from '../../core/event/event.ts';
import { relatedObject } from '../../core/event/event-body.ts';
import type { CreatedRange, EventQuery } from '../../core/event/ports.ts';
import type { Cursor, Page } from '../../core/page.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { withinResponse } from '../response-size.ts';
import { undelivered } from './events.ts';

/** `GET /v1/events` */
export async function listEvents(
  context: ApiContext,
  auth: Auth,
  request: z.output<typeof listEventsSchema>,
): Promise<Page<WaybillEvent>> {
  const { limit = V1_PAGE.default, type, types = type === undefined ? undefined : [type] } = request;
  const [startingAfter, endingBefore] = await Promise.all([
    cursorOf(context, auth.tenant, request, 'starting_after'),
    cursorOf(context, auth.tenant, request, 'ending_before'),
  ]);
  const query: EventQuery = {
    limit,
    types,
    created: createdRange(request.created),
    objectId: request.object_id,
    startingAfter,
    endingBefore,
  };
  const page = await (request.delivery_success === undefined
    ? context.ports.events.list(auth.tenant, query)
    : filled(query, (one) =>
        request.delivery_success ? deliveredPage(context, auth, one) : unsettledPage(context, auth, one),
      ));
  return withinResponse(page, dataOf, endingBefore !== undefined);
}

/** `GET /v2/core/events`. A page can be empty although there is a next page. */
export async function listCoreEvents(
  { ports }: ApiContext,
  tenant: Tenant,
  { types, object_id, from, until }: CoreEventFilters,
  limit: number,
  { after, before }: PageCursor,
): Promise<Page<WaybillEvent>> {
  const page = await ports.events.list(tenant, {
    limit,
    types,
    created: { from, until },
    objectId: object_id,
    startingAfter: after,
    endingBefore: before,
    mayBeEmpty: true,
  });
  return withinResponse(page, dataOf, before !== undefined);
}

const dataOf = ({ data }: WaybillEvent) => data;

/** Returns the key of the event that a caller names as the cursor. */
async function cursorOf(
  { ports }: ApiContext,
  tenant: Tenant,
  request: Partial<Record<'starting_after' | 'ending_before', string | undefined>>,
  param: 'starting_after' | 'ending_before',
): Promise<string | undefined> {
  const id = request[param];
  if (id === undefined) return undefined;
  const key = await ports.events.keyOf(tenant, id);
  if (key === undefined) throw new InvalidFieldsError(`${param}: No such event: '${id}'.`, { param });
  return key;
}

/** Filters remove events from a page, so that several pages may have to be read for one. */
const MAX_PAGES = 50;

/** Reads pages until `limit` events are found, the list ends, or MAX_PAGES were read and at least one event was found. */
async function filled(
  query: EventQuery,
  read: (query: EventQuery) => Promise<Page<WaybillEvent>>,
): Promise<Page<WaybillEvent>> {
  const forward = query.endingBefore !== undefined;
  let found: readonly WaybillEvent[] = [];
  let cursor: Cursor = query;
  for (let pages = 1; ; pages++) {
    // The first page is usually enough. When it is not, few events match, so that larger pages are faster.
    const limit = pages === 1 ? query.limit : V1_PAGE.max;
    const { items, hasMore, reached } = await read({ ...query, ...cursor, limit });
    found = forward ? [...items, ...found] : [...found, ...items];
    const enough = found.length >= query.limit || (pages >= MAX_PAGES && found.length > 0);
    if (enough || !hasMore || reached === undefined) {
      const kept = forward ? found.slice(-query.limit) : found.slice(0, query.limit);
      return { items: kept, hasMore: hasMore || kept.length < found.length };
    }
    if (pages >= MAX_PAGES * 10) {
      throw new InvalidFieldsError(
        'created: no matching event was found before the limit of events to read. Send narrower bounds.',
        {
          param: 'created',
        },
      );
    }
    cursor = forward ? { endingBefore: reached } : { startingAfter: reached };
  }
}

/** Returns the key at the far end of a page, where the next page starts. */
const farEnd = (keys: readonly string[], forward: boolean): string | undefined => (forward ? keys[0] : keys.at(-1));

/** Returns events that were not delivered to at least one destination. Reads undelivered events, not all events. */
async function unsettledPage({ ports }: ApiContext, auth: Auth, query: EventQuery): Promise<Page<WaybillEvent>> {
  const { limit, types, created = {}, objectId, startingAfter, endingBefore } = query;
  const from = created.from === undefined ? undefined : (created.from - MAX_LEAD_SECONDS) * 1000;
  const page = await ports.deliveries.unsettled(auth.tenant, {
    limit,
    types,
    from,
    startingAfter,
    endingBefore,
    ownOnly: !auth.platform,
  });
  const events = await ports.events.getMany(auth.tenant, page.items);
  const reached = page.reached ?? farEnd(page.items, endingBefore !== undefined);
  return {
    items: events.filter((event) => happenedIn(created, event) && isAbout(objectId, event)),
    hasMore: page.hasMore,
    ...(reached === undefined ? {} : { reached }),
  };
}

const happenedIn = ({ from = 0, until = Number.POSITIVE_INFINITY }: CreatedRange, { created }: WaybillEvent): boolean =>
  created >= from && created <= until;

const isAbout = (objectId: string | undefined, event: WaybillEvent): boolean =>
  objectId === undefined || relatedObject(event)?.id === objectId;

/** Returns events that were delivered to each of their destinations. */
async function deliveredPage(context: ApiContext, auth: Auth, query: EventQuery): Promise<Page<WaybillEvent>> {
  const page = await context.ports.events.list(auth.tenant, query);
  const counts = await undelivered(context, auth, page.items);
  const reached =
    page.reached ??
    farEnd(
      page.items.map(({ key }) => key),
      query.endingBefore !== undefined,
    );
  return {
    items: page.items.filter(({ key }) => counts.get(key) === 0),
    hasMore: page.hasMore,
    ...(reached === undefined ? {} : { reached }),
  };
}
