/** Pages of events: all, those of some types or times, those that did or did not get through. */
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
import { withinAnswer } from '../response-size.ts';
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
  return withinAnswer(page, dataOf, endingBefore !== undefined);
}

/** `GET /v2/core/events`; a page may be empty although there is more. */
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
  return withinAnswer(page, dataOf, before !== undefined);
}

const dataOf = ({ data }: WaybillEvent) => data;

/** The key of the event that a caller names as cursor. */
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

/** Events of a page that do not fit are left out of it, so that several may have to be read for one. */
const MAX_PAGES = 50;

/** Reads pages until one is full, there is no more, or so many were read that a short one has to do. */
async function filled(
  query: EventQuery,
  read: (query: EventQuery) => Promise<Page<WaybillEvent>>,
): Promise<Page<WaybillEvent>> {
  const forward = query.endingBefore !== undefined;
  let found: readonly WaybillEvent[] = [];
  let cursor: Cursor = query;
  for (let pages = 1; ; pages++) {
    // The first page mostly does. Where it does not, few fit, and a small one would not get far.
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
        'created: nothing that fits was found among very many events. Give narrower bounds.',
        {
          param: 'created',
        },
      );
    }
    cursor = forward ? { endingBefore: reached } : { startingAfter: reached };
  }
}

/** Key at the far end of a page, from where the next goes on. */
const farEnd = (keys: readonly string[], forward: boolean): string | undefined => (forward ? keys[0] : keys.at(-1));

/** Those that one destination at least has not got. Reads what is undelivered, not what was published. */
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

/** Those that each of their destinations has got. */
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
