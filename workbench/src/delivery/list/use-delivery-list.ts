/** Loads one page of the deliveries of a destination and refreshes it by the rules of `refresh.ts`. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { queryOf } from '../filter/filter.ts';
import type { ListView } from '../filter/list-view.ts';
import { needsContinuation, REFRESH_MS, type Refresh, refreshed, type Shown } from './refresh.ts';

export interface ListOptions extends Pick<ListView, 'filter'> {
  readonly page: string | undefined;
  readonly limit: number;
  /** Whether the newest page is refreshed automatically. */
  readonly live: boolean;
  /** Whether the user is reading now. */
  readonly isReading: () => boolean;
}

export function useDeliveryList(destinationId: string, { filter, page, limit, live, isReading }: ListOptions) {
  const { api, scope } = useSession();
  const queryKey = [scope, 'deliveries', destinationId, filter, limit, page ?? null];
  const list = JSON.stringify(queryKey);
  const [current, setCurrent] = useState<Shown & { list: string }>();
  const shown = current?.list === list ? current : undefined;
  const shownNow = useRef(shown);
  shownNow.current = shown;

  const query = useQuery({
    queryKey,
    refetchInterval: live && page === undefined ? REFRESH_MS : false,
    queryFn: async (): Promise<Refresh> => {
      if (page !== undefined) return { newest: await api.deliveries(destinationId, { page, limit }) };
      const filters = queryOf(filter, Date.now());
      const newest = await api.deliveries(destinationId, { ...filters, limit });
      const rows = shownNow.current?.page.data ?? [];
      const [first] = rows;
      if (!first || !isReading() || !needsContinuation(rows, newest)) return { newest };
      const created = { ...filters.created, lte: first.created };
      return { newest, continuation: await api.deliveries(destinationId, { ...filters, created, limit }) };
    },
  });

  const { data, dataUpdatedAt } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a response with the same data also counts
  useEffect(() => {
    if (data) setCurrent((was) => ({ list, ...refreshed(was?.list === list ? was : undefined, data, isReading()) }));
  }, [data, dataUpdatedAt, list, isReading]);

  /** Shows the new deliveries. */
  const showNewest = useCallback(() => {
    if (data) setCurrent({ list, ...refreshed(undefined, data, false) });
  }, [data, list]);

  return { shown, error: query.error, refetch: query.refetch, isFetching: query.isFetching, showNewest };
}
