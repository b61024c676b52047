/** What health is told from, asked once for every part of the page that shows it. */
import { queryOptions } from '@tanstack/react-query';
import type { Session } from '../account/session.tsx';
import { type DeliveryOf, deliveryKey } from '../delivery/details/use-delivery.ts';

/** Most destinations that an account has, and so that are listed here. */
const MAX_DESTINATIONS = 100;
/** Deliveries counted one by one; more are told as so many and more. */
export const COUNTED = 100;
const NEWEST = 20;
const RENEWED_MS = 20_000;
/** An hour less than the seven days that metrics take: the clocks of page and platform differ. */
const WEEK_MS = (7 * 24 - 1) * 3_600_000;

type Asked = Pick<Session, 'api' | 'scope'>;

export const destinationsQuery = ({ api, scope }: Asked) =>
  queryOptions({
    queryKey: [scope, 'destinations', 'all'],
    queryFn: () => api.destinations({ limit: MAX_DESTINATIONS }),
    refetchInterval: RENEWED_MS,
  });

/** Times that metrics are looked at for: 24 hours and 7 days by hour, 30 days by day. The one that is not over is in. */
export type MetricsRange = 'day' | 'week' | 'month';

const METRICS = {
  day: () => ({ granularity: 'hour' as const }),
  week: () => ({ granularity: 'hour' as const, since: new Date(Date.now() - WEEK_MS).toISOString() }),
  month: () => ({ granularity: 'day' as const }),
};

export const metricsQuery = ({ api, scope }: Asked, id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: [scope, 'metrics', id, range],
    queryFn: () => api.metrics(id, METRICS[range]()),
    refetchInterval: range === 'month' ? RENEWED_MS * 3 : RENEWED_MS,
  });

export const newestQuery = ({ api, scope }: Asked, id: string) =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'newest'],
    queryFn: () => api.deliveries(id, { limit: NEWEST }),
    refetchInterval: RENEWED_MS,
  });

/** The first hundred of a status, to be counted. */
export const countedQuery = ({ api, scope }: Asked, id: string, status: 'failed' | 'pending') =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'counted', status],
    queryFn: () => api.deliveries(id, { status, limit: COUNTED }),
    refetchInterval: RENEWED_MS,
  });

/** Whether there is one that failed. */
export const missedQuery = ({ api, scope }: Asked, id: string) =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'missed'],
    queryFn: () => api.deliveries(id, { status: 'failed', limit: 1 }),
    refetchInterval: RENEWED_MS * 3,
  });

/** Under the key of whoever looks at the delivery itself. */
export const deliveryQuery = ({ api, scope }: Asked, of: DeliveryOf) =>
  queryOptions({
    queryKey: [...deliveryKey(scope, of), 'attempts'],
    queryFn: () => api.delivery(of.destinationId, of.eventId, of.account === undefined ? {} : { account: of.account }),
  });
