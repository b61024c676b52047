import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';

/**
 * Loads all event types of the catalog.
 * @param apiVersion loads only the types of this version, in their form of this version
 */
export function useCatalog(apiVersion?: string) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [scope, 'event_types', 'all', apiVersion ?? null],
    queryFn: () => api.allEventTypes(apiVersion),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
