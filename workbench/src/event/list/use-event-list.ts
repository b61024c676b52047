import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isTransient } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import type { Event, V1Page } from '../../api/types.ts';
import { collectNew } from './collect-new.ts';
import { type ListState, toEventFilter } from './list-state.ts';

const PAGE = 25;
const FIRST_PAGE_MS = 5_000;
/** Older pages are reloaded only while events are not delivered. */
const OUTSTANDING_MS = 15_000;

const NOTHING: V1Page<Event> = { data: [], has_more: false };

/** Loads one page of events and refreshes it without moving rows. New events are counted in `newCount`. */
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
  const [displayed, setDisplayed] = useState<{ readonly key: string; readonly page: V1Page<Event> }>();
  const hasRows = displayed?.key === key && displayed.page.data.length > 0;
  if (query.data && !hasRows && !(displayed?.key === key && displayed.page === query.data))
    setDisplayed({ key, page: query.data });

  const page = displayed?.key === key ? displayed.page : (query.data ?? NOTHING);
  const { shown, newCount, more } =
    first && query.data ? collectNew(page, query.data) : { shown: query.data ?? NOTHING, newCount: 0, more: false };
  const show = (latest: V1Page<Event> | undefined) => latest && setDisplayed({ key, page: latest });
  return {
    events: shown.data,
    loading: query.isPending,
    refreshing: query.isFetching,
    error: query.error,
    newCount,
    /** Whether there are more new events than `newCount`. */
    more,
    showNew: () => show(query.data),
    refresh: () => query.refetch().then(({ data }) => show(data)),
    hasOlder: before !== undefined || shown.has_more,
    hasNewer: after !== undefined || (before !== undefined && shown.has_more),
    /** Whether the page is the newest, although its URL contains a cursor. */
    isTop: before !== undefined && query.data?.has_more === false,
  };
}
