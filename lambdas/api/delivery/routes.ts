/** `/v2/core/event_destinations/{id}/deliveries` */

import {
  type DeliveryBody,
  type DeliveryFilters,
  listDeliveriesFilters,
  toDeliveryDetailObject,
  toDeliveryObject,
} from '../../contract/delivery/delivery.ts';
import * as operations from '../../contract/delivery/operations.ts';
import { V2_PAGE } from '../../contract/lists.ts';
import { neighbours, type PageCursor, readPageToken, v2List } from '../../contract/page-token.ts';
import type { Delivery } from '../../core/delivery/delivery.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { matchesType } from '../../core/destination/matching.ts';
import { NotFoundError, PermissionError } from '../../core/errors.ts';
import { publishedAt } from '../../core/ids.ts';
import type { Page } from '../../core/page.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import { checkAccess } from '../../middleware/authenticate.ts';
import type { ApiContext } from '../context.ts';
import { findDestination } from '../destination/destinations.ts';
import { bodyNow } from '../event/renderings.ts';
import { deliveryFilters, findDelivery, planned, timesOf } from './deliveries.ts';

export const deliveryRoutes = (context: ApiContext): Route[] => [
  implement(operations.listDeliveries, async ({ auth, params, query }) => {
    const destination = await findDestination(context, auth.tenant, params.id ?? '');
    const list = operations.listDeliveries.path.replace('{id}', destination.id);
    const { limit = V2_PAGE.default } = query;
    const { filters, after, before }: PageCursor & { filters: DeliveryFilters } =
      query.page === undefined
        ? { filters: deliveryFilters(query) }
        : readPageToken(list, query.page, listDeliveriesFilters);
    const page =
      query.event === undefined
        ? await context.ports.deliveries.list(destination.id, {
            ...filters,
            limit,
            startingAfter: after,
            endingBefore: before,
          })
        : await onlyDeliveryOf(context, destination, query.event, filters);
    const body = v2List(list, {
      items: page.items,
      idOf: ({ eventKey }) => eventKey,
      limit,
      filters,
      ...neighbours(page, { after, before }),
    });
    return { body: { ...body, data: page.items.map((one) => toDeliveryObject(one, timesOf(one, destination))) } };
  }),
  implement(operations.getDelivery, async ({ auth, params, query }) => {
    const { account, include = [] } = query;
    const withBody = include.includes('body');
    if (withBody) checkAccess(auth, 'events:read');
    if (account !== undefined && account !== auth.account && !auth.platform) {
      throw new PermissionError('Only a key of the platform can name another account.', { param: 'account' });
    }
    const destination = await findDestination(context, auth.tenant, params.id ?? '');
    const delivery = await findDelivery(context, destination, params.event ?? '', account);
    const shown = toDeliveryDetailObject(delivery, timesOf(delivery, destination), planned(context, delivery));
    const { body, body_error } = withBody ? await bodyNow(context, destination, delivery) : NO_BODY;
    return { body: { ...shown, body, body_error } };
  }),
];

/** The fields of a delivery that is read without its body. */
const NO_BODY: DeliveryBody = { body: null, body_error: null };

/** Returns the delivery of one event when it matches the other filters. */
async function onlyDeliveryOf(
  context: ApiContext,
  destination: Destination,
  event: string,
  { status, types, from = 0, until = Number.POSITIVE_INFINITY }: DeliveryFilters,
): Promise<Page<Delivery>> {
  const found = await findDelivery(context, destination, event).catch((error) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (!found) return { items: [], hasMore: false };
  const at = publishedAt(found.eventKey);
  const fits =
    (!status || found.status === status) && (!types || matchesType(types, found.eventType)) && at >= from && at < until;
  return { items: fits ? [found] : [], hasMore: false };
}
