import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';

const REFRESH_MS = 5_000;

/** Loads the listen sessions and refreshes them automatically. */
export function useListenSessions() {
  const { api, scope, can } = useSession();
  return useQuery({
    queryKey: [scope, 'listen sessions'],
    enabled: can('events:read'),
    queryFn: () => api.listenSessions(),
    select: ({ data }) => data,
    refetchInterval: REFRESH_MS,
  });
}
