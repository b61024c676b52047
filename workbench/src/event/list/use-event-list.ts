import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { isTransient } from '../../api/is-transient.ts';
import type { Event, V1Page } from '../../api/types.ts';
import { collectNew } from './collect-new.ts';
import { type ListState, toEventFilter } from './list-state.ts';

const PAGE = 25;
const FIRST_PAGE_MS = 5_000;
/** Pages behind the first change only in what is outstanding. */
const OUTSTANDING_MS = 15_000;

const NOTHING: V1Page<Event> = { data: [], has_more: false };

/** One page of events, read anew by itself without moving: `fresh` tells of those that came since. */
export function useEventList(state: ListState) {
  const { api, scope, can } = useSession();
  const { after, before } = state;
  const first = after === undefined && before === undefined;
  const query = useQuery({
    queryKey: [scope, 'events', state],
    enabled: can('events:read'),
    queryFn: () =>
      api.events({
        ...toEventFilter(state, Date.now()),
        limit: PAGE,
        ...(after === undefined ? {} : { starting_after: after }),
        ...(before === undefined ? {} : { ending_before: before }),
      }),
    refetchInterval: ({ state: { data, error } }) => {
      if (error) return isTransient(error) ? OUTSTANDING_MS : false;
      if (first) return FIRST_PAGE_MS;
      return data?.data.some(({ pending_webhooks }) => pending_webhooks > 0) ? OUTSTANDING_MS : false;
    },
  });
  const key = JSON.stringify([scope, state]);
  const [held, setHeld] = useState<{ readonly key: string; readonly page: V1Page<Event> }>();
  const begun = held?.key === key && held.page.data.length > 0;
  if (query.data && !begun && !(held?.key === key && held.page === query.data)) setHeld({ key, page: query.data });

  const page = held?.key === key ? held.page : (query.data ?? NOTHING);
  const { shown, fresh, more } =
    first && query.data ? collectNew(page, query.data) : { shown: query.data ?? NOTHING, fresh: 0, more: false };
  const show = (latest: V1Page<Event> | undefined) => latest && setHeld({ key, page: latest });
  return {
    events: shown.data,
    loading: query.isPending,
    refreshing: query.isFetching,
    error: query.error,
    fresh,
    /** Whether there are more new ones than `fresh`. */
    more,
    showNew: () => show(query.data),
    refresh: () => query.refetch().then(({ data }) => show(data)),
    hasOlder: before !== undefined || shown.has_more,
    hasNewer: after !== undefined || (before !== undefined && shown.has_more),
    /** A page of newer ones that there are no more before: it is the newest, though its address does not say so. */
    isTop: before !== undefined && query.data?.has_more === false,
  };
}
