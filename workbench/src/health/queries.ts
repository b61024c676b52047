/** The queries of the health page. Components that use the same query share one request. */
import { queryOptions } from '@tanstack/react-query';
import type { Session } from '../account/session.tsx';
import { type DeliveryRef, deliveryKey } from '../delivery/details/use-delivery.ts';

/** More than the destinations that an account can have in one mode. */
const MAX_DESTINATIONS = 100;
/** Deliveries are counted up to this number; more are shown as `100+`. */
export const COUNT_LIMIT = 100;
const NEWEST = 20;
const REFRESH_MS = 20_000;
/** An hour less than the seven days that the metrics call accepts, because the clocks of browser and platform differ. */
const WEEK_MS = (7 * 24 - 1) * 3_600_000;

type ApiSession = Pick<Session, 'api' | 'scope'>;

export const destinationsQuery = ({ api, scope }: ApiSession) =>
  queryOptions({
    queryKey: [scope, 'destinations', 'all'],
    queryFn: () => api.destinations({ limit: MAX_DESTINATIONS }),
    refetchInterval: REFRESH_MS,
  });

/** Ranges of metrics: 24 hours and 7 days by hour, 30 days by day. The current hour or day is included. */
export type MetricsRange = 'day' | 'week' | 'month';

const METRICS = {
  day: () => ({ granularity: 'hour' as const }),
  week: () => ({ granularity: 'hour' as const, since: new Date(Date.now() - WEEK_MS).toISOString() }),
  month: () => ({ granularity: 'day' as const }),
};

export const metricsQuery = ({ api, scope }: ApiSession, id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: [scope, 'metrics', id, range],
    queryFn: () => api.metrics(id, METRICS[range]()),
    refetchInterval: range === 'month' ? REFRESH_MS * 3 : REFRESH_MS,
  });

export const newestQuery = ({ api, scope }: ApiSession, id: string) =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'newest'],
    queryFn: () => api.deliveries(id, { limit: NEWEST }),
    refetchInterval: REFRESH_MS,
  });

/** Loads up to `COUNT_LIMIT` deliveries of one status, to count them. */
export const countedQuery = ({ api, scope }: ApiSession, id: string, status: 'failed' | 'pending') =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'counted', status],
    queryFn: () => api.deliveries(id, { status, limit: COUNT_LIMIT }),
    refetchInterval: REFRESH_MS,
  });

/** Loads one failed delivery, if there is one. */
export const missedQuery = ({ api, scope }: ApiSession, id: string) =>
  queryOptions({
    queryKey: [scope, 'deliveries', id, 'missed'],
    queryFn: () => api.deliveries(id, { status: 'failed', limit: 1 }),
    refetchInterval: REFRESH_MS * 3,
  });

/** Shares its key with the details of the delivery, so that both show the same data. */
export const deliveryQuery = ({ api, scope }: ApiSession, ref: DeliveryRef) =>
  queryOptions({
    queryKey: [...deliveryKey(scope, ref), 'attempts'],
    queryFn: () =>
      api.delivery(ref.destinationId, ref.eventId, ref.account === undefined ? {} : { account: ref.account }),
  });
