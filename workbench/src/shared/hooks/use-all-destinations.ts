import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';

/** Loads all destinations of the account in one call. */
export function useAllDestinations(enabled = true) {
  const { api, scope, can } = useSession();
  return useQuery({
    queryKey: [scope, 'destinations', 'all'],
    enabled: enabled && can('destinations:read'),
    queryFn: () => api.destinations({ limit: 100 }),
    select: ({ data }) => data,
    staleTime: 30_000,
  });
}
