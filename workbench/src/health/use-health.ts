import { useQueries } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Delivery, Destination, Metrics } from '../api/types.ts';
import { type Health, healthOf } from './health.ts';
import { metricsQuery, newestQuery } from './queries.ts';

export interface Examined {
  readonly destination: Destination;
  /** Undefined until everything that it is told from is there. */
  readonly health: Health | undefined;
  /** Newest deliveries. */
  readonly newest: readonly Delivery[];
  /** The last seven days by hour. */
  readonly hours: Metrics | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/**
 * How destinations do, each as soon as it is known.
 * @param month whether 30 days are looked at, not 7: one call more for each
 */
export function useHealth(destinations: readonly Destination[], month: boolean): Examined[] {
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
      health: complete ? healthOf({ hours: byHour.data, days: byDay?.data, newest: deliveries }) : undefined,
      newest: deliveries ?? [],
      hours: byHour,
      error: parts.find((part) => part?.isLoadingError)?.error ?? undefined,
      retry: () => {
        for (const part of parts) if (part?.isError) void part.refetch();
      },
    };
  });
}
