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
 * Loads all event types of the catalog.
 * @param apiVersion loads only the types of this version, in their form of this version
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
