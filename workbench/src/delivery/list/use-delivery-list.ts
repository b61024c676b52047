/** One page of a destination's deliveries, kept up to date by the rule of `refresh.ts`. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Looked } from '../filter/address.ts';
import { queryOf } from '../filter/filter.ts';
import { type Answer, isOutrun, REFRESH_MS, refreshed, type Shown } from './refresh.ts';

export interface ListOptions extends Pick<Looked, 'filter'> {
  readonly page: string | undefined;
  readonly limit: number;
  /** Whether the newest page is asked for again and again. */
  readonly live: boolean;
  /** Whether somebody reads at this moment. */
  readonly isReading: () => boolean;
}

export function useDeliveryList(destinationId: string, { filter, page, limit, live, isReading }: ListOptions) {
  const { api, scope } = useSession();
  const queryKey = [scope, 'deliveries', destinationId, filter, limit, page ?? null];
  const list = JSON.stringify(queryKey);
  const [kept, setKept] = useState<Shown & { list: string }>();
  const shown = kept?.list === list ? kept : undefined;
  const shownNow = useRef(shown);
  shownNow.current = shown;

  const query = useQuery({
    queryKey,
    refetchInterval: live && page === undefined ? REFRESH_MS : false,
    queryFn: async (): Promise<Answer> => {
      if (page !== undefined) return { newest: await api.deliveries(destinationId, { page, limit }) };
      const asked = queryOf(filter, Date.now());
      const newest = await api.deliveries(destinationId, { ...asked, limit });
      const rows = shownNow.current?.page.data ?? [];
      const [first] = rows;
      if (!first || !isReading() || !isOutrun(rows, newest)) return { newest };
      const created = { ...asked.created, lte: first.created };
      return { newest, beside: await api.deliveries(destinationId, { ...asked, created, limit }) };
    },
  });

  const { data, dataUpdatedAt } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that says the same is an answer, too
  useEffect(() => {
    if (data) setKept((was) => ({ list, ...refreshed(was?.list === list ? was : undefined, data, isReading()) }));
  }, [data, dataUpdatedAt, list, isReading]);

  /** Shows what has arrived. */
  const showNewest = useCallback(() => {
    if (data) setKept({ list, ...refreshed(undefined, data, false) });
  }, [data, list]);

  return { shown, error: query.error, refetch: query.refetch, isFetching: query.isFetching, showNewest };
}
