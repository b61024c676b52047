import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../account/session.tsx';

/** Searches the catalog by name and description while the user types. */
export function useEventTypes() {
  const { api, scope } = useSession();
  const [search, setSearch] = useState('');
  const query = useQuery({
    queryKey: [scope, 'event types', search],
    queryFn: () => api.eventTypes({ limit: 50, ...(search === '' ? {} : { search }) }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return {
    types: query.data?.data ?? [],
    search: setSearch,
    status: query.isError ? 'error' : query.isFetching ? 'loading' : 'finished',
    retry: query.refetch,
  } as const;
}
