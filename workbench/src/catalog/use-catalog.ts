import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Api } from '../api/calls.ts';
import type { EventType } from '../api/types.ts';

const PAGE = 100;

async function allEventTypes(api: Api, apiVersion: string | undefined): Promise<EventType[]> {
  const all: EventType[] = [];
  for (;;) {
    const last = all.at(-1)?.id;
    const page = await api.eventTypes({
      limit: PAGE,
      ...(last === undefined ? {} : { starting_after: last }),
      ...(apiVersion === undefined ? {} : { api_version: apiVersion }),
    });
    all.push(...page.data);
    if (!page.has_more || page.data.length === 0) return all;
  }
}

/**
 * Every event type of the catalog, which has hundreds at most.
 * @param apiVersion only those that are part of it, as they are in it
 */
export function useCatalog(apiVersion?: string) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [scope, 'event_types', 'all', apiVersion ?? null],
    queryFn: () => allEventTypes(api, apiVersion),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
