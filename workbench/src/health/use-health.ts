import { useQueries } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Delivery, Destination, Metrics } from '../api/types.ts';
import { type Health, healthOf, withMeasured } from './health.ts';
import { metricsQuery, newestQuery } from './queries.ts';

export interface HealthQuery {
  readonly destination: Destination;
  /** Undefined until all its metrics and deliveries are loaded. */
  readonly health: Health | undefined;
  /** Newest deliveries. */
  readonly newest: readonly Delivery[];
  /** The last seven days by hour. */
  readonly hours: Metrics | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

export type LoadedHealth = HealthQuery & { readonly health: Health };

export const isLoaded = (query: HealthQuery): query is LoadedHealth => query.health !== undefined;

/**
 * Loads the health of destinations. Each is available as soon as its own data is loaded.
 * @param month whether to cover 30 days instead of 7, which costs one more call for each destination
 */
export function useHealth(destinations: readonly Destination[], month: boolean): HealthQuery[] {
  const session = useSession();
  const hours = useQueries({ queries: destinations.map(({ id }) => metricsQuery(session, id, 'week')) });
  const newest = useQueries({ queries: destinations.map(({ id }) => newestQuery(session, id)) });
  const days = useQueries({ queries: month ? destinations.map(({ id }) => metricsQuery(session, id, 'month')) : [] });
  return destinations.map((destination, index) => {
    const parts = [hours[index], newest[index], ...(month ? [days[index]] : [])];
    const byHour = hours[index]?.data;
    const byDay = days[index]?.data;
    const deliveries = newest[index]?.data?.data;
    const complete = byHour && deliveries && (byDay || !month);
    return {
      destination,
      health: complete
        ? withMeasured(healthOf({ hours: byHour.data, days: byDay?.data, newest: deliveries }), destination.health)
        : undefined,
      newest: deliveries ?? [],
      hours: byHour,
      error: parts.find((part) => part?.isLoadingError)?.error ?? undefined,
      retry: () => {
        for (const part of parts) if (part?.isError) void part.refetch();
      },
    };
  });
}
